/** Chart view: what all charts of the page share: the stretch that is zoomed to, and where the pointer is. */

import { create } from "zustand";

export interface ChartView {
  /** Simulated seconds that are shown; null shows the whole run. */
  range: readonly [number, number] | null;
  /** The time under the pointer, in any of the charts. */
  hover: number | null;
  /** The point of a chart that was pressed last: which chart, and its time. */
  picked: { readonly chart: string; readonly time: number } | null;
  zoom(range: readonly [number, number] | null): void;
  point(hover: number | null): void;
  pick(chart: string, time: number): void;
  /** Another run is shown: the pressed point was one of the run before. */
  unpick(): void;
}

export const useChartView = create<ChartView>((set) => ({
  range: null,
  hover: null,
  picked: null,
  zoom: (range) => set({ range, picked: null }),
  point: (hover) => set({ hover }),
  pick: (chart, time) => set({ picked: { chart, time } }),
  unpick: () => set({ picked: null }),
}));

/** The shown stretch, kept inside of the run. */
export function shownRange(range: ChartView["range"], duration: number): readonly [number, number] {
  if (!range) return [0, duration];
  const from = Math.max(0, Math.min(range[0], duration));
  const to = Math.min(duration, Math.max(range[1], from));
  return to > from ? [from, to] : [0, duration];
}

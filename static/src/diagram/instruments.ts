/** Instruments: bars, gauge, slots and meter, each an element that is told the values at the clock. */
import { cells, element, mark } from "./dom";
import type { InstrumentSpec } from "../design/types";
import type { Live } from "./live";
import { slotsPerCell } from "./spec";
import type { NodeSpec } from "./spec";

export interface Instrument {
  readonly element: HTMLElement;
  /** Null before a run: the instrument then shows what the settings alone can say. */
  show(live: Live | null): void;
}

const BARS = 20;
const GAUGE_CELLS = 24;
/** A failure's cross stays this long in real time, so that it can be seen at any speed. */
const CROSS_MS = 1000;

function bars(spec: NodeSpec, metric: string): Instrument {
  const box = element("div", "bars");
  box.setAttribute("aria-hidden", "true");
  const list = cells(BARS);
  box.append(...list);
  const drawn: string[] = [];
  const draw = (values: readonly (number | null)[], highest: number) =>
    list.forEach((bar, index) => {
      const share = (highest > 0 ? (values[index] ?? 0) / highest : 0).toFixed(2);
      if (drawn[index] !== share) bar.style.setProperty("--share", share);
      drawn[index] = share;
    });
  return {
    element: box,
    show(live) {
      const values = live ? live.history(metric, BARS) : (spec.preview ?? []);
      const padded = [...Array.from({ length: BARS - values.length }, () => 0), ...values];
      draw(padded, Math.max(1e-9, live?.peak(metric) ?? 0, ...(live ? [] : (spec.preview ?? []))));
    },
  };
}

function gauge(solid: string, hatched: string): Instrument {
  const box = element("div", "gauge");
  box.setAttribute("aria-hidden", "true");
  const list = cells(GAUGE_CELLS);
  box.append(...list, element("i", "peak"));
  return {
    element: box,
    show(live) {
      box.hidden = live === null;
      if (!live) return;
      const full = Math.max(live.peak(solid) + live.peak(hatched), 1);
      // Whatever is there is at least one cell, so that little is not nothing.
      const part = (value: number) => (value > 0 ? Math.max(1, Math.round((value / full) * GAUGE_CELLS)) : 0);
      const waiting = part(live.value(solid) ?? 0);
      const flying = part(live.value(hatched) ?? 0);
      mark(list, (index) => (index < waiting ? "w" : index < waiting + flying ? "f" : ""));
    },
  };
}

/** Cells in a scattered order, so that the late ones do not all sit in one corner. */
function scattered(count: number): number[] {
  const stride = [37, 31, 29, 23, 19, 17, 13, 11, 7, 3, 1].find((step) => step < count && count % step !== 0) ?? 1;
  return Array.from({ length: count }, (_, index) => (index * stride + 12) % count);
}

function slots(spec: NodeSpec, names: Extract<InstrumentSpec, { kind: "slots" }>): Instrument {
  const { cells: count, first } = spec.slots ?? { cells: 1, first: 1 };
  const box = element("div", "slots");
  box.setAttribute("aria-hidden", "true");
  const list = cells(count);
  box.append(...list);
  const order = scattered(count);
  let crossesUntil = 0;
  let crosses = 0;
  let later: ReturnType<typeof setTimeout> | null = null;
  const instrument: Instrument = {
    element: box,
    show(live) {
      if (later !== null) clearTimeout(later);
      later = null;
      const total = live?.value(names.total) ?? first;
      const per = Math.max(slotsPerCell(spec, live), total / count);
      // Instances that an autoscaler has not started, or has taken away, are not there to be idle.
      const there = Math.ceil(total / per);
      const cellsOf = (value: number | null) => Math.min(count, value && value > 0 ? Math.max(1, Math.round(value / per)) : 0);
      const busy = cellsOf(live?.value(names.busy) ?? 0);
      const late = new Set(order.filter((cell) => cell < busy).slice(0, cellsOf(live?.value(names.late) ?? 0)));
      const failed = cellsOf(live?.value(names.failed) ?? 0);
      const now = performance.now();
      if (failed > 0) [crosses, crossesUntil] = [Math.min(failed, 3), now + CROSS_MS];
      const shown = live && now < crossesUntil ? crosses : 0;
      // Where the clock stands still, nothing else would take away the crosses of what came before.
      if (shown > 0 && failed === 0) later = setTimeout(() => instrument.show(live), crossesUntil - now);
      const crossed = new Set(order.toReversed().filter((cell) => cell < Math.max(busy, shown)).slice(0, shown));
      mark(list, (index) => (crossed.has(index) ? "x" : late.has(index) ? "l" : index < busy ? "b" : index < there ? "" : "n"));
    },
  };
  return instrument;
}

function meter(value: string, total: string): Instrument {
  const box = element("div", "meter");
  box.setAttribute("aria-hidden", "true");
  const fill = element("i");
  box.append(fill);
  let drawn = "";
  return {
    element: box,
    show(live) {
      box.hidden = live === null;
      if (!live) return;
      const share = (live.value(value) ?? 0) / Math.max(live.value(total) ?? 1, 1e-9);
      const text = Math.min(1, share).toFixed(2);
      if (text !== drawn) fill.style.setProperty("--share", text);
      drawn = text;
    },
  };
}

/** The instrument of a face; null for a face without one. */
export function makeInstrument(spec: NodeSpec): Instrument | null {
  const instrument = spec.face.instrument;
  switch (instrument?.kind) {
    case "bars":
      return bars(spec, instrument.metric);
    case "gauge":
      return gauge(instrument.solid, instrument.hatched);
    case "slots":
      return slots(spec, instrument);
    case "meter":
      return meter(instrument.value, instrument.total);
    default:
      return null;
  }
}

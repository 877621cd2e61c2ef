/** Asked: what of a chart has something to say in a run, by the same rules as playground/runs/figures.py. */

import { SYSTEM } from "../run/frames";
import type { Column, FrameStore } from "../run/frames";
import type { ChartTemplate } from "./templates";

/** The column of the part that a chart is about: an edge, a component, or the whole system. */
export function columnFor(template: ChartTemplate, frames: FrameStore, part: string | null, metric: string): Column | null {
  const kind = part === null ? "system" : template.scope === "edge" ? "edge" : "component";
  return frames.column(kind, part ?? SYSTEM, metric);
}

/** The template without its silent quiet lines; null where none of the runs has something to say in it. */
export function asked(template: ChartTemplate, runs: readonly FrameStore[], part: string | null): ChartTemplate | null {
  const columns = (metric: string) => runs.map((frames) => columnFor(template, frames, part, metric));
  const tells = (metric: string) => columns(metric).some((column) => column !== null && column.peak > 0);
  const moves = (metric: string) => columns(metric).some((column) => column?.varies);
  const conditional = template.told_by.length + template.moved_by.length > 0;
  if (conditional && !template.told_by.some(tells) && !template.moved_by.some(moves)) return null;
  const kept = template.series.map((series) => !series.quiet || tells(series.plus ?? series.metric));
  if (kept.every((one) => one)) return template;
  if (!kept.some((one) => one)) return null;
  const only = <T,>(list: readonly T[]): T[] => list.filter((_, index) => kept[index]);
  return { ...template, series: only(template.series), figure: { ...template.figure, data: only(template.figure.data) } };
}

/** Words of a node: its metrics at the clock as text, the same on canvas, strip, phone and in its spoken name. */
import { showMetric } from "../design/format";
import { formatNumber, formatRate } from "../run/format";
import type { Face, InstrumentSpec } from "../design/types";
import type { Live } from "./live";
import type { NodeSpec } from "./spec";

export type FaceRow = Face["rows"][number];

/** Frames for which a last observation stands. */
const RECENT = 12;

/** One metric: a gauge, a rate, or for sources the total; "none" for a rate of nothing. */
export function metricText(spec: NodeSpec, name: string, live: Live): string {
  const metric = spec.metrics.get(name) ?? null;
  if (metric?.kind === "count") {
    if (spec.totals) return formatNumber(live.total(name));
    const rate = live.rate(name);
    return rate > 0 ? formatRate(rate) : "none";
  }
  // A percentile of a frame without observations: the last one there was stands a little longer.
  const recent = metric?.kind === "percentile" ? live.history(name, RECENT).findLast((value) => value !== null) : null;
  return showMetric(metric, live.value(name) ?? recent ?? null);
}

/** Whether a quiet row has something to say anywhere in the run, so that rows do not come and go. */
export function speaks(row: FaceRow, live: Live): boolean {
  return row.varies ? live.varies(row.metric) : live.peak(row.metric) > 0;
}

/** A quiet counter tells how many there were: they are few, and a rate of few is nothing. */
function isTold(spec: NodeSpec, row: FaceRow): boolean {
  return row.quiet === true && spec.metrics.get(row.metric)?.kind === "count";
}

/** Whether an alert's number is to be seen as one. */
export function alarms(spec: NodeSpec, row: FaceRow, live: Live): boolean {
  return row.alert === true && ((isTold(spec, row) ? live.total(row.metric) : live.value(row.metric)) ?? 0) > 0;
}

/** The metrics that an instrument shows already. */
function shownBy(instrument: InstrumentSpec | null): ReadonlySet<string> {
  return new Set(Object.entries(instrument ?? {}).flatMap(([name, metric]) => (name === "kind" ? [] : [metric])));
}

/**
 * The rows for which there is room: alerts that have happened and quiet rows that ever speak push out
 * what the instrument shows. But for alerts it is the same rows through the run.
 */
export function rowsShown(spec: NodeSpec, live: Live): readonly FaceRow[] {
  const { face, lines, totals } = spec;
  const happened = (row: FaceRow) => (totals ? live.total(row.metric) : (live.value(row.metric) ?? 0)) > 0;
  const shown = shownBy(face.instrument);
  const rank = (row: FaceRow) => {
    if (row.quiet) return row.alert ? 0 : 1;
    if (row.alert) return happened(row) ? 0 : 3;
    return shown.has(row.metric) || live.peak(row.metric) === 0 ? 2 : 1;
  };
  const asked = face.rows.filter((row) => !row.quiet || speaks(row, live));
  const kept = new Set([...asked].sort((a, b) => rank(a) - rank(b)).slice(0, lines));
  return face.rows.filter((row) => kept.has(row));
}

export function rowText(spec: NodeSpec, row: FaceRow, live: Live): string {
  if (isTold(spec, row)) return formatNumber(live.total(row.metric));
  const more = row.plus ? (live.value(row.plus) ?? 0) : 0;
  if (row.plus && more > 0) {
    const word = (spec.metrics.get(row.plus)?.label ?? row.plus).toLowerCase();
    return `${metricText(spec, row.metric, live)} + ${formatNumber(more)} ${word}`;
  }
  if (row.of) return `${metricText(spec, row.metric, live)} of ${metricText(spec, row.of, live)}`;
  return metricText(spec, row.metric, live);
}

export interface RowFigure {
  readonly figure: string;
  readonly word: string;
  /** The type, and the next important thing. */
  readonly line: string;
}

/** A pair in running words: "40 of 40 busy", "oldest 38 s". */
function said(spec: NodeSpec, row: FaceRow, live: Live): string {
  const [label, text] = [row.label.toLowerCase(), rowText(spec, row, live)];
  return row.of ? `${text} ${label}` : `${label} ${text}`;
}

/** The one number and the one line by which little room tells a component's state; settings before a run. */
export function rowFigure(spec: NodeSpec, live: Live | null): RowFigure {
  const [type = ""] = spec.typeLine.split(" · ");
  if (!live) {
    const [first, second] = spec.settings;
    return {
      figure: first?.value ?? "",
      word: first?.label.toLowerCase() ?? "",
      line: second ? `${type}, ${second.label.toLowerCase()} ${second.value}` : type,
    };
  }
  const steady = spec.face.rows.filter((row) => !row.alert && !row.quiet);
  const main = spec.face.figure ? null : (steady.find((row) => !row.of) ?? steady[0] ?? null);
  const alarm = spec.face.rows.find((row) => row.quiet && alarms(spec, row, live));
  const next = alarm ?? [...steady].reverse().find((row) => row !== main) ?? null;
  const line = next ? `${type}, ${said(spec, next, live)}` : type;
  if (spec.face.figure) return { figure: metricText(spec, spec.face.figure.metric, live), word: spec.face.figure.word, line };
  if (!main) return { figure: "", word: "", line };
  const isTime = spec.metrics.get(main.metric)?.kind === "percentile";
  return { figure: mainText(spec, main, live), word: isTime ? "" : main.label.toLowerCase(), line };
}

/** A source's main number is its rate here, not the total that its node shows. */
function mainText(spec: NodeSpec, row: FaceRow, live: Live): string {
  return spec.metrics.get(row.metric)?.kind === "count" ? formatRate(live.rate(row.metric)) : rowText(spec, row, live);
}

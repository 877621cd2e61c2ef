/** Fill: puts the frames of a run into a chart template, by the same rules as playground/runs/figures.py. */

import type { Column, FrameStore } from "../run/frames";
import { columnFor } from "./asked";
import type { ChartTemplate, Figure, Limit, Scale, SeriesTemplate, Transform } from "./templates";

const COLOUR_6 = "#87959a";
const TICK_STEPS = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400, 21600, 43200];
const DAY = 86_400;
const TICKS_MAX = 7;
const RATE_SECONDS = 60;
const RATE_STRETCHES = 30;
/** A limit further above everything would press the lines flat: it is then left out. */
const LIMIT_REACH = 3;
const HEADROOM = 1.06;

export interface Filled {
  id: string;
  title: string;
  unit: string;
  component: string | null;
  figure: Figure;
  /** Factor from the column's unit to the shown one. */
  factor: number;
  /** The end of the y axis, in the shown unit. */
  top: number;
}

export type SettingsOf = Readonly<Record<string, unknown>>;

/** The template with a run's columns in it; NaN is a gap. `older` shares scale and range with them. */
export function fill(
  template: ChartTemplate,
  frames: FrameStore,
  component: string | null = null,
  settings: SettingsOf = {},
  older: FrameStore | null = null,
): Filled {
  const columns = columnsOf(template, frames, component);
  const before = older ? columnsOf(template, older, component) : [];
  const scale = fitting(template.scales, [...columns, ...before]);
  const data = template.figure.data.map((trace, index) => ({
    ...trace,
    x: frames.ends.values(),
    y: scaled(columns[index] ?? new Float64Array(0), scale.factor),
  }));
  const limits = limitsOf(template.limits, settings);
  let highest = Math.max(0, ...[...columns, ...before].map((column) => largest(column) * scale.factor));
  const layout = { ...template.figure.layout };
  layout.xaxis = { ...layout.xaxis, ...timeAxis(frames.schema.duration) };
  const near = limits.filter((limit) => limit <= highest * LIMIT_REACH);
  if (near.length) {
    layout.shapes = near.map(limitLine);
    highest = Math.max(highest, ...near);
  }
  const top = Math.max(highest * HEADROOM, template.floor) || 1;
  layout.yaxis = { ...layout.yaxis, range: [0, top] };
  return {
    id: template.id,
    title: template.title,
    unit: scale.unit,
    component,
    figure: { data, layout },
    factor: scale.factor,
    top,
  };
}

/** A template's columns after their transforms, in the columns' own unit. */
export function columnsOf(
  template: ChartTemplate,
  frames: FrameStore,
  component: string | null,
): Float64Array[] {
  return template.series.map((series) => lineOf(template, series, frames, component));
}

function lineOf(template: ChartTemplate, series: SeriesTemplate, frames: FrameStore, component: string | null): Float64Array {
  const values = (metric: string) => columnFor(template, frames, component, metric)?.values() ?? gaps(frames.length);
  const column = columnFor(template, frames, component, series.metric);
  if (!column) return gaps(frames.length);
  if (series.transform === "of_work") return ofWork(column, values("utilisation"), values("slots"), frames.schema.frame);
  const line = transformed(column, series.transform, frames.schema.frame, rateWindow(frames.schema));
  if (!series.plus) return line;
  const more = values(series.plus);
  return line.map((value, index) => value + (more[index] || 0));
}

/** Seconds so far, in per cent of the slot seconds at work so far. */
function ofWork(column: Column, utilisation: Float64Array, slots: Float64Array, frame: number): Float64Array {
  const spent = column.cumulated();
  let worked = 0;
  return column.values().map((value, index) => {
    worked += (utilisation[index] || 0) * (slots[index] || 0);
    return Number.isNaN(value) || !worked ? Number.NaN : Math.min(100, (100 * (spent[index] ?? 0)) / (worked * frame));
  });
}

function gaps(length: number): Float64Array {
  return new Float64Array(length).fill(Number.NaN);
}

/** Frames over which a rate is counted: those of a minute, fewer in a run of few minutes. */
export function rateWindow(schema: { frame: number; duration: number }): number {
  const seconds = Math.min(RATE_SECONDS, schema.duration / RATE_STRETCHES);
  return Math.max(1, Math.floor(seconds / schema.frame + 0.5));
}

export function transformed(column: Column, transform: Transform, frame: number, window: number): Float64Array {
  if (transform === "total") return column.cumulated();
  if (transform === "per_minute") return perMinute(column, frame, window);
  if (transform === "percent") return column.values().map((value) => value * 100);
  return column.values();
}

function perMinute(column: Column, frame: number, window: number): Float64Array {
  const sums = column.cumulated();
  return column.values().map((value, index) => {
    if (Number.isNaN(value)) return Number.NaN;
    const counted = (sums[index] ?? 0) - (index >= window ? (sums[index - window] ?? 0) : 0);
    return (counted * 60) / (Math.min(index + 1, window) * frame);
  });
}

function scaled(column: Float64Array, factor: number): Float64Array {
  return factor === 1 ? column : column.map((value) => value * factor);
}

function largest(column: Float64Array): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const value of column) if (value > most) most = value;
  return most === Number.NEGATIVE_INFINITY ? 0 : most;
}

/** The first scale whose `below` exceeds the largest value; the column's own unit for zeros. */
export function fitting(scales: readonly Scale[], columns: readonly Float64Array[]): Scale {
  const most = Math.max(0, ...columns.map(largest));
  const fits = scales.find((scale) =>
    most > 0 ? scale.below === null || most < scale.below : scale.factor === 1,
  );
  return fits ?? (scales[scales.length - 1] as Scale);
}

/** The values of a chart's limits, as far as the settings have them. */
export function limitsOf(limits: readonly Limit[], settings: SettingsOf): number[] {
  const meant = limits.filter(({ when }) => Object.entries(when).every(([name, values]) => values.includes(String(settings[name]))));
  const values = meant.map((limit) => (limit.setting ? settings[limit.setting] : limit.value));
  return values.filter((value): value is number => typeof value === "number");
}

function limitLine(value: number): unknown {
  return {
    type: "line",
    xref: "paper",
    x0: 0,
    x1: 1,
    y0: value,
    y1: value,
    line: { color: COLOUR_6, width: 1, dash: "dash" },
    label: { text: general(value, 6), textposition: "start", yanchor: "bottom" },
  };
}

/** Range and ticks of an axis of simulated time: round steps, the unit on the last tick. */
export function timeAxis(duration: number): { range: [number, number]; tickvals: number[]; ticktext: string[] } {
  const wanted = duration / TICKS_MAX;
  const step = TICK_STEPS.find((size) => size >= wanted) ?? DAY * Math.ceil(Math.floor(wanted) / DAY);
  const [unit, factor] = tickUnit(duration);
  const tickvals = Array.from({ length: Math.floor(duration / step) + 1 }, (_, tick) => tick * step);
  const ticktext = tickvals.map((value) => general(value / factor, 4));
  ticktext[ticktext.length - 1] += ` ${unit}`;
  return { range: [0, duration], tickvals, ticktext };
}

function tickUnit(duration: number): [string, number] {
  if (duration < 180) return ["s", 1];
  if (duration < 3 * 3600) return ["min", 60];
  if (duration < 3 * DAY) return ["h", 3600];
  return ["d", DAY];
}

/** Python's `format(value, ",.<precision>g")`. */
export function general(value: number, precision: number): string {
  if (value === 0) return "0";
  const exponent = Number(value.toExponential(precision - 1).split("e")[1]);
  if (exponent < -4 || exponent >= precision) {
    const [digits = "", power = "0"] = value.toExponential(precision - 1).split("e");
    const size = Math.abs(Number(power)).toString().padStart(2, "0");
    return `${trimmed(digits)}e${power.startsWith("-") ? "-" : "+"}${size}`;
  }
  const [whole = "", part] = trimmed(value.toFixed(Math.max(0, precision - 1 - exponent))).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return part ? `${grouped}.${part}` : grouped;
}

function trimmed(digits: string): string {
  return digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
}

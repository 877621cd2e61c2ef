/** Shown figures: a filled chart as it is drawn now: overlay, zoom, theme, fewer points during a run. */

import type { Mark } from "../design/timeline";
import type { FrameStore } from "../run/frames";
import { decimated } from "./decimate";
import { columnsOf, fill } from "./fill";
import type { Filled, SettingsOf } from "./fill";
import { themed } from "./theme";
import type { ChartTheme } from "./theme";
import { subjectOf } from "./templates";
import type { ChartTemplate, Layout, Placed, Trace } from "./templates";
import { shownRange } from "./view";

export interface ChartInput {
  placed: Placed;
  frames: FrameStore;
  older: FrameStore | null;
  settings: SettingsOf;
  /** What the run's timeline did, and when. */
  marks: readonly Mark[];
  /** A run is going on: few points, quickly drawn. */
  live: boolean;
}

export interface Line {
  label: string;
  colour: string;
  dash: string;
  /** In the shown unit, one value a frame. */
  values: ArrayLike<number | null>;
  frames: FrameStore;
}

export interface Shown {
  data: Trace[];
  layout: Layout;
  lines: Line[];
  unit: string;
  top: number;
  marks: readonly Mark[];
}

const OLDER_DASH = "dash";

/** With another run laid under it a chart shows one line of each, or nobody could tell them apart. */
export function leading(template: ChartTemplate): ChartTemplate {
  const wanted = template.series.findIndex((series) => series.label === "p95");
  const at = Math.max(wanted, 0);
  return {
    ...template,
    series: template.series.slice(at, at + 1),
    figure: { ...template.figure, data: template.figure.data.slice(at, at + 1) },
  };
}

export function titleOf(placed: Placed, overlaid: boolean): string {
  const first = overlaid && placed.template.series.length > 1 ? leading(placed.template).series[0] : undefined;
  return first ? `${placed.title}, ${first.label}` : placed.title;
}

export function shown(input: ChartInput, theme: ChartTheme, numbers: { run: number; older: number }): Shown {
  const template = input.older ? leading(input.placed.template) : input.placed.template;
  const { frames, older, settings } = input;
  const filled = fill(template, frames, subjectOf(input.placed), settings, older);
  const figure = themed(filled, template, theme);
  const lines = linesOf(filled, figure.data, template, frames);
  if (older) {
    const before = olderTrace(template, older, subjectOf(input.placed), filled, theme);
    if (lines[0]) Object.assign(lines[0], { label: `run ${numbers.run}`, dash: "solid" });
    lines.unshift({
      label: `run ${numbers.older}`,
      colour: theme.roles["chart-6"] ?? "",
      dash: OLDER_DASH,
      values: before.y,
      frames: older,
    });
    // The dash tells run from run here, so the newer one is drawn through.
    figure.data = [before, ...figure.data.map((trace) => ({ ...trace, fill: "none", line: { ...trace.line, dash: "solid" } }))];
  }
  const data = input.live ? figure.data.map((trace) => ({ ...trace, ...decimated(trace) })) : figure.data;
  return { data, layout: figure.layout, lines, unit: filled.unit, top: filled.top, marks: input.marks };
}

function linesOf(filled: Filled, data: Trace[], template: ChartTemplate, frames: FrameStore): Line[] {
  return template.series.map((series, index) => ({
    label: series.label,
    colour: data[index]?.line?.color ?? "",
    dash: series.dash,
    values: filled.figure.data[index]?.y ?? [],
    frames,
  }));
}

function olderTrace(
  template: ChartTemplate,
  older: FrameStore,
  component: string | null,
  filled: Filled,
  theme: ChartTheme,
): Trace {
  const column = columnsOf(template, older, component)[0] ?? new Float64Array(0);
  const own = template.figure.data[0] as Trace;
  return {
    ...own,
    name: "older",
    fill: "none",
    x: older.ends.values(),
    y: column.map((value) => value * filled.factor),
    line: { ...own.line, color: theme.roles["chart-6"] ?? "", dash: "4px,4px", width: 1.25 },
  };
}

/** Layout for the box it is drawn in. Plotly measures nothing itself, so it never lays out twice. */
export function sized(
  layout: Layout,
  box: { width: number; height: number },
  range: readonly [number, number] | null,
  revision: string,
  marks: readonly Mark[] = [],
): Layout {
  const duration = layout.xaxis.range?.[1] ?? 1;
  const part = shownRange(range, duration);
  const ticks = range ? { ...ticksWithin(part), range: part } : {};
  // The unit stands on the last tick, which reaches beyond the axis.
  const xaxis = { ...layout.xaxis, ...ticks, ticklabeloverflow: "allow" };
  const margin = { ...(layout.margin as object), r: 20 };
  const yaxis = (layout.yaxis.range?.[1] ?? 0) >= LONG_FROM ? { ...layout.yaxis, tickformat: "~s" } : layout.yaxis;
  return {
    ...layout,
    ...box,
    margin,
    xaxis,
    yaxis,
    shapes: [...(layout.shapes ?? []), ...markLines(marks, part, box.width - MARGINS, layout)],
    autosize: false,
    uirevision: revision,
    hovermode: false,
    dragmode: matchMedia("(pointer: coarse)").matches ? false : "zoom",
  };
}

/** From here on the numbers of the axis are longer than the margin is wide: "500k" and "1M" are not. */
const LONG_FROM = 100_000;

/** The margins at both sides of a plot, in pixels. */
const MARGINS = 56;
/** Pixels of a character of a label, and what lies between two labels. */
const CHARACTER = 6;
const LABEL_GAP = 10;

/** A thin line for each action within the shown stretch, named where there is room before the next name. */
export function markLines(marks: readonly Mark[], [from, to]: readonly [number, number], width: number, layout: Layout): unknown[] {
  const axis = (layout["font"] as { color?: string } | undefined)?.color;
  let free = -Infinity;
  return marks
    .filter((mark) => mark.at >= from && mark.at <= to)
    .map((mark) => {
      const x = ((mark.at - from) / (to - from)) * width;
      const wide = mark.label.length * CHARACTER;
      const left = x + wide > width;
      const begins = left ? x - wide : x;
      const named = begins >= free;
      if (named) free = begins + wide + LABEL_GAP;
      const label = { text: mark.label, textposition: "end", textangle: 0, xanchor: left ? "right" : "left", yanchor: "top", font: { color: axis, size: 10 } };
      return {
        type: "line", xref: "x", yref: "paper", x0: mark.at, x1: mark.at, y0: 0, y1: 1, layer: named ? "above" : "below",
        line: { color: axis, width: 1, dash: "1px,3px" }, ...(named ? { label } : {}),
      };
    });
}

const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];

/** Ticks of a zoomed stretch, as times on the clock. */
function ticksWithin([from, to]: readonly [number, number]): { tickvals: number[]; ticktext: string[] } {
  const step = STEPS.find((size) => (to - from) / size <= 6) ?? Math.ceil((to - from) / 6 / 86_400) * 86_400;
  const tickvals: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to + 1e-9; at += step) tickvals.push(at);
  return { tickvals, ticktext: tickvals.map((at) => clockTick(at, step)) };
}

function clockTick(seconds: number, step: number): string {
  if (step < 1) return `${seconds.toFixed(1)} s`;
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), Math.round(seconds % 60)];
  const two = (value: number): string => String(value).padStart(2, "0");
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

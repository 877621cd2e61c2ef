/** Chart theme: the plot colours of the page's theme, by role, and when they change. */

import type { Filled } from "./fill";
import type { ChartTemplate, Layout, Trace } from "./templates";

export interface ChartTheme {
  roles: Readonly<Record<string, string>>;
  grid: string;
  axis: string;
  cursor: string;
  surface: string;
}

/** Reads `--plot-*` (sRGB): Plotly and canvas do not read OKLCH. */
export function readTheme(): ChartTheme {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  const roles = Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`chart-${n}`, read(`--plot-${n}`)]));
  return {
    roles,
    grid: read("--plot-grid"),
    axis: read("--plot-axis"),
    cursor: read("--plot-cursor"),
    surface: style.colorScheme === "dark" ? "#1a2225" : "#ffffff",
  };
}

/** Calls back when the page's theme is switched; answers how to stop that. */
export function onTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  return () => observer.disconnect();
}

const FILL_OPACITY = 0.13;

/** The dashes of the key, in pixels; Plotly's own grow with the width of the line. */
export const DASHES: Readonly<Record<string, string>> = {
  dash: "7px,3px",
  dot: "2px,3px",
  dashdot: "10px,3px,2px,3px",
  longdash: "14px,4px",
};

export function translucent(colour: string, opacity = FILL_OPACITY): string {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return `rgba(${red},${green},${blue},${opacity})`;
}

/** The filled figure in the colours of the theme. */
export function themed(filled: Filled, template: ChartTemplate, theme: ChartTheme): { data: Trace[]; layout: Layout } {
  const data = filled.figure.data.map((trace, index) => {
    const colour = theme.roles[template.series[index]?.role ?? ""] || trace.line?.color || theme.axis;
    const line = { ...trace.line, color: colour, dash: DASHES[trace.line?.dash ?? "solid"] ?? "solid" };
    return trace.fillcolor ? { ...trace, line, fillcolor: translucent(colour) } : { ...trace, line };
  });
  const { layout } = filled.figure;
  return {
    data,
    layout: {
      ...layout,
      font: { ...(layout.font as object), color: theme.axis },
      yaxis: { ...layout.yaxis, gridcolor: theme.grid },
      shapes: (layout.shapes ?? []).map((shape) => reference(shape as Reference, theme)),
      annotations: (layout.shapes ?? []).map((shape) => referenceValue(shape as Reference, theme)),
    },
  };
}

interface Reference {
  readonly y0: number;
  readonly line: object;
  readonly label: { readonly text: string };
}

function reference({ label: _value, ...shape }: Reference, theme: ChartTheme): unknown {
  return { ...shape, line: { ...shape.line, color: theme.roles["chart-6"], dash: "4px,4px" } };
}

/** Characters of a value for which there is room in the margin beside a plot. */
const BESIDE = 3;

/** A limit's value stands beside the plot, where no line can run through it; a long one on a ground of its own. */
function referenceValue({ y0, label: { text } }: Reference, theme: ChartTheme): unknown {
  const placed = text.length > BESIDE
    ? { xanchor: "right", yanchor: "bottom", bgcolor: theme.surface, borderpad: 1 }
    : { xanchor: "left", yanchor: "middle", xshift: 2, borderpad: 0 };
  return { ...placed, text, xref: "paper", x: 1, yref: "y", y: y0, showarrow: false, font: { color: theme.axis, size: 11 } };
}

/** Plotly: loaded when the first chart is drawn, with its style sheet instead of an injected <style>. */

import styles from "../generated-assets/plotly.css?url";
import type { Layout, Trace } from "./templates";

export interface PlotElement extends HTMLElement {
  on?(event: string, listener: (data: Record<string, unknown>) => void): void;
  removeAllListeners?(event: string): void;
}

export interface Plotly {
  react(
    element: PlotElement,
    data: readonly Trace[],
    layout: Partial<Layout>,
    config: Record<string, unknown>,
  ): Promise<unknown>;
  toImage(
    figure: { data: readonly Trace[]; layout: Partial<Layout>; config?: Record<string, unknown> },
    options: { format: "png"; width: number; height: number; scale: number },
  ): Promise<string>;
  purge(element: PlotElement): void;
}

/** Plotly looks for this element and then injects no style of its own, which our policy forbids. */
const STYLE_ID = "plotly.js-style-global";
let loading: Promise<Plotly> | null = null;

function linkStyles(): Promise<void> {
  if (document.getElementById(STYLE_ID)) return Promise.resolve();
  const link = document.createElement("link");
  link.id = STYLE_ID;
  link.className = "no-inline-styles";
  link.rel = "stylesheet";
  link.href = styles;
  return new Promise((done) => {
    link.onload = link.onerror = () => done();
    document.head.append(link);
  });
}

export function loadPlotly(): Promise<Plotly> {
  loading ??= linkStyles()
    .then(() => import("plotly.js-cartesian-dist-min"))
    .then((module) => module.default)
    .catch((reason: unknown) => {
      loading = null;
      throw reason;
    });
  return loading;
}

export const CONFIG = {
  displayModeBar: false,
  responsive: false,
  doubleClick: false,
  showTips: false,
} as const;

/** Chart templates: what Python says a chart is; the browser only fills it. */

import { useEffect, useState } from "react";
import { inOrderOfWork } from "../design/tidy";
import { api } from "../run/api";
import type { FrameStore } from "../run/frames";
import type { Design } from "../run/types";
import { asked } from "./asked";

export type Dash = "solid" | "dash" | "dot" | "dashdot" | "longdash";
export type Transform = "value" | "total" | "per_minute" | "percent" | "of_work";

export interface Scale {
  unit: string;
  factor: number;
  below: number | null;
}

export interface SeriesTemplate {
  metric: string;
  label: string;
  role: string;
  dash: Dash;
  transform: Transform;
  /** Another column that is added. */
  plus: string | null;
  /** Drawn only where what is added, or without it the column, ever is above 0. */
  quiet: boolean;
}

export interface Limit {
  value: number | null;
  setting: string | null;
  /** Only where these settings have one of these values. */
  when: Record<string, string[]>;
}

export interface Trace {
  name?: string;
  mode?: string;
  x: ArrayLike<number | null>;
  y: ArrayLike<number | null>;
  line?: { color?: string; dash?: string; width?: number; shape?: string };
  fillcolor?: string;
  [attribute: string]: unknown;
}

export interface Axis {
  range?: readonly [number, number];
  [attribute: string]: unknown;
}

export interface Layout {
  xaxis: Axis;
  yaxis: Axis;
  shapes?: unknown[];
  [attribute: string]: unknown;
}

export interface Figure {
  data: Trace[];
  layout: Layout;
}

export interface ChartTemplate {
  id: string;
  title: string;
  unit: string;
  /** "system", a component type, a role of one, or "edge". */
  scope: string;
  scales: Scale[];
  floor: number;
  series: SeriesTemplate[];
  limits: Limit[];
  /** Shown only where one of these columns ever is above 0. */
  told_by: string[];
  /** Shown only where one of these columns ever changes. */
  moved_by: string[];
  figure: Figure;
}

let loading: Promise<ChartTemplate[]> | null = null;

/** Loaded once a page; asked again after a failure. */
export function loadTemplates(): Promise<ChartTemplate[]> {
  loading ??= api.figures<ChartTemplate[]>().catch((reason: unknown) => {
    loading = null;
    throw reason;
  });
  return loading;
}

export function useTemplates(): { templates: readonly ChartTemplate[]; error: string } {
  const [state, setState] = useState<{ templates: readonly ChartTemplate[]; error: string }>({
    templates: [],
    error: "",
  });
  useEffect(() => {
    let wanted = true;
    loadTemplates().then(
      (templates) => wanted && setState({ templates, error: "" }),
      (reason: unknown) => wanted && setState({ templates: [], error: String(reason) }),
    );
    return () => {
      wanted = false;
    };
  }, []);
  return state;
}

/** One chart on the page: a template, and whose columns fill it. */
export interface Placed {
  key: string;
  template: ChartTemplate;
  component: string | null;
  /** The edge that leaves the component, if it is the edge that is meant. */
  edge: string | null;
  title: string;
}

/** Whose columns fill it: an edge's, a component's, or the system's. */
export function subjectOf({ edge, component }: Pick<Placed, "edge" | "component">): string | null {
  return edge ?? component;
}

/** The charts that answer for the whole system, or for one component, as far as they have something to say. */
export function chartsFor(
  design: Design,
  templates: readonly ChartTemplate[],
  component: string | null,
  runs: readonly FrameStore[],
): Placed[] {
  if (component !== null) return asking(chartsOf(design, templates, component, false), runs);
  const system = templates.filter((template) => template.scope === "system");
  const whole = (template: ChartTemplate): Placed => placed(template, null, template.title);
  const types = new Set(Object.values(design.components).map((part) => part.type));
  if (types.has("queue")) return asking(system.map(whole), runs);
  // Without a queue the questions about queues have no answer: the parts themselves are asked.
  const about = system.filter((template) => /latency|slots/.test(template.id));
  const parts = inOrderOfWork(design).flatMap((id) => chartsOf(design, templates, id, true));
  return asking([...about.map(whole), ...parts], runs).slice(0, 6);
}

function asking(charts: readonly Placed[], runs: readonly FrameStore[]): Placed[] {
  return charts.flatMap((chart) => {
    const template = asked(chart.template, runs, subjectOf(chart));
    return template ? [{ ...chart, template }] : [];
  });
}

function chartsOf(
  design: Design,
  templates: readonly ChartTemplate[],
  id: string,
  named: boolean,
): Placed[] {
  const part = design.components[id];
  if (!part) return [];
  const of = (scope: string) => templates.filter((template) => template.scope === scope);
  const titled = (title: string): string => (named ? `${part.label}: ${title}` : title);
  const scopes = isDeadLetter(design, id) ? ["dead-letter", part.type] : [part.type];
  const own = scopes.flatMap(of).map((template) => placed(template, id, titled(template.title)));
  const leaving = Object.entries(design.edges).filter(([, edge]) => edge.source === id);
  const edges = leaving.flatMap(([edge, { target }]) =>
    of("edge").map((template) => placed(template, id, titled(`${template.title}, to ${design.components[target]?.label || target}`), edge)),
  );
  return [...own, ...edges];
}

function placed(template: ChartTemplate, component: string | null, title: string, edge: string | null = null): Placed {
  return { key: `${template.id} ${edge ?? component ?? ""}`, template, component, edge, title };
}

export function isDeadLetter(design: Design, id: string): boolean {
  return Object.values(design.edges).some((edge) => edge.kind === "dead-letter" && edge.target === id);
}

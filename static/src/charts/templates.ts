/** Chart templates: what Python says a chart is; the browser only fills it. */

import { useEffect, useState } from "react";
import { inOrderOfWork } from "../design/tidy";
import { api } from "../run/api";
import type { Design } from "../run/types";

export type Dash = "solid" | "dash" | "dot" | "dashdot" | "longdash";
export type Transform = "value" | "total" | "per_minute" | "percent";

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
  /** "system", a component type, or a role of one. */
  scope: string;
  scales: Scale[];
  floor: number;
  series: SeriesTemplate[];
  limit: { value: number | null; setting: string | null } | null;
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
  title: string;
}

/** The charts that answer for the whole system, or for one component. */
export function chartsFor(
  design: Design,
  templates: readonly ChartTemplate[],
  component: string | null,
): Placed[] {
  if (component !== null) return chartsOf(design, templates, component, false);
  const system = templates.filter((template) => template.scope === "system");
  const types = new Set(Object.values(design.components).map((part) => part.type));
  if (types.has("queue")) return system.map((template) => placed(template, null, template.title));
  // Without a queue the questions about queues have no answer: the parts themselves are asked.
  const asked = system.filter((template) => /latency|slots/.test(template.id));
  const parts = inOrderOfWork(design).flatMap((id) => chartsOf(design, templates, id, true));
  return [...asked.map((template) => placed(template, null, template.title)), ...parts].slice(0, 6);
}

function chartsOf(
  design: Design,
  templates: readonly ChartTemplate[],
  id: string,
  named: boolean,
): Placed[] {
  const part = design.components[id];
  if (!part) return [];
  const scopes = isDeadLetter(design, id) ? ["dead-letter", part.type] : [part.type];
  return scopes
    .flatMap((scope) => templates.filter((template) => template.scope === scope))
    .map((template) => placed(template, id, named ? `${part.label}: ${template.title}` : template.title));
}

function placed(template: ChartTemplate, component: string | null, title: string): Placed {
  return { key: `${template.id} ${component ?? ""}`, template, component, title };
}

export function isDeadLetter(design: Design, id: string): boolean {
  return Object.values(design.edges).some((edge) => edge.kind === "dead-letter" && edge.target === id);
}

/** Clipboard: parts of a design as JSON text, readable by people and by another window. */
import { freshId, freshLabel } from "./ids";
import type { Action } from "./actions";
import type { Component, Design, Edge, EdgeKind, Position, Settings, TimelineAction } from "./types";

export interface Fragment {
  readonly components: { readonly [id: string]: Component };
  readonly edges: { readonly [id: string]: Edge };
  readonly layout: { readonly [id: string]: Position };
  /** What is done to them in the middle of a run. */
  readonly timeline: { readonly [id: string]: TimelineAction };
}

/** The chosen components with the edges between them and what the timeline does to them. */
export function fragmentOf(design: Design, ids: ReadonlySet<string>): Fragment {
  const keep = <T>(parts: { readonly [id: string]: T }) =>
    Object.fromEntries(Object.entries(parts).filter(([id]) => ids.has(id)));
  const inner = Object.entries(design.edges).filter(([, edge]) => ids.has(edge.source) && ids.has(edge.target));
  const done = Object.entries(design.timeline).filter(([, action]) => ids.has(action.target));
  return {
    components: keep(design.components), edges: Object.fromEntries(inner), layout: keep(design.layout), timeline: Object.fromEntries(done),
  };
}

/** The fragment as text: the same form as a design document, so that it can be written by hand. */
export function toText(fragment: Fragment): string {
  return JSON.stringify({ version: 1, ...fragment }, null, 2);
}

type Json = { readonly [name: string]: unknown };

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const KINDS: readonly string[] = ["call", "message", "dead-letter"] satisfies EdgeKind[];

function readComponents(value: Json): Fragment["components"] {
  const parts = Object.entries(value).filter((entry): entry is [string, Json] => isObject(entry[1]));
  return Object.fromEntries(
    parts
      .filter(([, part]) => typeof part["type"] === "string")
      .map(([id, part]) => {
        const settings = isObject(part["settings"]) ? (part["settings"] as Settings) : {};
        const label = typeof part["label"] === "string" ? part["label"] : id;
        const preset = typeof part["preset"] === "string" ? { preset: part["preset"] } : {};
        return [id, { type: String(part["type"]), label, settings, ...preset }];
      }),
  );
}

function readEdges(value: unknown, components: Fragment["components"]): Fragment["edges"] {
  if (!isObject(value)) return {};
  const edges: Record<string, Edge> = {};
  for (const [id, part] of Object.entries(value)) {
    if (!isObject(part)) continue;
    const { source, target, kind, settings } = part;
    if (typeof source !== "string" || typeof target !== "string" || typeof kind !== "string") continue;
    if (!(source in components) || !(target in components) || !KINDS.includes(kind)) continue;
    edges[id] = { source, target, kind: kind as EdgeKind, settings: isObject(settings) ? (settings as Settings) : {} };
  }
  return edges;
}

function readLayout(value: unknown, components: Fragment["components"]): Fragment["layout"] {
  const given = isObject(value) ? value : {};
  return Object.fromEntries(
    Object.keys(components).map((id, index) => {
      const at = given[id];
      const fits = isObject(at) && Number.isFinite(at["x"]) && Number.isFinite(at["y"]);
      return [id, fits ? { x: Number(at["x"]), y: Number(at["y"]) } : { x: index * 240, y: 0 }];
    }),
  );
}

function readTimeline(value: unknown, components: Fragment["components"]): Fragment["timeline"] {
  if (!isObject(value)) return {};
  const timeline: Record<string, TimelineAction> = {};
  for (const [id, part] of Object.entries(value)) {
    if (!isObject(part)) continue;
    const { at, target, action, settings } = part;
    if ((typeof at !== "number" && typeof at !== "string") || typeof target !== "string" || typeof action !== "string") continue;
    if (target in components) timeline[id] = { at, target, action, settings: isObject(settings) ? (settings as Settings) : {} };
  }
  return timeline;
}

/** Reads text from a clipboard or a file; null when it holds no components. */
export function fromText(text: string): (Fragment & { readonly design: Json }) | null {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isObject(data)) return null;
  // What `download.json` of a run gives holds its design inside.
  const design = isObject(data["design"]) ? data["design"] : data;
  if (!isObject(design["components"])) return null;
  const components = readComponents(design["components"]);
  if (Object.keys(components).length === 0) return null;
  return {
    components, edges: readEdges(design["edges"], components), layout: readLayout(design["layout"], components),
    timeline: readTimeline(design["timeline"], components), design,
  };
}

/** A whole document out of pasted or imported text, or null when it is only a part of one. */
export function documentFrom(text: string): Design | null {
  const read = fromText(text);
  if (!read) return null;
  const { design } = read;
  const isWhole = isObject(design["run"]) || typeof design["name"] === "string";
  if (!isWhole) return null;
  return {
    version: 1,
    name: typeof design["name"] === "string" ? design["name"] : "Imported design",
    components: read.components,
    edges: read.edges,
    layout: read.layout,
    timeline: read.timeline,
    run: isObject(design["run"]) ? (design["run"] as Settings) : {},
  };
}

export interface Pasted {
  readonly action: Action;
  /** The ids the pasted components have in the design. */
  readonly ids: ReadonlySet<string>;
}

/** Pastes with fresh ids and labels; the fragment's middle, or its shift, lands where asked. */
export function paste(
  design: Design, fragment: Fragment, place: { readonly at: Position } | { readonly shift: Position },
): Pasted {
  const ids = new Map<string, string>();
  const components: Record<string, Component> = { ...design.components };
  const labels = new Set(Object.values(design.components).map((component) => component.label));
  for (const [id, component] of Object.entries(fragment.components)) {
    const fresh = freshId(id, components);
    const label = freshLabel(component.label, labels);
    labels.add(label);
    ids.set(id, fresh);
    components[fresh] = { ...component, label };
  }
  const edges: Record<string, Edge> = { ...design.edges };
  for (const [id, edge] of Object.entries(fragment.edges)) {
    const source = ids.get(edge.source);
    const target = ids.get(edge.target);
    if (source && target) edges[freshId(id, edges)] = { ...edge, source, target };
  }
  const timeline: Record<string, TimelineAction> = { ...design.timeline };
  for (const [id, action] of Object.entries(fragment.timeline)) {
    const target = ids.get(action.target);
    if (target) timeline[freshId(id, timeline)] = { ...action, target };
  }
  const shift = "shift" in place ? place.shift : shiftTo(fragment, place.at);
  const layout: Record<string, Position> = { ...design.layout };
  for (const [id, fresh] of ids) {
    const from = fragment.layout[id] ?? { x: 0, y: 0 };
    layout[fresh] = { x: Math.round(from.x + shift.x), y: Math.round(from.y + shift.y) };
  }
  const next: Design = { ...design, components, edges, layout, timeline };
  const label = ids.size === 1 ? "Pasted" : `${ids.size} components pasted`;
  return { action: { label, apply: () => next }, ids: new Set(ids.values()) };
}

function shiftTo(fragment: Fragment, at: Position): Position {
  const places = Object.values(fragment.layout);
  if (places.length === 0) return at;
  const xs = places.map((place) => place.x);
  const ys = places.map((place) => place.y);
  return { x: at.x - (Math.min(...xs) + Math.max(...xs)) / 2 - 80, y: at.y - (Math.min(...ys) + Math.max(...ys)) / 2 - 60 };
}

/** Selection: what is chosen on the canvas, and how the keyboard walks from part to part. */
import { inOrderOfWork } from "../design/tidy";
import { NOTHING, useEditor } from "./store";
import type { Design, Position } from "../design/types";
import type { Selection } from "./store";

export function onlyComponent(id: string): Selection {
  return { components: new Set([id]), edges: new Set() };
}

export function onlyEdge(id: string): Selection {
  return { components: new Set(), edges: new Set([id]) };
}

export function everything(design: Design): Selection {
  return { components: new Set(Object.keys(design.components)), edges: new Set(Object.keys(design.edges)) };
}

function toggled(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}

export function toggleComponent(selection: Selection, id: string): Selection {
  return { ...selection, components: toggled(selection.components, id) };
}

export function toggleEdge(selection: Selection, id: string): Selection {
  return { ...selection, edges: toggled(selection.edges, id) };
}

/** The one selected component; null when none or several are. */
export function soleComponent(selection: Selection): string | null {
  return selection.components.size === 1 && selection.edges.size === 0 ? ([...selection.components][0] ?? null) : null;
}

export function soleEdge(selection: Selection): string | null {
  return selection.edges.size === 1 && selection.components.size === 0 ? ([...selection.edges][0] ?? null) : null;
}

type Direction = "left" | "right" | "up" | "down";

/** The neighbour along the edges in a direction: right follows the work, left goes against it, up and down change lanes. */
export function neighbour(design: Design, id: string, direction: Direction): string | null {
  const place = (other: string): Position => design.layout[other] ?? { x: 0, y: 0 };
  const edges = Object.values(design.edges);
  const after = edges.filter((edge) => edge.source === id).map((edge) => edge.target);
  const before = edges.filter((edge) => edge.target === id).map((edge) => edge.source);
  const here = place(id);
  if (direction === "right" || direction === "left") {
    const choices = direction === "right" ? after : before;
    return nearest(choices, (other) => Math.abs(place(other).y - here.y));
  }
  const sign = direction === "down" ? 1 : -1;
  const level = [...new Set([...after, ...before, ...Object.keys(design.components)])]
    .filter((other) => other !== id && (place(other).y - here.y) * sign > 20);
  return nearest(level, (other) => Math.abs(place(other).y - here.y) + Math.abs(place(other).x - here.x));
}

function nearest(ids: readonly string[], distance: (id: string) => number): string | null {
  return ids.reduce<string | null>((best, id) => (best === null || distance(id) < distance(best) ? id : best), null);
}

/** Everything upstream or downstream of the selection. */
export function along(design: Design, start: ReadonlySet<string>, towards: "upstream" | "downstream"): Selection {
  const found = new Set(start);
  const edges = new Set<string>();
  const waiting = [...start];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const [edgeId, edge] of Object.entries(design.edges)) {
      const [from, to] = towards === "downstream" ? [edge.source, edge.target] : [edge.target, edge.source];
      if (from !== id) continue;
      edges.add(edgeId);
      if (!found.has(to)) waiting.push(to);
      found.add(to);
    }
  }
  return { components: found, edges };
}

/** Moves the keyboard's focus to a node on the canvas. */
export function focusComponent(id: string): void {
  document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"], .column-node[data-id="${CSS.escape(id)}"]`)?.focus();
}

/** The same once the node is drawn; who has gone on into the settings by then is left there. */
export function focusComponentSoon(id: string): void {
  requestAnimationFrame(() => {
    if (!document.activeElement?.closest(".insp")) focusComponent(id);
  });
}

/** Moves the keyboard's focus to the words on an edge. */
export function focusEdge(id: string): void {
  document.querySelector<HTMLElement>(`button.edge-label[data-edge="${CSS.escape(id)}"]`)?.focus();
}

/** The next component in the direction of work, round and round. */
export function nextInOrder(design: Design, id: string | null, step: 1 | -1): string | null {
  const order = inOrderOfWork(design);
  if (order.length === 0) return null;
  const at = id === null ? (step === 1 ? -1 : 0) : order.indexOf(id);
  return order[(at + step + order.length) % order.length] ?? null;
}

export function clearSelection(): void {
  useEditor.getState().select(NOTHING);
}

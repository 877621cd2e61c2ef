/** Tidy: lays a design out in the direction of work, dead letters below their queue. */
import dagre from "@dagrejs/dagre";
import { DEAD_LETTER } from "./catalog";
import type { Design, Position } from "./types";

const GRID = 16;
const GAP_ALONG = 60;
const GAP_ACROSS = 48;

export type SizeOf = (id: string) => { readonly width: number; readonly height: number };

const snap = (value: number) => Math.round(value / GRID) * GRID;

/** New positions for every component, left to right; a dead-letter queue hangs below its queue. */
export function tidy(design: Design, sizeOf: SizeOf): { readonly [id: string]: Position } {
  const hangs = new Map<string, string>();
  for (const edge of Object.values(design.edges)) {
    const feeds = Object.values(design.edges).some((other) => other.source === edge.target);
    if (edge.kind === DEAD_LETTER && !feeds && !hangs.has(edge.target)) hangs.set(edge.target, edge.source);
  }
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: "LR", ranksep: GAP_ALONG, nodesep: GAP_ACROSS });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const id of Object.keys(design.components)) {
    if (hangs.has(id)) continue;
    const { width, height } = sizeOf(id);
    // A queue keeps room for what hangs below it, and as much above, so that the line of work stays straight.
    const below = [...hangs].filter(([, queue]) => queue === id).map(([hanging]) => sizeOf(hanging).height + 88);
    graph.setNode(id, { width, height: height + 2 * Math.max(0, ...below) });
  }
  for (const edge of Object.values(design.edges)) {
    if (!hangs.has(edge.source) && !hangs.has(edge.target)) graph.setEdge(edge.source, edge.target);
  }
  dagre.layout(graph);
  const layout: Record<string, Position> = {};
  for (const id of graph.nodes()) {
    const { x, y } = graph.node(id);
    const { width, height } = sizeOf(id);
    layout[id] = { x: snap(x - width / 2), y: Math.round(y - height / 2) };
  }
  for (const [id, queue] of hangs) {
    const above = layout[queue];
    if (!above) continue;
    const middle = above.x + sizeOf(queue).width / 2;
    layout[id] = { x: Math.round(middle - sizeOf(id).width / 2), y: above.y + sizeOf(queue).height + 88 };
  }
  return layout;
}

/** The ids in the direction of work: sources first, then what they feed; Tab walks in this order. */
export function inOrderOfWork(design: Design): readonly string[] {
  const incoming = new Map<string, number>();
  const outgoing = new Map<string, string[]>();
  for (const id of Object.keys(design.components)) incoming.set(id, 0);
  for (const edge of Object.values(design.edges)) {
    incoming.set(edge.target, (incoming.get(edge.target) ?? 0) + 1);
    outgoing.set(edge.source, [...(outgoing.get(edge.source) ?? []), edge.target]);
  }
  const place = (id: string) => design.layout[id] ?? { x: 0, y: 0 };
  const byPlace = (a: string, b: string) => place(a).x - place(b).x || place(a).y - place(b).y || (a < b ? -1 : 1);
  const ready = [...incoming.keys()].filter((id) => incoming.get(id) === 0).sort(byPlace);
  const order: string[] = [];
  const seen = new Set<string>();
  const rest = [...incoming.keys()].sort(byPlace);
  while (order.length < incoming.size) {
    // In a circle nothing is ready: the leftmost goes first.
    const id = ready.shift() ?? rest.find((other) => !seen.has(other));
    if (id === undefined) break;
    if (seen.has(id)) continue;
    seen.add(id);
    order.push(id);
    for (const next of (outgoing.get(id) ?? []).sort(byPlace)) {
      const left = (incoming.get(next) ?? 1) - 1;
      incoming.set(next, left);
      if (left === 0 && !seen.has(next)) ready.push(next);
    }
  }
  return order;
}

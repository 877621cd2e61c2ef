/** Flow: the design as React Flow's nodes and edges; parts that did not change keep their identity. */
import { Position as Side } from "@xyflow/react";
import { edgeShape } from "../diagram/geometry";
import { NO_MARKS } from "../diagram/spec";
import type { Edge as FlowEdge, Node as FlowNode, NodeHandle } from "@xyflow/react";
import type { Box, EdgeShape } from "../diagram/geometry";
import type { NodeMarks, NodeSpec } from "../diagram/spec";
import type { Design, EdgeKind, Position } from "../design/types";

export interface NodeData extends Record<string, unknown> {
  readonly spec: NodeSpec;
  readonly marks: NodeMarks;
}

export interface EdgeData extends Record<string, unknown> {
  readonly kind: EdgeKind;
  readonly shape: EdgeShape;
  readonly bad: boolean;
}

export type CanvasNode = FlowNode<NodeData, "component">;
export type CanvasEdge = FlowEdge<EdgeData, "work">;

export const HANDLE = 9;

/** Where edges end, given so that React Flow needs to measure nothing. */
function handlesOf({ width, height, ports }: NodeSpec): NodeHandle[] {
  const at = {
    left: { type: "target", position: Side.Left, x: 0, y: height / 2 },
    right: { type: "source", position: Side.Right, x: width, y: height / 2 },
    bottom: { type: "source", position: Side.Bottom, x: width / 2, y: height },
    top: { type: "target", position: Side.Top, x: width / 2, y: 0 },
  } as const;
  return ports.map((side) => ({
    ...at[side], id: side, x: at[side].x - HANDLE / 2, y: at[side].y - HANDLE / 2, width: HANDLE, height: HANDLE,
  }));
}

function nodeOf(spec: NodeSpec, marks: NodeMarks, position: Position, known: CanvasNode | undefined): CanvasNode {
  const same = known && known.data.spec === spec && known.data.marks === marks;
  if (same && known.position.x === position.x && known.position.y === position.y) return known;
  const data = same ? known.data : { spec, marks };
  const { width, height } = spec;
  return {
    id: spec.id, type: "component", position, data, width, height,
    measured: { width, height }, handles: handlesOf(spec), selected: marks.selected,
    ...(marks.selected ? { zIndex: 1 } : {}),
  };
}

/** The nodes in the given order (Tab walks in it); `moving` holds positions of a drag under way. */
export function flowNodes(
  specs: ReadonlyMap<string, NodeSpec>,
  order: readonly string[],
  layout: Design["layout"],
  moving: ReadonlyMap<string, Position>,
  marks: ReadonlyMap<string, NodeMarks>,
  before: readonly CanvasNode[],
): readonly CanvasNode[] {
  const known = new Map(before.map((node) => [node.id, node]));
  return order.flatMap((id) => {
    const spec = specs.get(id);
    const position = moving.get(id) ?? layout[id] ?? { x: 0, y: 0 };
    return spec ? [nodeOf(spec, marks.get(id) ?? NO_MARKS, position, known.get(id))] : [];
  });
}

export function boxesOf(nodes: readonly CanvasNode[]): ReadonlyMap<string, Box> {
  return new Map(nodes.map((node) => [node.id, { ...node.position, width: node.data.spec.width, height: node.data.spec.height }]));
}

interface Ends {
  readonly source: Box;
  readonly target: Box;
}

const sameBox = (a: Box, b: Box) => a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;

/** Shapes of the edges, remembered as long as both ends stay where they are. */
export class Shapes {
  private readonly known = new Map<string, Ends & { kind: EdgeKind; shape: EdgeShape }>();

  of(id: string, kind: EdgeKind, source: Box, target: Box): EdgeShape {
    const known = this.known.get(id);
    if (known && known.kind === kind && sameBox(known.source, source) && sameBox(known.target, target)) return known.shape;
    const shape = edgeShape(kind, source, target);
    this.known.set(id, { kind, source, target, shape });
    return shape;
  }
}

/** The edges between the nodes, each with the shape it is drawn with. */
export function flowEdges(
  design: Design,
  boxes: ReadonlyMap<string, Box>,
  shapes: Shapes,
  selected: ReadonlySet<string>,
  bad: ReadonlySet<string>,
  before: readonly CanvasEdge[],
): readonly CanvasEdge[] {
  const known = new Map(before.map((edge) => [edge.id, edge]));
  return Object.entries(design.edges).flatMap(([id, { source, target, kind }]) => {
    const [from, to] = [boxes.get(source), boxes.get(target)];
    if (!from || !to) return [];
    const shape = shapes.of(id, kind, from, to);
    const old = known.get(id);
    const same = old?.data?.shape === shape && old.data.kind === kind && old.data.bad === bad.has(id);
    if (same && old.selected === selected.has(id) && old.source === source && old.target === target) return [old];
    const dead = kind === "dead-letter";
    return [{
      id, source, target, type: "work", data: { kind, shape, bad: bad.has(id) }, selected: selected.has(id),
      sourceHandle: dead ? "bottom" : "right", targetHandle: dead ? "top" : "left", focusable: false,
    }];
  });
}

/** Canvas parts: how React Flow draws one node, one edge and the edge that is being drawn. */
import { Handle, Position as Side } from "@xyflow/react";
import { memo, useCallback, useRef } from "react";
import { EdgeLines } from "../diagram/Edge";
import { NodeBody } from "../diagram/NodeBody";
import { hub } from "../run";
import { useEditor } from "./store";
import type { ConnectionLineComponentProps, EdgeProps, NodeProps } from "@xyflow/react";
import type { CanvasEdge, CanvasNode } from "./flow";

const SIDES = { left: Side.Left, right: Side.Right, bottom: Side.Bottom, top: Side.Top } as const;
const HANDLE_NAME = { left: "takes work", right: "sends work", bottom: "dead letters leave", top: "dead letters arrive" } as const;

export const ComponentNode = memo(function ComponentNode({ data }: NodeProps<CanvasNode>) {
  const place = useRef<HTMLDivElement>(null);
  const { spec, marks } = data;
  const describe = useCallback((text: string) => {
    place.current?.closest(".react-flow__node")?.setAttribute("aria-label", text);
  }, []);
  return (
    <div className={spec.deadLetter ? "canvas-node dlq" : "canvas-node"} ref={place}>
      <NodeBody spec={spec} marks={marks} live={hub} onDescribe={describe} />
      {spec.ports.map((side) => (
        <Handle
          key={side}
          id={side}
          className="canvas-handle"
          type={side === "left" || side === "top" ? "target" : "source"}
          position={SIDES[side]}
          title={HANDLE_NAME[side]}
        />
      ))}
    </div>
  );
});

const HIT_WIDTH = 18;

export const WorkEdge = memo(function WorkEdge({ data, selected }: EdgeProps<CanvasEdge>) {
  if (!data) return null;
  return (
    <>
      <EdgeLines kind={data.kind} shape={data.shape} selected={selected === true} bad={data.bad} />
      <path className="react-flow__edge-interaction" d={data.shape.line} fill="none" strokeOpacity={0} strokeWidth={HIT_WIDTH} />
    </>
  );
});

/** The edge that was let go over the empty canvas, for as long as one chooses what shall stand there. */
export function WaitingEdge({ nodes }: { nodes: readonly CanvasNode[] }) {
  const floating = useEditor((state) => state.floating);
  if (floating?.kind !== "quick-add" || !floating.beside || !floating.at) return null;
  const { at, beside } = floating;
  const node = nodes.find(({ id }) => id === beside.id);
  if (!node) return null;
  const { x, y } = node.position;
  const { width, height } = node.data.spec;
  const below = beside.side === "after" && at.y > y + height && at.x < x + width;
  const from = below ? { x: x + width / 2, y: y + height } : { x: beside.side === "after" ? x + width : x, y: y + height / 2 };
  return (
    <svg className="edge-drawn edge-waiting">
      <path d={`M${from.x} ${from.y}L${at.x} ${at.y}`} />
      <circle cx={at.x} cy={at.y} r="5" />
    </svg>
  );
}

export function DrawnEdge({ fromX, fromY, toX, toY }: ConnectionLineComponentProps<CanvasNode>) {
  return (
    <g className="edge-drawn">
      <path d={`M${fromX} ${fromY}L${toX} ${toY}`} />
      <circle cx={toX} cy={toY} r="5" />
    </g>
  );
}

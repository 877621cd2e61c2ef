/** Viewport: the canvas as commands see it, whether React Flow or the column of a phone draws it. */
import type { ReactFlowInstance } from "@xyflow/react";
import type { Position } from "../design/types";
import type { CanvasEdge, CanvasNode } from "./flow";

let instance: ReactFlowInstance<CanvasNode, CanvasEdge> | null = null;
/** Where the pointer was last seen over the canvas, in client pixels. */
let pointer: Position | null = null;

export function attach(flow: ReactFlowInstance<CanvasNode, CanvasEdge>): void {
  instance = flow;
  fit(undefined, true);
}

export function sawPointer(at: Position | null): void {
  pointer = at;
}

const MS = 200;
/** How much larger the design may be while it is presented. */
const PRESENTED = 1.25;

function duration(): number {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : MS;
}

function canvasBox(): DOMRect | null {
  return document.querySelector(".canvas-field")?.getBoundingClientRect() ?? null;
}

/** How far to the left a design begins, as a share of the canvas: work goes to the right. */
const BEGINNING = 0.22;

/** The pointer over the canvas, else the canvas's middle, or where a design begins; in client pixels. */
export function attention(): Position {
  if (pointer) return pointer;
  const box = canvasBox();
  if (!box) return { x: innerWidth / 2, y: innerHeight / 2 };
  const across = instance?.getNodes().length === 0 ? BEGINNING : 0.5;
  return { x: box.left + box.width * across, y: box.top + box.height / 2 };
}

export function toCanvas(screen: Position): Position {
  return instance ? instance.screenToFlowPosition(screen) : { x: 0, y: 0 };
}

export function toScreen(at: Position): Position {
  return instance ? instance.flowToScreenPosition(at) : attention();
}

/** Room at the edges of the canvas: for the palette's rail, for badges above nodes, for the tools below. */
export function insets(): { top: `${number}px`; right: `${number}px`; bottom: `${number}px`; left: `${number}px` } {
  const rail = document.querySelector(".palette") ? 90 : 32;
  const drawer = document.querySelector(".ed-insp")?.getBoundingClientRect();
  const covered = drawer && drawer.width > 0 ? Math.max(0, (canvasBox()?.right ?? 0) - drawer.left) : 0;
  const low = (canvasBox()?.height ?? 0) < 240;
  return { top: low ? "20px" : "32px", right: `${(rail === 32 ? 32 : 14) + covered}px`, bottom: low ? "16px" : "32px", left: `${rail}px` };
}

/** Shows the whole design, or some of its components. */
export function fit(ids?: Iterable<string>, calm = false): void {
  // With nothing to show React Flow would wait, and move the first component into the middle.
  if (instance?.getNodes().length === 0) return;
  const nodes = ids ? [...ids].map((id) => ({ id })) : undefined;
  void instance?.fitView({ padding: insets(), maxZoom: document.querySelector(".presenting") ? PRESENTED : 1, duration: calm ? 0 : duration(), ...(nodes ? { nodes } : {}) });
}

export function zoomIn(): void {
  void instance?.zoomIn({ duration: duration() });
}

export function zoomOut(): void {
  void instance?.zoomOut({ duration: duration() });
}

export function zoomToActual(): void {
  void instance?.zoomTo(1, { duration: duration() });
}

/** How far a stretch must move to lie inside another. */
function shift(from: number, to: number, least: number, most: number): number {
  if (from < least) return least - from;
  return to > most ? Math.max(most - to, least - from) : 0;
}

/** Brings a component into view, by as little as it takes. */
export function reveal(id: string): void {
  const node = instance?.getInternalNode(id);
  const box = canvasBox();
  if (!instance || !node || !box) return;
  const { x, y, zoom } = instance.getViewport();
  const { top, right, bottom, left } = insets();
  const at = { x: node.internals.positionAbsolute.x * zoom + x, y: node.internals.positionAbsolute.y * zoom + y };
  const [width, height] = [(node.measured.width ?? 0) * zoom, (node.measured.height ?? 0) * zoom];
  const half = (inset: string) => parseFloat(inset) / 2;
  const dx = shift(at.x, at.x + width, half(left), box.width - half(right));
  const dy = shift(at.y, at.y + height, half(top), box.height - half(bottom));
  if (dx !== 0 || dy !== 0) void instance.setViewport({ x: x + dx, y: y + dy, zoom }, { duration: duration() });
}

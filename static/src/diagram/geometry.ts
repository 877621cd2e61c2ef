/** Geometry: where the ports are, which way an edge goes, and the lines it is drawn with. */
import type { EdgeKind, Position } from "../design/types";

export interface Box extends Position {
  readonly width: number;
  readonly height: number;
}

export type Side = "right" | "left" | "bottom" | "top";

export function portAt(box: Box, side: Side): Position {
  switch (side) {
    case "right":
      return { x: box.x + box.width, y: box.y + box.height / 2 };
    case "left":
      return { x: box.x, y: box.y + box.height / 2 };
    case "bottom":
      return { x: box.x + box.width / 2, y: box.y + box.height };
    case "top":
      return { x: box.x + box.width / 2, y: box.y };
  }
}

/** How far an edge runs straight out of its port before it may turn. */
const STUB = 24;

/** A step this small would look like a mistake; the line is drawn a hair aslant instead. */
const ALMOST_LEVEL = 4;

/** From left to right: straight, with one step, or round the back when the target lies behind. */
function routeAcross(from: Position, to: Position): Position[] {
  const { x: x0, y: y0 } = from;
  const { x: x1, y: y1 } = to;
  if (Math.abs(y1 - y0) <= ALMOST_LEVEL && x1 > x0) return [from, to];
  if (x1 - x0 >= 2 * STUB) {
    const middle = (x0 + x1) / 2;
    return [from, { x: middle, y: y0 }, { x: middle, y: y1 }, to];
  }
  const between = Math.abs(y1 - y0) > 120 ? (y0 + y1) / 2 : Math.max(y0, y1) + 110;
  return [from, { x: x0 + STUB, y: y0 }, { x: x0 + STUB, y: between }, { x: x1 - STUB, y: between }, { x: x1 - STUB, y: y1 }, to];
}

const turned = ({ x, y }: Position): Position => ({ x: y, y: x });

/** The corners of an edge. Dead letters leave below and arrive above; all else goes left to right. */
export function route(kind: EdgeKind, from: Position, to: Position): readonly Position[] {
  return kind === "dead-letter" ? routeAcross(turned(from), turned(to)).map(turned) : routeAcross(from, to);
}

function length(a: Position, b: Position): number {
  return Math.hypot(b.x - a.x, b.y - a.y);
}

function toward(a: Position, b: Position, distance: number): Position {
  const whole = length(a, b) || 1;
  const share = distance / whole;
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
}

/** The route without its first and last few pixels. */
export function trimmed(points: readonly Position[], start: number, end: number): readonly Position[] {
  const [first, second] = points;
  const [last, before] = [points.at(-1), points.at(-2)];
  if (!first || !second || !last || !before) return points;
  const inner = points.slice(1, -1);
  return [toward(first, second, start), ...inner, toward(last, before, end)];
}

const CORNER = 10;
const round = (value: number) => Math.round(value * 10) / 10;

/** An SVG path through the corners, each of them rounded. */
export function pathOf(points: readonly Position[]): string {
  const [first, ...rest] = points;
  if (!first) return "";
  let path = `M${round(first.x)} ${round(first.y)}`;
  rest.forEach((corner, index) => {
    const before = points[index] ?? first;
    const after = rest[index + 1];
    if (!after) {
      path += `L${round(corner.x)} ${round(corner.y)}`;
      return;
    }
    const radius = Math.min(CORNER, length(before, corner) / 2, length(corner, after) / 2);
    const enter = toward(corner, before, radius);
    const leave = toward(corner, after, radius);
    path += `L${round(enter.x)} ${round(enter.y)}Q${round(corner.x)} ${round(corner.y)} ${round(leave.x)} ${round(leave.y)}`;
  });
  return path;
}

/** A filled triangle with its tip at a point, pointing along a direction. */
function head(tip: Position, from: Position): string {
  const back = toward(tip, from, 7);
  const across = { x: ((tip.y - back.y) / 7) * 4.3, y: (-(tip.x - back.x) / 7) * 4.3 };
  const corner = (sign: number) => `${round(back.x + across.x * sign)} ${round(back.y + across.y * sign)}`;
  return `M${round(tip.x)} ${round(tip.y)}L${corner(1)}L${corner(-1)}z`;
}

/** How much flatter a strip is than the canvas. */
const FLAT = 0.42;

/** Where a compact node stands: what was level stays level, and rows move together. */
export function flattened(at: Position, full: { width: number; height: number }, compact: { width: number; height: number }): Position {
  return {
    x: at.x + (full.width - compact.width) / 2,
    y: Math.round((at.y + full.height / 2) * FLAT - compact.height / 2),
  };
}

export interface EdgeShape {
  /** The whole way, for hit tests and for the dots that travel on it. */
  readonly points: readonly Position[];
  readonly line: string;
  /** The ties of a track: drawn along the same line. */
  readonly ties: string | null;
  readonly head: string;
  /** A caller waits: a hollow head where the answer comes back. */
  readonly tail: string | null;
  /** The buffer stop of a siding. */
  readonly stop: string | null;
  readonly label: Position;
}

/** Everything an edge is drawn with. */
export function edgeShape(kind: EdgeKind, source: Box, target: Box): EdgeShape {
  const dead = kind === "dead-letter";
  const points = route(kind, portAt(source, dead ? "bottom" : "right"), portAt(target, dead ? "top" : "left"));
  const [first, second] = points;
  const [last, before] = [points.at(-1), points.at(-2)];
  if (!first || !second || !last || !before) throw new Error("A route has at least two points.");
  const tip = toward(last, before, 6);
  return {
    points,
    line: pathOf(trimmed(points, kind === "call" ? 12 : 5, dead ? 10 : 11)),
    ties: kind === "message" ? pathOf(trimmed(points, 10, 14)) : null,
    head: head(tip, before),
    tail: kind === "call" ? head(toward(first, second, 6), second) : null,
    stop: dead ? `M${round(last.x - 10)} ${round(last.y - 4)}h20` : null,
    label: labelAt(points, dead),
  };
}

/** The middle of the longest level stretch: there a rate can stand above the line. */
function labelAt(points: readonly Position[], dead: boolean): Position {
  let best = { x: 0, y: 0, size: -1 };
  points.slice(1).forEach((to, index) => {
    const from = points[index] ?? to;
    const level = Math.abs(to.y - from.y) <= ALMOST_LEVEL;
    const size = length(from, to) * (level ? 3 : 1);
    if (size > best.size) best = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 - (level && !dead ? 17 : 0), size };
  });
  return { x: best.x, y: best.y };
}

/** Points at equal distances along a route, for what travels on it. */
export function sampled(points: readonly Position[], count: number): Float32Array {
  const lengths = points.slice(1).map((to, index) => length(points[index] ?? to, to));
  const total = lengths.reduce((sum, next) => sum + next, 0) || 1;
  const samples = new Float32Array(count * 2);
  let segment = 0;
  let passed = 0;
  for (let n = 0; n < count; n += 1) {
    const at = (total * n) / (count - 1);
    while (segment < lengths.length - 1 && passed + (lengths[segment] ?? 0) < at) {
      passed += lengths[segment] ?? 0;
      segment += 1;
    }
    const from = points[segment] ?? { x: 0, y: 0 };
    const to = points[segment + 1] ?? from;
    const { x, y } = toward(from, to, at - passed);
    samples[2 * n] = x;
    samples[2 * n + 1] = y;
  }
  return samples;
}

/** The smallest box around boxes; null around none. */
export function boundsOf(boxes: Iterable<Box>): Box | null {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const box of boxes) {
    x0 = Math.min(x0, box.x);
    y0 = Math.min(y0, box.y);
    x1 = Math.max(x1, box.x + box.width);
    y1 = Math.max(y1, box.y + box.height);
  }
  return Number.isFinite(x0) ? { x: x0, y: y0, width: x1 - x0, height: y1 - y0 } : null;
}

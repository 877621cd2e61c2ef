/** Guides: while a component is dragged, it clings to the middle lines of the others. */
import type { Box } from "../diagram/geometry";
import type { Position } from "../design/types";

const REACH = 7;

export interface Guided {
  readonly position: Position;
  /** Where to draw the lines it clings to, in canvas units; null for none. */
  readonly x: number | null;
  readonly y: number | null;
}

function nearest(value: number, lines: readonly number[]): number | null {
  const best = lines.reduce<number | null>((found, line) => (found === null || Math.abs(line - value) < Math.abs(found - value) ? line : found), null);
  return best !== null && Math.abs(best - value) <= REACH ? best : null;
}

/** The position a dragged box takes: in line with others where it is nearly so. */
export function guided(box: Box, others: readonly Box[]): Guided {
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const x = nearest(middle.x, others.map((other) => other.x + other.width / 2));
  const y = nearest(middle.y, others.map((other) => other.y + other.height / 2));
  return {
    position: { x: x === null ? box.x : x - box.width / 2, y: y === null ? box.y : y - box.height / 2 },
    x,
    y,
  };
}

/** How far a point is from a route of straight pieces. */
export function distanceTo(points: readonly Position[], at: Position): number {
  return points.slice(1).reduce((least, to, index) => {
    const from = points[index] ?? to;
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const length = dx * dx + dy * dy || 1;
    const along = Math.min(1, Math.max(0, ((at.x - from.x) * dx + (at.y - from.y) * dy) / length));
    return Math.min(least, Math.hypot(at.x - from.x - along * dx, at.y - from.y - along * dy));
  }, Infinity);
}

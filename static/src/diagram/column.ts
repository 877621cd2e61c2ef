/** Column: a design told downwards, for screens that are narrow. */
import { DEAD_LETTER } from "../design/catalog";
import { inOrderOfWork } from "../design/tidy";
import type { Design } from "../design/types";

export interface Joint {
  readonly id: string;
  readonly from: string;
  /** It comes from the row right above, so that its line needs no words. */
  readonly straight: boolean;
}

export interface Row {
  readonly id: string;
  /** A dead-letter queue stands aside, below its queue. */
  readonly branch: boolean;
  /** The work of the queue it stands beside goes on past it, to a row below. */
  readonly passed: boolean;
  readonly joints: readonly Joint[];
}

/** The rows in the direction of work; a dead-letter queue right after the queue it belongs to. */
export function columnOf(design: Design): readonly Row[] {
  const edges = Object.entries(design.edges);
  const hangs = new Map(edges.filter(([, edge]) => edge.kind === DEAD_LETTER).map(([, edge]) => [edge.target, edge.source]));
  const main = inOrderOfWork(design).filter((id) => !hangs.has(id));
  const order = main.flatMap((id) => [id, ...[...hangs].filter(([, queue]) => queue === id).map(([hanging]) => hanging)]);
  const loose = [...hangs.keys()].filter((id) => !order.includes(id));
  const all = [...order, ...loose].filter((id) => id in design.components);
  const goesOn = (queue: string | undefined, index: number) =>
    edges.some(([, edge]) => edge.source === queue && edge.kind !== DEAD_LETTER && all.indexOf(edge.target) > index);
  return all.map((id, index) => {
    const above = all.slice(0, index).filter((other) => hangs.has(id) || !hangs.has(other)).at(-1);
    const joints = edges
      .filter(([, edge]) => edge.target === id)
      .map(([edgeId, edge]) => ({ id: edgeId, from: edge.source, straight: edge.source === above || hangs.get(id) === edge.source }));
    return { id, branch: hangs.has(id), passed: goesOn(hangs.get(id), index), joints };
  });
}

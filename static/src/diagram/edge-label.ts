/** Edge label: the rate above a line, or the number of receives on the way to dead letters. */
import { formatRate } from "../run/format";
import type { Edge } from "../design/types";
import type { Live } from "./live";

export const RECEIVES_DEFAULT = 3;

/** What stands on an edge: a rate once there is one, always the receives of a dead-letter edge. */
export function edgeLabel(edge: Edge, live: Live | null): string {
  if (edge.kind === "dead-letter") {
    const receives = edge.settings["max_receives"] ?? RECEIVES_DEFAULT;
    return `after ${String(receives)} receives`;
  }
  return live ? formatRate(live.rate("sent")) : "";
}

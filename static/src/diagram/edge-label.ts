/** Edge label: the rate above a line, its circuit breaker while that is not closed, or the number of receives on the way to dead letters. */
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
  if (!live) return "";
  return BREAKER[breakerOf(live)] ?? formatRate(live.rate("sent"));
}

const BREAKER: Readonly<Record<string, string>> = { open: "⊘ open", "half-open": "◐ half" };

/** The same where there is room for whole words; nothing while the circuit breaker is closed. */
export function breakerWords(live: Live | null): string {
  const state = breakerOf(live);
  return state === "closed" ? "" : `circuit breaker ${state}`;
}

/** The state of an edge's circuit breaker; edges without one are always closed. */
export function breakerOf(live: Live | null): "closed" | "half-open" | "open" {
  const state = live?.value("breaker") ?? 0;
  if (state >= 1) return "open";
  return state > 0 ? "half-open" : "closed";
}

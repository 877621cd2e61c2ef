/** Times: where the time of a message went, and what its work cost. */

import { workOf } from "./attempts";
import type { Life } from "./attempts";
import type { MessageHistory } from "./types";

export interface Spent {
  readonly waiting: readonly { readonly queue: string; readonly seconds: number }[];
  readonly delayed: number;
  /** Handed out, but no slot was free yet. */
  readonly prefetched: number;
  readonly within: number;
  readonly after: number;
  /** Hidden from everybody although nobody worked on it: after a failure, until its lock ran out. */
  readonly idle: number;
  /** From its sending to its end, or to the end of the run. */
  readonly total: number;
  readonly worked: number;
  readonly needed: number;
  readonly completed: number;
}

export function spentOf(history: MessageHistory, life: Life): Spent {
  const waiting = new Map<string, number>();
  let delayed = 0;
  for (const wait of life.waits) {
    const seconds = wait.to - wait.from;
    if (wait.kind === "delayed") delayed += seconds;
    else waiting.set(wait.queue, (waiting.get(wait.queue) ?? 0) + seconds);
  }
  let [within, after, idle, prefetched] = [0, 0, 0, 0];
  for (const attempt of life.attempts) {
    const work = workOf(attempt, life.last);
    within += work.within;
    after += work.after;
    prefetched += Math.max(0, (attempt.started ?? attempt.lapsed ?? attempt.answered ?? life.last) - attempt.received);
    const over = attempt.lapsed ?? attempt.answered;
    if (attempt.ended !== null && over !== null) idle += Math.max(0, over - attempt.ended);
  }
  return {
    waiting: [...waiting].map(([queue, seconds]) => ({ queue, seconds })).filter(({ seconds }) => seconds > 0),
    delayed, prefetched, within, after, idle,
    total: (history.ended ?? life.last) - history.sent,
    worked: within + after,
    needed: Object.values(history.work).reduce((sum, seconds) => sum + seconds, 0),
    completed: life.attempts.filter((attempt) => attempt.outcome === "done").length,
  };
}

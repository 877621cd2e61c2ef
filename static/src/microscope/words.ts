/** Words for the steps of a life: each in a few words, with what happened at the same moment. */

import { capital, lasting } from "./names";
import type { Names } from "./names";
import type { MessageHistory, MessageStep, Verdict } from "./types";

const FAILURES: Readonly<Record<string, string>> = {
  transient: "by chance",
  poison: "as it always does: poison",
  call: "because a call failed",
  "soft limit": "at its soft time limit",
};
const KILLS: Readonly<Record<string, string>> = {
  crash: "by a crash",
  memory: "for lack of memory",
  "time limit": "at its time limit",
  "scale-in": "by scale-in",
  shutdown: "by a shutdown",
};
const ANSWERS: Readonly<Record<string, string>> = {
  ok: "answered",
  failed: "failed to answer",
  "timed out": "did not answer in time",
  "circuit open": "not called: its circuit breaker is open",
};
const HOLDS: Readonly<Record<string, string>> = {
  "rate limit": "no token is left",
  credit: "no credit is left",
  queue: "too many wait there",
};
const REFUSALS: Readonly<Record<string, string>> = {
  "received again": "somebody else has it",
  gone: "the message is gone",
  expired: "its lock had expired",
};
const BURIALS: Readonly<Record<string, string>> = {
  receives: "no receive is left",
  failed: "its worker gave it up",
  expired: "it was too old",
  overflow: "the queue was full",
  rejected: "it was rejected",
};

/** A reason in words; one that is not known yet is said as it is written. */
function because(words: Readonly<Record<string, string>>, reason: string | null | undefined, before = ""): string {
  return reason ? `${before}${words[reason] ?? reason}` : "";
}

interface Told {
  readonly at: number;
  readonly text: string;
}

/** Every step as a line; what follows from a step at the same moment is said in its line. */
export function linesOf(history: MessageHistory, names: Names): Told[] {
  const lines: Told[] = [];
  let before: MessageStep | null = null;
  for (const step of history.steps) {
    const tail = before && before.at === step.at && follows(before, step) ? tailWords(step, names) : null;
    const last = lines.at(-1);
    if (tail !== null && last) lines[lines.length - 1] = { at: last.at, text: last.text + tail };
    else lines.push({ at: step.at, text: capital(stepWords(step, history, names)) });
    before = step;
  }
  return lines;
}

const ENDS = new Set(["done", "failed", "killed"]);

function follows(before: MessageStep, step: MessageStep): boolean {
  if (before.what === "sent" && step.what === "enqueued") return true;
  if (before.what === "received" && step.what === "started") return before.receive === step.receive;
  return ENDS.has(before.what) && (step.receive ?? before.receive) === before.receive;
}

function tailWords(step: MessageStep, names: Names): string | null {
  switch (step.what) {
    case "enqueued":
      return `, enqueued${names.inQueue(step.where)}`;
    case "started":
      return "";
    case "acked":
      return ", acknowledged";
    case "ack_refused":
      return `, ack refused${because(REFUSALS, step.reason, ": ")}`;
    case "nacked":
      return `, given back${waitWords(step, names)}`;
    case "republished":
      return `, sent again${dueWords(step, names)}`;
    default:
      return null;
  }
}

function dueWords(step: MessageStep, names: Names): string {
  return step.due ? `, due at ${names.time(step.due)}` : "";
}

function waitWords(step: MessageStep, names: Names): string {
  const { until } = step;
  return until !== null && until !== undefined && until > step.at + 1e-3 ? ` until ${names.time(until)}` : "";
}

/** One step by itself, beginning in lower case unless with a name. */
export function stepWords(step: MessageStep, history: MessageHistory, names: Names): string {
  const where = names.of(step.where);
  switch (step.what) {
    case "sent":
      return `sent by ${names.of(history.client)}`;
    case "enqueued":
      return `enqueued${names.inQueue(step.where)}`;
    case "delayed":
      return `delayed${waitWords(step, names)}`;
    case "rejected":
      return `not taken by ${where}`;
    case "blocked":
      return `its sender waits: ${where} is full`;
    case "held_back":
      return `its sender holds it back${because(HOLDS, step.reason, ": ")}${waitWords(step, names)}`;
    case "shed":
      return `not sent to ${names.edge(step.where)}${because(HOLDS, step.reason, ": ")}`;
    case "deduplicated":
      return `dropped as a copy by ${where}`;
    case "received":
      return `received by ${slotOf(takenUp(step, history) ?? step, step.worker, names)}`;
    case "prefetched":
      return `fetched ahead by ${slotOf(step, step.worker, names)}`;
    case "started":
      return `begun by ${slotOf(step, step.where, names)}`;
    case "renewed":
      return step.until ? `heartbeat, hidden until ${names.time(step.until)}` : "heartbeat";
    case "lapsed":
      return `timed out, visible again${names.inQueue(step.where)}`;
    case "done":
      return `${slotFor(step, history, names)} done${step.repeated ? ", once more" : ""}`;
    case "failed":
      return `${slotFor(step, history, names)} failed${because(FAILURES, step.reason, " ")}`;
    case "killed":
      return `${slotFor(step, history, names)} killed${because(KILLS, step.reason, " ")}`;
    case "acked":
      return `acknowledged${names.inQueue(step.where)}`;
    case "ack_refused":
      return `ack refused${because(REFUSALS, step.reason, ": ")}`;
    case "nacked":
      return `given back${waitWords(step, names)}`;
    case "returned":
      return `came back to ${where}${because(KILLS, step.reason, " ")}`;
    case "republished":
      return `sent again${dueWords(step, names)}`;
    case "dead_lettered":
      return `moved to ${names.of(step.to) || "the dead letters"}${because(BURIALS, step.reason, ": ")}`;
    case "expired":
      return `expired in ${where}`;
    case "dropped":
      return `dropped by ${where}, which was full`;
    case "purged":
      return `purged from ${where}`;
    case "redriven":
      return `moved back to ${names.of(step.to)}`;
    case "lost":
      return `lost by ${where}: acknowledged before its work was done`;
    case "given_up":
      return `given up by ${where}`;
    case "called":
      return `${names.edge(step.where)} called${(step.tries ?? 1) > 1 ? ", once more" : ""}`;
    case "answered":
      return `${names.edge(step.where)} ${because(ANSWERS, step.outcome) || "answered"}`;
  }
}

function slotOf(step: MessageStep, worker: string | null | undefined, names: Names): string {
  return names.slot({ worker: worker ?? null, instance: step.instance ?? null, slot: step.slot ?? null });
}

/** The start of what was received, where a slot was free at once. */
function takenUp(step: MessageStep, history: MessageHistory): MessageStep | undefined {
  return history.steps.find((other) => other.what === "started" && other.at === step.at && other.receive === step.receive && other.queue === step.where);
}

/** The slot of the attempt that a step ends: the step names only the worker and the receive. */
function slotFor(step: MessageStep, history: MessageHistory, names: Names): string {
  const began = history.steps.findLast(
    (other) => other.what === "started" && other.where === step.where && other.receive === step.receive && other.at <= step.at,
  );
  return slotOf(began ?? step, step.where, names);
}

/** A verdict as a mark: the word and what it looks like. */
export const VERDICTS: Readonly<Record<Verdict, { word: string; short: string; tag: string; icon: string }>> = {
  open: { word: "still under way", short: "open", tag: "", icon: "i-clock" },
  done: { word: "done", short: "done", tag: "ok", icon: "i-check" },
  given_up: { word: "given up", short: "given up", tag: "error", icon: "i-x" },
  rejected: { word: "rejected", short: "rejected", tag: "error", icon: "i-x" },
  expired: { word: "expired", short: "expired", tag: "retry", icon: "i-clock" },
  lost: { word: "lost", short: "lost", tag: "error", icon: "i-x" },
  dead: { word: "dead-lettered", short: "dead", tag: "dead", icon: "i-x" },
};

/** How much a message asks for, for a line of a list. */
export function neededWords(needed: number, poison: boolean): string {
  if (poison) return "poison";
  return needed > 0 ? `${lasting(needed)} of work` : "no work measured";
}

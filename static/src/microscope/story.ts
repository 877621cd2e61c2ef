/** Story: the life of a message in two to four plain sentences. The only place where they are made. */

import { plural } from "../run/format";
import { workOf } from "./attempts";
import type { Attempt, Life } from "./attempts";
import { capital, lasting } from "./names";
import type { Names } from "./names";
import type { MessageHistory } from "./types";

const NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

function counted(count: number, one: string, many = `${one}s`): string {
  return count < NUMBERS.length ? `${NUMBERS[count]} ${count === 1 ? one : many}` : plural(count, one, many);
}

export function storyOf(history: MessageHistory, life: Life, names: Names): string {
  return [needed(history, names), received(life), completions(life), failures(life), answers(life), ending(history, life, names)]
    .filter(Boolean)
    .join(" ");
}

/** The same in one sentence, for the message in the compared run. */
export function briefStory(history: MessageHistory, life: Life, names: Names): string {
  const [first] = life.attempts;
  if (!first) return ending(history, life, names) || "Nothing happened to it.";
  const wait = first.received - history.sent;
  const times = often(life.attempts.length);
  const parts = [`received ${times}${wait > 0 ? `, first after ${lasting(wait)}` : ", at once"}`];
  if (life.attempts.length === 1) parts[0] = wait > 0 ? `received once after ${lasting(wait)}` : "received once, at once";
  const done = life.attempts.find((attempt) => attempt.outcome === "done");
  if (done?.ended != null && done.started !== null) parts.push(`done in ${lasting(done.ended - done.started)}`);
  if (history.ended !== null) parts.push(`${ENDED[history.verdict]} at ${names.time(history.ended)}`);
  else parts.push("not over when the run ended");
  return `${capital(parts.join(", "))}.`;
}

const ENDED: Readonly<Record<MessageHistory["verdict"], string>> = {
  open: "seen last", done: "acknowledged", given_up: "given up", rejected: "rejected", expired: "expired", lost: "lost", dead: "dead-lettered",
};

function needed(history: MessageHistory, names: Names): string {
  const parts = Object.entries(history.work).filter(([worker, seconds]) => seconds > 0 && !history.poison.includes(worker));
  const where = (worker: string): string => (parts.length > 1 || names.severalWorkers ? ` at ${names.of(worker)}` : "");
  const said = parts.map(([worker, seconds], index) => `${lasting(seconds)}${index === 0 ? " of work" : ""}${where(worker)}`);
  const work = said.length ? `It needed ${listed(said)}.` : "";
  const poison = history.poison.length ? `It is poison: attempts at ${listed(history.poison.map((worker) => names.of(worker)))} fail.` : "";
  return [work, poison].filter(Boolean).join(" ");
}

function received(life: Life): string {
  const count = life.attempts.length;
  if (count === 0) return "Nobody received it.";
  const ended = life.attempts.filter((attempt) => attempt.outcome === "done").length;
  // With one attempt, and where all of them were completed, the next sentence says how many.
  return count > 1 && ended < count ? `It was received ${often(count)}.` : "";
}

function completions(life: Life): string {
  const done = life.attempts.filter((attempt) => attempt.outcome === "done");
  if (!done.length) return "";
  const late = done.map((attempt) => workOf(attempt, life.last).after).filter((seconds) => seconds > 0);
  const who = capital(counted(done.length, "attempt"));
  if (!late.length) return done.length === 1 && life.attempts.length === 1 ? `Its only attempt completed it in ${took(done[0])}.` : `${who} completed it.`;
  if (late.length < done.length) return `${who} completed it, ${counted(late.length, "of them", "of them")} after the queue had given up on it.`;
  if (done.length === 1) return `${who} completed it, ${lasting(late[0] ?? 0)} after the queue had given up on it.`;
  return `${who} completed it, ${spread(late)} after the queue had given up on ${done.length === 2 ? "both" : "them"}.`;
}

function took(attempt: Attempt | undefined): string {
  return attempt?.ended != null && attempt.started !== null ? lasting(attempt.ended - attempt.started) : "no time";
}

function spread(seconds: readonly number[]): string {
  const [least, most] = [lasting(Math.min(...seconds)), lasting(Math.max(...seconds))];
  return least === most ? `each ${least}` : `${least} to ${most}`;
}

const FAILED: Readonly<Record<string, string>> = { transient: "by chance", poison: "as poison does", call: "because of a call", "soft limit": "at a time limit" };
const KILLED: Readonly<Record<string, string>> = { crash: "by a crash", memory: "for lack of memory", "time limit": "at a time limit", "scale-in": "by scale-in", shutdown: "by a shutdown" };

function failures(life: Life): string {
  const failed = life.attempts.filter((attempt) => attempt.outcome === "failed");
  const killed = life.attempts.filter((attempt) => attempt.outcome === "killed");
  const parts = [
    ...(failed.length ? [`${counted(failed.length, "attempt")} failed${sole(failed, FAILED)}`] : []),
    ...(killed.length ? [`${failed.length ? NUMBERS[killed.length] ?? killed.length : counted(killed.length, "attempt")} ${killed.length === 1 ? "was" : "were"} cut short${sole(killed, KILLED)}`] : []),
  ];
  const unbegun = life.attempts.filter((attempt) => attempt.started === null && attempt.answer === "returned").length;
  return [parts.length ? `${capital(listed(parts))}.` : "", unbegun ? `${capital(often(unbegun))} it came back before a slot had begun.` : ""].filter(Boolean).join(" ");
}

function often(count: number): string {
  return count === 1 ? "once" : count === 2 ? "twice" : counted(count, "time");
}

/** The reason of all of them, where it is the same. */
function sole(attempts: readonly Attempt[], words: Readonly<Record<string, string>>): string {
  const reasons = new Set(attempts.map((attempt) => attempt.reason ?? ""));
  const [only] = reasons;
  return reasons.size === 1 && only ? ` ${words[only] ?? `(${only})`}` : "";
}

function answers(life: Life): string {
  const done = life.attempts.filter((attempt) => attempt.outcome === "done").length;
  const refused = life.attempts.filter((attempt) => attempt.answer === "refused").length;
  if (!refused) return "";
  if (refused === 1) return done === 1 ? "Its ack was refused." : "One ack was refused.";
  if (refused === done) return refused === 2 ? "Both acks were refused." : `All ${NUMBERS[refused] ?? refused} acks were refused.`;
  return `${capital(counted(refused, "ack"))} were refused.`;
}

function ending(history: MessageHistory, life: Life, names: Names): string {
  if (history.ended === null) return `${stillWhere(life, names)} when the run ended.`;
  const at = `at ${names.time(history.ended)}`;
  const busy = life.attempts.filter((one) => one.started !== null && one.started < (history.ended ?? 0) && (one.ended ?? Infinity) > (history.ended ?? 0)).length;
  const last = [...history.steps].reverse().find((step) => step.what !== "sent" && step.at <= (history.ended ?? 0));
  switch (history.verdict) {
    case "open":
      return `It was last seen ${at}.`;
    case "done":
      return `It was acknowledged ${at}.`;
    case "dead":
      return `It was dead-lettered ${at}${busy === 1 ? " while an attempt was still at work" : busy > 1 ? ` while ${counted(busy, "attempt")} were still at work` : ""}.`;
    case "expired":
      return `It grew too old and was deleted ${at}.`;
    case "rejected":
      if (last?.what === "shed") return `Its sender did not let it through ${at}.`;
      return `${names.of(last?.where) || "The queue"} did not take it ${at}.`;
    case "lost":
      return `It was lost ${at}: nobody has it any more, and its work was not done.`;
    case "given_up":
      return `Its worker gave it up ${at}, and nothing tries again.`;
  }
}

function stillWhere(life: Life, names: Names): string {
  const busy = life.attempts.filter((attempt) => attempt.started !== null && attempt.outcome === "open").at(-1);
  if (busy) return `${capital(names.slot(busy))} was still working on it`;
  const held = life.attempts.at(-1);
  if (held && held.started === null && held.lapsed === null && held.answer !== "returned") return "It was handed out, but no slot had begun it,";
  const wait = life.waits.at(-1);
  if (wait && wait.to >= life.last) return `It was still ${wait.kind === "delayed" ? "delayed" : "waiting"} in ${names.of(wait.queue)}`;
  return "It was still under way";
}

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

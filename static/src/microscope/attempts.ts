/** Attempts: a history read as attempts at the work, and as the waits before and between them. */

import type { MessageHistory, MessageStep } from "./types";

export type Outcome = "open" | "done" | "failed" | "killed";
/** What the queue was told of an attempt, or did about it. */
export type Answer = "acked" | "refused" | "nacked" | "returned" | "republished" | "given_up" | "dead_lettered" | "lost";

export interface Attempt {
  readonly receive: number;
  readonly queue: string;
  worker: string | null;
  instance: number | null;
  slot: number | null;
  readonly received: number;
  started: number | null;
  /** When its work ended; null while it went on at the end of the run. */
  ended: number | null;
  outcome: Outcome;
  reason: string | null;
  /** The end of its lock as the receive or the last renewal set it; null where there is no lock. */
  until: number | null;
  /** When its lock would have ended without renewals. */
  firstUntil: number | null;
  readonly renewals: number[];
  /** When its lock ran out and the message could be received again. */
  lapsed: number | null;
  answer: Answer | null;
  answered: number | null;
  refusal: string | null;
  repeated: boolean;
  /** The calls that it made, try by try. */
  readonly calls: Call[];
}

/** One try of a call; `outcome` is null, and `to` open, while nobody had answered. */
export interface Call {
  readonly edge: string;
  readonly from: number;
  to: number | null;
  outcome: string | null;
}

export interface Wait {
  readonly kind: "waiting" | "delayed";
  readonly queue: string;
  readonly from: number;
  readonly to: number;
  /** The attempt that ended it; null where none did. */
  readonly before: Attempt | null;
}

export interface Life {
  readonly attempts: readonly Attempt[];
  readonly waits: readonly Wait[];
  /** The last moment there is anything to show. */
  readonly last: number;
}

/** Reads a history; `end` is where the run ended, for what was still going on. */
export function lifeOf(history: MessageHistory, end: number): Life {
  const reader = new Reader();
  for (const step of history.steps) reader.read(step);
  const steps = history.steps.map((step) => step.at);
  const goesOn = history.verdict === "open" || reader.attempts.some((attempt) => attempt.outcome === "open" && attempt.started !== null);
  const last = Math.max(history.sent, history.ended ?? 0, ...steps, goesOn ? end : 0);
  reader.close(last, history.ended);
  return { attempts: reader.attempts, waits: reader.waits, last };
}

class Reader {
  readonly attempts: Attempt[] = [];
  readonly waits: Wait[] = [];
  /** Since when it can be received, by queue; a time to come while it is delayed. */
  private readonly visible = new Map<string, number>();

  read(step: MessageStep): void {
    const where = step.where ?? "";
    switch (step.what) {
      case "enqueued":
        if (!this.visible.has(where)) this.visible.set(where, step.at);
        return;
      case "delayed":
        return this.delay(where, step.at, step.until);
      case "received":
      case "prefetched":
        return this.receive(where, step);
      case "started":
        return this.start(where, step);
      case "renewed":
        return this.renew(where, step);
      case "lapsed":
        return this.lapse(where, step);
      case "done":
      case "failed":
      case "killed":
        return this.finish(where, step, step.what);
      case "acked":
        this.answer(where, step, "acked");
        return this.leave(where, step.at);
      case "ack_refused":
        return this.answer(where, step, "refused");
      case "nacked":
        this.answer(where, step, "nacked");
        return this.delay(where, step.at, step.until);
      case "returned":
        this.answer(where, step, "returned");
        return this.show(where, step.at);
      case "republished":
        this.answer(where, step, "republished");
        this.leave(where, step.at);
        return this.delay(where, step.at, step.due);
      case "dead_lettered":
        if (step.reason === "failed" || step.reason === "rejected") this.answer(where, step, "dead_lettered");
        return this.move(where, step);
      case "redriven":
        return this.move(where, step);
      case "expired":
      case "dropped":
      case "purged":
        return this.leave(where, step.at);
      case "given_up":
      case "lost":
        return this.answerOfWorker(where, step, step.what);
      case "called":
        this.caller(step)?.calls.push({ edge: where, from: step.at, to: null, outcome: null });
        return;
      case "answered":
        return this.hear(where, step);
      default:
    }
  }

  /** What still waited when there was nothing more to see; what only lies among the dead waits for nothing. */
  close(last: number, ended: number | null): void {
    for (const [queue, since] of [...this.visible]) {
      if (ended === null || since < ended) this.leave(queue, last);
    }
    this.waits.sort((a, b) => a.from - b.from);
  }

  private show(queue: string, at: number): void {
    this.visible.set(queue, at);
  }

  private delay(queue: string, at: number, until: number | null | undefined): void {
    if (until !== null && until !== undefined && until > at) {
      this.waits.push({ kind: "delayed", queue, from: at, to: until, before: null });
      this.show(queue, until);
    } else this.show(queue, at);
  }

  private leave(queue: string, at: number, before: Attempt | null = null): void {
    const since = this.visible.get(queue);
    this.visible.delete(queue);
    if (since !== undefined && (at > since || before)) this.waits.push({ kind: "waiting", queue, from: Math.min(since, at), to: at, before });
  }

  private move(queue: string, step: MessageStep): void {
    this.leave(queue, step.at);
    if (step.to) this.show(step.to, step.at);
  }

  private receive(queue: string, step: MessageStep): void {
    const known = this.lastOf((attempt) => attempt.queue === queue && attempt.receive === step.receive && attempt.started === null && attempt.outcome === "open");
    if (known) {
      Object.assign(known, { worker: step.worker ?? known.worker, instance: step.instance ?? known.instance, slot: step.slot ?? known.slot });
      return;
    }
    const until = step.until ?? null;
    const attempt: Attempt = {
      receive: step.receive ?? this.attempts.length + 1, queue, worker: step.worker ?? null, instance: step.instance ?? null, slot: step.slot ?? null,
      received: step.at, started: null, ended: null, outcome: "open", reason: null, until, firstUntil: until, renewals: [], lapsed: null,
      answer: null, answered: null, refusal: null, repeated: false, calls: [],
    };
    this.leave(queue, step.at, attempt);
    this.attempts.push(attempt);
  }

  private start(worker: string, step: MessageStep): void {
    const attempt = this.lastOf((one) => one.receive === step.receive && one.started === null && (!step.queue || one.queue === step.queue));
    if (!attempt) return;
    Object.assign(attempt, { worker, started: step.at, instance: step.instance ?? attempt.instance, slot: step.slot ?? attempt.slot });
  }

  private caller(step: MessageStep): Attempt | undefined {
    return this.lastOf((one) => one.receive === step.receive && one.started !== null);
  }

  /** A try is over; one that the circuit breaker let not through began and ended now. */
  private hear(edge: string, step: MessageStep): void {
    const calls = this.caller(step)?.calls;
    const open = calls?.findLast((call) => call.edge === edge && call.to === null);
    const outcome = step.outcome ?? null;
    if (open && outcome !== "circuit open") Object.assign(open, { to: step.at, outcome });
    else calls?.push({ edge, from: step.at, to: step.at, outcome });
  }

  private renew(queue: string, step: MessageStep): void {
    const attempt = this.lastOf((one) => one.queue === queue && one.answer === null && one.lapsed === null);
    if (!attempt) return;
    attempt.until = step.until ?? attempt.until;
    attempt.renewals.push(step.at);
  }

  private lapse(queue: string, step: MessageStep): void {
    const attempt = this.of(queue, step.receive);
    if (attempt) attempt.lapsed = step.at;
    this.show(queue, step.at);
  }

  private finish(worker: string, step: MessageStep, outcome: Outcome): void {
    const attempt = this.lastOf((one) => one.worker === worker && one.receive === step.receive && one.outcome === "open");
    if (!attempt) return;
    Object.assign(attempt, { ended: step.at, outcome, reason: step.reason ?? null, repeated: step.repeated ?? false });
  }

  private answer(queue: string, step: MessageStep, answer: Answer): void {
    const attempt = step.receive == null ? this.lastOf((one) => one.queue === queue) : this.of(queue, step.receive);
    if (!attempt) return;
    Object.assign(attempt, { answer, answered: step.at });
    if (answer === "refused") attempt.refusal = step.reason ?? null;
  }

  private answerOfWorker(worker: string, step: MessageStep, answer: Answer): void {
    const attempt = this.lastOf((one) => one.worker === worker);
    if (attempt) Object.assign(attempt, { answer, answered: step.at });
  }

  private of(queue: string, receive: number | null | undefined): Attempt | undefined {
    return this.lastOf((attempt) => attempt.queue === queue && attempt.receive === receive);
  }

  private lastOf(wanted: (attempt: Attempt) => boolean): Attempt | undefined {
    return this.attempts.findLast(wanted);
  }
}

/** Seconds of an attempt's work that lie before and after its lock ran out. */
export function workOf(attempt: Attempt, last: number): { within: number; after: number } {
  if (attempt.started === null) return { within: 0, after: 0 };
  const end = attempt.ended ?? last;
  const limit = attempt.lapsed === null ? end : Math.max(attempt.started, Math.min(attempt.lapsed, end));
  return { within: limit - attempt.started, after: end - limit };
}

/** Until when an attempt kept the message from others. */
export function heldUntil(attempt: Attempt, last: number): number {
  return attempt.lapsed ?? attempt.answered ?? Math.min(attempt.until ?? last, last);
}

/** The time a receive hides the message where it is the same for all attempts; else null. */
export function commonTimeout(attempts: readonly Attempt[]): number | null {
  const lengths = new Set(attempts.map(({ firstUntil, received }) => (firstUntil === null ? null : Math.round((firstUntil - received) * 1e6) / 1e6)));
  const [only] = lengths;
  return lengths.size === 1 && only !== undefined ? only : null;
}

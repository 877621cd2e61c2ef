/** Strip: where the bars of a life and of its attempts lie, in pixels; knows no drawing. */

import { heldUntil, workOf } from "./attempts";
import type { Attempt, Call, Life } from "./attempts";

export interface Scale {
  readonly from: number;
  readonly to: number;
  readonly width: number;
  readonly left: number;
  x(time: number): number;
}

export function scaleOf(from: number, to: number, width: number, left = 0): Scale {
  const span = Math.max(to - from, 1e-9);
  return { from, to, width, left, x: (time) => left + ((time - from) / span) * width };
}

const STEPS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];

/** Round times inside of a stretch, at least so many pixels apart. */
export function ticksOf(scale: Scale, apart = 90): number[] {
  const span = scale.to - scale.from;
  const least = (span * apart) / Math.max(scale.width, 1);
  const step = STEPS.find((size) => size >= least) ?? (least < 1 ? fine(least) : Math.ceil(least / 86_400) * 86_400);
  const small = least < 1 ? fine(least) : step;
  const first = Math.ceil(scale.from / small - 1e-9);
  const count = Math.floor(scale.to / small + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, Math.min(count, 60)) }, (_, index) => Number(((first + index) * small).toFixed(9)));
}

/** 1, 2 or 5 times a power of ten, for stretches of less than seconds. */
function fine(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1e-9)));
  return power * ([1, 2, 5].find((factor) => factor * power >= least - 1e-15) ?? 10);
}

export type BarKind = "waiting" | "delayed" | "held" | "work" | "late" | "failed" | "idle";

export interface Bar {
  readonly kind: BarKind;
  readonly from: number;
  readonly to: number;
  readonly lane: number;
  readonly attempt: Attempt | null;
  readonly wait: boolean;
}

const AT_WORK: ReadonlySet<BarKind> = new Set(["work", "late", "failed"]);

/** The calls of an attempt, as far as they went on within one of its bars. */
export function callsWithin(bar: Bar): { call: Call; from: number; to: number }[] {
  if (!bar.attempt || !AT_WORK.has(bar.kind)) return [];
  return bar.attempt.calls.flatMap((call) => {
    const from = Math.max(call.from, bar.from);
    const to = Math.min(call.to ?? bar.to, bar.to);
    return from < to || (call.from === call.to && from === to) ? [{ call, from, to }] : [];
  });
}

/** More attempts than this share their lanes. */
const LANES = 6;

/** The bars of a whole life: each attempt in a lane of its own, behind the wait that it ended. */
export function lifeBars(life: Life): { bars: Bar[]; lanes: number } {
  const lanes = lanesOf(life);
  const bars: Bar[] = [];
  const laneOf = (attempt: Attempt): number => lanes.get(attempt) ?? 0;
  // A wait that no attempt ended comes after all of them, in a lane of its own.
  const after = Math.min(Math.max(-1, ...lanes.values()) + 1, LANES);
  for (const wait of life.waits) {
    if (wait.to <= wait.from) continue;
    const next = wait.before ?? life.attempts.find((attempt) => attempt.received >= wait.to) ?? null;
    bars.push({ kind: wait.kind, from: wait.from, to: wait.to, lane: next ? laneOf(next) : after, attempt: null, wait: true });
  }
  for (const attempt of life.attempts) {
    for (const [kind, from, to] of partsOf(attempt, life.last)) bars.push({ kind, from, to, lane: laneOf(attempt), attempt, wait: false });
  }
  return { bars, lanes: Math.max(1, ...bars.map((bar) => bar.lane + 1)) };
}

function lanesOf(life: Life): Map<Attempt, number> {
  const found = new Map<Attempt, number>();
  if (life.attempts.length <= LANES) {
    life.attempts.forEach((attempt, index) => found.set(attempt, index));
    return found;
  }
  const ends: number[] = [];
  for (const attempt of life.attempts) {
    const free = ends.findIndex((end) => end <= attempt.received);
    const lane = free >= 0 ? free : ends.length < LANES ? ends.length : ends.indexOf(Math.min(...ends));
    ends[lane] = Math.max(attempt.ended ?? life.last, heldUntil(attempt, life.last));
    found.set(attempt, lane);
  }
  return found;
}

/** An attempt as stretches: held before its start, worked on, after its lock, and hidden after a failure. */
export function partsOf(attempt: Attempt, last: number): [BarKind, number, number][] {
  const parts: [BarKind, number, number][] = [];
  const over = heldUntil(attempt, last);
  if (attempt.started === null) return over > attempt.received ? [["held", attempt.received, over]] : [];
  if (attempt.started > attempt.received) parts.push(["held", attempt.received, attempt.started]);
  const { within, after } = workOf(attempt, last);
  const limit = attempt.started + within;
  const fails = attempt.outcome === "failed" || attempt.outcome === "killed";
  if (within > 0 || after === 0) parts.push([fails ? "failed" : "work", attempt.started, limit]);
  if (after > 0) parts.push(["late", limit, limit + after]);
  const end = limit + after;
  if (attempt.ended !== null && attempt.outcome !== "done" && over > end) parts.push(["idle", end, over]);
  return parts;
}

/** The stretch that the attempts are drawn in, from their receive on: the longest, and room for its words. */
export function attemptsReach(attempts: readonly Attempt[], last: number, timeout: number | null): number {
  const lengths = attempts.flatMap((attempt) => {
    const ends = partsOf(attempt, last).map(([, , to]) => to - attempt.received);
    return [...ends, heldUntil(attempt, last) - attempt.received];
  });
  const longest = Math.max(1e-6, ...lengths);
  // A lock of hours beside work of seconds would leave nothing to see of the work.
  const shown = timeout !== null && timeout <= longest * 4 ? Math.max(longest, timeout) : longest;
  return shown * 1.18;
}

/** A text as it fits into so many pixels: whole, cut, or nothing at all. */
export function fitted(text: string, width: number, perCharacter = 6.6): string {
  const room = Math.floor((width - 12) / perCharacter);
  if (text.length <= room) return text;
  return room >= 5 ? `${text.slice(0, room - 1).trimEnd()}…` : "";
}

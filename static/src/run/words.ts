/** Words for the state of a run: what happened, how much, what to do. */

import { formatClock, formatDuration, formatNumber, plural } from "./format";
import type { SessionStatus } from "./session";
import type { Conservation, Run, RunBrief } from "./types";

export interface Situation {
  run: Run | null;
  overlay: Run | null;
  status: SessionStatus;
  position: number | null;
  simulated: number;
  wallMs: number | null;
}

/** The line at the end of the playback bar. */
export function runWords(now: Situation): string {
  const { run, overlay, status } = now;
  if (status === "starting") return "Starting";
  if (!run) return "Not run yet";
  if (overlay && status === "finished") return `Runs ${overlay.number} and ${run.number}, one clock`;
  if (status === "queued") return queuedWords(run, now.position);
  if (status === "running") return runningWords(run, now);
  if (status === "failed") return `Run ${run.number} stopped at ${formatClock(now.simulated)}`;
  if (status === "cancelled") return `Run ${run.number}, cancelled at ${formatClock(now.simulated)}`;
  return run.wall_ms === null ? `Run ${run.number}` : `Run ${run.number}, computed in ${wall(run.wall_ms)}`;
}

function queuedWords(run: Run, position: number | null): string {
  if (!position) return `Run ${run.number}, next in the queue`;
  return `Run ${run.number} in the queue, ${position} before it`;
}

function runningWords(run: Run, now: Situation): string {
  const share = run.duration ? Math.floor((100 * now.simulated) / run.duration) : 0;
  const spent = now.wallMs === null ? "" : ` in ${wall(now.wallMs)}`;
  return `Run ${run.number}, ${share}\u00a0% computed${spent}`;
}

/** Wall time with one decimal: "0.6 s". */
function wall(ms: number): string {
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)}\u00a0s` : formatDuration(ms / 1000);
}

/** One run in the history, after the word for its state: how far it came, with which seed. */
export function briefWords(run: RunBrief): string {
  const seed = `seed ${run.seed}`;
  if (run.status === "queued") return seed;
  if (run.status === "running") return `${formatClock(run.simulated)} so far, ${seed}`;
  if (run.status === "finished") return `${simulatedWords(run.duration)}, ${seed}`;
  return `at ${formatClock(run.simulated)}, ${seed}`;
}

/** "30 simulated minutes". */
export function simulatedWords(seconds: number): string {
  return durationWords(seconds, "simulated ");
}

/** "30 minutes", "14 days": in the largest unit that leaves a whole number. */
export function durationWords(seconds: number, what = ""): string {
  const units: [number, string][] = [
    [86_400, "day"],
    [3_600, "hour"],
    [60, "minute"],
    [1, "second"],
  ];
  const [size, unit] = units.find(([length]) => seconds >= length && seconds % length === 0) ?? [1, "second"];
  return plural(seconds / size, `${what}${unit}`);
}

const ENDS = ["done", "failed", "dead", "expired", "rejected", "lost", "given_up"] as const;

/** Where everything that was sent is at the end: "Of 1,860 sent: 1,800 done, 14 lost and 46 still there." */
export function conservationWords(found: Conservation): string {
  const ends = ENDS.filter((name) => found[name] > 0).map((name) => `${formatNumber(found[name])} ${name.replace("_", " ")}`);
  const parts = found.in_system > 0 ? [...ends, `${formatNumber(found.in_system)} still there`] : ends;
  const last = parts.pop();
  if (!last) return "Nothing was sent.";
  return `Of ${formatNumber(found.sent)} sent: ${parts.length ? `${parts.join(", ")} and ${last}` : last}.`;
}

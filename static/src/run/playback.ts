/** Playback of this page: the one clock and the one hub of live values that every part follows. */

import { PlaybackClock } from "./clock";
import type { Kind } from "./frames";
import type { LiveValues } from "./live";
import { LiveHub, useLiveFrom } from "./live";

function wantsLessMotion(): boolean {
  return typeof matchMedia === "function" && matchMedia("(prefers-reduced-motion: reduce)").matches;
}

export const clock = new PlaybackClock(undefined, wantsLessMotion);
export const hub = new LiveHub(clock);

/** The values of one component or edge at the clock; re-renders that part only, at most 10/s. */
export function useLive(kind: Kind, id: string): LiveValues | null {
  return useLiveFrom(hub, kind, id);
}

/** The same for canvas instruments, without React. Calls back at once, then on every change. */
export function subscribeLive(
  kind: Kind,
  id: string,
  listener: (values: LiveValues | null) => void,
): () => void {
  const stop = hub.subscribe(kind, id, listener);
  listener(hub.current(kind, id));
  return stop;
}

/** About how many seconds of real time a stretch of a run is played in. */
const STRETCH_SECONDS = 12;
let stretch: (() => void) | null = null;

/** Plays from one time to another and stops there; whoever stops the clock before has it back. */
export function playStretch(from: number, to: number): void {
  stretch?.();
  clock.pause();
  clock.seek(from);
  clock.setSpeed(Math.max((to - from) / STRETCH_SECONDS, 1e-3));
  clock.play();
  stretch = clock.subscribe(() => {
    if (clock.playing && clock.time < to) return;
    stretch?.();
    stretch = null;
    if (clock.playing) clock.pause();
  });
}

/** The clock for React: parts re-render when it starts, stops or changes pace, or at a chosen rhythm. */

import { useEffect, useState, useSyncExternalStore } from "react";
import { clock } from "./playback";

/** Re-renders when playing, speed, limit or run change, not as time passes. */
export function useClockState(): string {
  return useSyncExternalStore(
    (changed) => clock.subscribe(changed),
    () => `${clock.playing} ${clock.speed} ${clock.duration} ${clock.waiting} ${clock.atEnd} ${clock.seenEnd}`,
  );
}

/** The time at most every so many milliseconds, for text that people read. */
export function useClockTime(everyMs = 100): number {
  const [time, setTime] = useState(clock.time);
  useEffect(() => {
    let last = -Infinity;
    let late: ReturnType<typeof setTimeout> | null = null;
    const show = (): void => {
      late = null;
      last = performance.now();
      setTime(clock.time);
    };
    const stop = clock.subscribe(() => {
      const wait = last + everyMs - performance.now();
      if (wait <= 0 && late === null) show();
      else late ??= setTimeout(show, wait);
    });
    show();
    return () => {
      stop();
      if (late !== null) clearTimeout(late);
    };
  }, [everyMs]);
  return time;
}

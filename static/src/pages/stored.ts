/** Stored run: frames that were fetched whole, shown on the clock without a session of their own. */

import type { Design } from "../design/types";
import { FrameStore } from "../run/frames";
import { clock, hub } from "../run/playback";
import { useSession } from "../run/session";
import type { Frame, FrameSchema } from "../run/types";

/** A run as the server keeps it for its examples. */
export interface StoredRun {
  design: Design;
  schema: FrameSchema;
  frames: Frame[];
}

export function framesOf(run: StoredRun): FrameStore {
  const frames = new FrameStore(run.schema);
  frames.append(run.frames);
  return frames;
}

/** Puts a stored run on the clock; where one is playing already, time and pace stay. */
export function showStored(frames: FrameStore): void {
  const { time, playing, speed, duration } = clock;
  const same = duration === frames.schema.duration;
  clock.reset(frames.schema.duration, frames.schema.frame);
  clock.extend(frames.lastEnd, true);
  if (same) {
    clock.setSpeed(speed);
    clock.seek(time);
    if (playing) clock.play();
  }
  hub.show(frames);
  useSession.setState({ frames, stamp: useSession.getState().stamp + 1 });
}

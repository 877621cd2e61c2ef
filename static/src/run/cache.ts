/** Frame cache: the columns of the runs that were looked at last, so that switching back is at once. */

import { api } from "./api";
import { FrameStore } from "./frames";
import type { Run } from "./types";

/** A store of a large design takes tens of megabytes; more than this many are not kept. */
const KEPT = 6;
const kept = new Map<string, FrameStore>();

export function rememberFrames(id: string, frames: FrameStore): void {
  kept.delete(id);
  kept.set(id, frames);
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT) break;
    kept.delete(oldest);
  }
}

/** The columns of this run, if they are here and whole. */
export function storedFrames(run: Run): FrameStore | null {
  const frames = kept.get(run.id);
  return frames && frames.lastSeq >= run.last_seq ? frames : null;
}

/** Loads every stored frame of a run by HTTP. */
export async function loadFrames(run: Run): Promise<FrameStore> {
  const ready = storedFrames(run);
  if (ready) return ready;
  let frames: FrameStore | null = null;
  for (;;) {
    const page = await api.frames(run.id, frames?.lastSeq ?? 0);
    frames ??= new FrameStore(page.schema ?? emptySchema(run));
    const taken = frames.append(page.frames);
    if (!taken || frames.lastSeq >= page.last_seq) break;
  }
  rememberFrames(run.id, frames);
  return frames;
}

/** A run that never began has no schema: nothing was observed. */
function emptySchema(run: Run): FrameStore["schema"] {
  return {
    version: 1,
    frame: run.duration,
    duration: run.duration,
    frames: 0,
    system: [],
    components: {},
    edges: {},
  };
}

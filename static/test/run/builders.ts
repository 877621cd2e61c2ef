/** Builders: small schemas and frames for the tests of the run side. */

import type { Frame, FrameSchema } from "../../src/run/types";

export const WIDTH = 5;

export function schema(frames: number): FrameSchema {
  return {
    version: 1,
    frame: WIDTH,
    duration: frames * WIDTH,
    frames,
    system: ["sent", "waiting"],
    components: { q: ["arrived", "waiting", "wait_p50"] },
    edges: { e: ["sent"] },
  };
}

export function frame(seq: number, given: { wait?: number | null } = {}): Frame {
  return {
    seq,
    start: (seq - 1) * WIDTH,
    end: seq * WIDTH,
    system: [seq * 10, seq],
    components: { q: [5, seq, given.wait === undefined ? seq / 10 : given.wait] },
    edges: { e: [seq] },
  };
}

export function framesFrom(first: number, last: number): Frame[] {
  return Array.from({ length: last - first + 1 }, (_, index) => frame(first + index));
}

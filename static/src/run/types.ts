/** Wire types of the run side: generated from Python's schemas; design and findings as the editor has them. */

import type { Design, Finding } from "../design/types";
import type * as wire from "../generated/api";

export type { Change, Design, Finding, Fix, Path, Problem, Severity } from "../design/types";
export type { Comparison, Conservation, FrameSchema, Frame, RunBrief, Summary, Percentiles } from "../generated/api";
export type { Change as ComparedChange, Row as ComparedRow } from "../generated/api";

export type RunStatus = wire.RunBrief["status"];
export type Value = wire.Frame["system"][number];

export interface Run extends Omit<wire.Run, "design" | "findings"> {
  design: Design;
  findings: Finding[];
}

export interface Scenario extends Omit<wire.Scenario, "design"> {
  design: Design;
}

export type FramesPage = wire.FramePage;

/** What the socket says; playground/runs/protocol.py. */
export interface StatusMessage {
  type: "status";
  status: RunStatus;
  /** How many wait before it; null once it runs. */
  position: number | null;
  simulated: number;
  wall_ms: number | null;
  last_seq: number;
  message: string;
}

export type SocketMessage =
  | { type: "schema"; schema: wire.FrameSchema }
  | { type: "frames"; frames: wire.Frame[] }
  | StatusMessage
  | { type: "end"; status: RunStatus };

export function isOver(status: RunStatus): boolean {
  return status === "finished" || status === "failed" || status === "cancelled";
}

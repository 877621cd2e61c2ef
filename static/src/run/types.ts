/** Wire types: what the run side of the server says, as the browser reads it. */

import type { Design, Finding, Path } from "../design/types";

export type { Change, Design, Finding, Fix, Path, Problem, Severity } from "../design/types";

export type RunStatus = "queued" | "running" | "finished" | "failed" | "cancelled";

/** The first message of a run: which column of a frame is which metric. */
export interface FrameSchema {
  version: number;
  frame: number;
  duration: number;
  frames: number;
  system: string[];
  components: Record<string, string[]>;
  edges: Record<string, string[]>;
}

export type Value = number | null;

export interface Frame {
  seq: number;
  start: number;
  end: number;
  system: Value[];
  components: Record<string, Value[]>;
  edges: Record<string, Value[]>;
}

export interface Percentiles {
  count: number;
  mean: number | null;
  p50: number | null;
  p95: number | null;
  p99: number | null;
  max: number | null;
  error: number | null;
}

export interface Summary {
  totals: Record<string, number>;
  means: Record<string, number | null>;
  peaks: Record<string, { value: number; at: number }>;
  last: Record<string, number | null>;
  percentiles: Record<string, Percentiles>;
}

export interface RunResult {
  engine: string;
  seed: number;
  replication: number;
  duration: number;
  warm_up: number;
  messages: number;
  events: number;
  system: Summary;
  components: Record<string, Summary>;
  edges: Record<string, Summary>;
  conservation: Record<string, number>;
}

/** A run as the history lists it. */
export interface RunBrief {
  id: string;
  number: number;
  scenario: string;
  status: RunStatus;
  position: number | null;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  wall_ms: number | null;
  simulated: number;
  duration: number;
  frames: number;
  last_seq: number;
  seed: number;
  engine: string;
  message: string;
  fingerprint: string;
  parent: string | null;
}

export interface Run extends RunBrief {
  design: Design;
  result: RunResult | null;
  findings: Finding[];
}

export interface Scenario {
  id: string;
  name: string;
  design: Design;
  version: number;
  saved_at: string;
  runs: RunBrief[];
  edit_url?: string | null;
}

export interface FramesPage {
  schema: FrameSchema | null;
  frames: Frame[];
  last_seq: number;
  status: RunStatus;
}

export interface ComparedRow {
  label: string;
  a: string;
  b: string;
  change: string;
  better: boolean | null;
}

export interface ComparedChange {
  path: Path;
  label: string;
  a: string;
  b: string;
}

export interface Comparison {
  a: RunBrief;
  b: RunBrief;
  same_work: boolean;
  verdict: { title: string; text: string; good: boolean | null };
  changes: ComparedChange[];
  rows: ComparedRow[];
}

export interface StatusMessage {
  type: "status";
  status: RunStatus;
  position: number | null;
  simulated: number;
  wall_ms: number | null;
  last_seq: number;
  message: string;
}

export type SocketMessage =
  | { type: "schema"; schema: FrameSchema }
  | { type: "frames"; frames: Frame[] }
  | StatusMessage
  | { type: "end"; status: RunStatus };

export function isOver(status: RunStatus): boolean {
  return status === "finished" || status === "failed" || status === "cancelled";
}

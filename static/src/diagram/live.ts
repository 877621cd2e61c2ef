/** Live source: where the diagram gets the values at the clock from; the run side provides it. */

export interface Live {
  /** A gauge at the clock, or a counter within its frame; null where nothing was observed. */
  value(metric: string): number | null;
  /** A counter since the run began. */
  total(metric: string): number;
  /** A counter per simulated second, over the last frames. */
  rate(metric: string): number;
  /** The largest value of the run. */
  peak(metric: string): number;
  /** Whether the run has different values of it. */
  varies(metric: string): boolean;
  /** The last values, oldest first. */
  history(metric: string, points: number): (number | null)[];
  /** The same part in the run that is compared. */
  readonly older: Live | null;
}

export type Part = "component" | "edge";

export interface LiveSource {
  subscribe(part: Part, id: string, listener: (live: Live | null) => void): () => void;
  current(part: Part, id: string): Live | null;
}

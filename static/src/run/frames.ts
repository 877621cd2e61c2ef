/** Frame store: a run's frames as typed columns, one per component and metric. */

import type { Frame, FrameSchema, Value } from "./types";

export type Kind = "system" | "component" | "edge";

const FIRST_CAPACITY = 64;
export const SYSTEM = "system";

/** A column of numbers that grows; NaN stands for "no observation". */
export class Column {
  private data: Float64Array;
  private sums: Float64Array | null = null;
  private summed = 0;
  length = 0;
  peak = 0;
  /** Whether two of the observed values differ. */
  varies = false;
  private first = Number.NaN;

  constructor(capacity: number) {
    this.data = new Float64Array(Math.max(capacity, 1));
  }

  push(value: Value | undefined): void {
    if (this.length === this.data.length) this.data = grown(this.data);
    const number = value ?? Number.NaN;
    this.data[this.length] = number;
    this.length += 1;
    if (number > this.peak) this.peak = number;
    if (Number.isNaN(this.first)) this.first = number;
    else if (!this.varies && !Number.isNaN(number)) this.varies = number !== this.first;
  }

  at(index: number): number {
    return index >= 0 && index < this.length ? (this.data[index] ?? Number.NaN) : Number.NaN;
  }

  values(): Float64Array {
    return this.data.subarray(0, this.length);
  }

  /** Running totals, for metrics that are counted within a frame. */
  cumulated(): Float64Array {
    if (!this.sums || this.sums.length < this.data.length) {
      const kept = this.sums?.subarray(0, this.summed);
      this.sums = new Float64Array(this.data.length);
      if (kept) this.sums.set(kept);
    }
    for (; this.summed < this.length; this.summed += 1) {
      const value = this.data[this.summed] ?? 0;
      const before = this.summed ? (this.sums[this.summed - 1] ?? 0) : 0;
      this.sums[this.summed] = before + (Number.isNaN(value) ? 0 : value);
    }
    return this.sums.subarray(0, this.length);
  }
}

function grown(data: Float64Array): Float64Array {
  const larger = new Float64Array(data.length * 2);
  larger.set(data);
  return larger;
}

export class FrameStore {
  readonly starts: Column;
  readonly ends: Column;
  lastSeq = 0;
  /** Grows with every batch, so that a view can tell whether it is up to date. */
  version = 0;
  private readonly columns = new Map<string, Column>();
  private readonly plan: { kind: Kind; id: string; columns: Column[] }[] = [];

  constructor(readonly schema: FrameSchema) {
    const capacity = Math.max(schema.frames, FIRST_CAPACITY);
    this.starts = new Column(capacity);
    this.ends = new Column(capacity);
    this.add("system", SYSTEM, schema.system, capacity);
    for (const [id, metrics] of Object.entries(schema.components)) {
      this.add("component", id, metrics, capacity);
    }
    for (const [id, metrics] of Object.entries(schema.edges)) this.add("edge", id, metrics, capacity);
  }

  get length(): number {
    return this.ends.length;
  }

  get lastEnd(): number {
    return this.length ? this.ends.at(this.length - 1) : 0;
  }

  /** Takes the frames that are next in order and says how many it took; earlier ones are known. */
  append(frames: readonly Frame[]): number {
    let taken = 0;
    for (const frame of frames) {
      if (frame.seq !== this.lastSeq + 1) continue;
      this.push(frame);
      taken += 1;
    }
    if (taken) this.version += 1;
    return taken;
  }

  column(kind: Kind, id: string, metric: string): Column | null {
    return this.columns.get(`${kind}|${id}|${metric}`) ?? null;
  }

  metrics(kind: Kind, id: string): readonly string[] {
    if (kind === "system") return this.schema.system;
    const table = kind === "component" ? this.schema.components : this.schema.edges;
    return table[id] ?? [];
  }

  /** The last frame that has ended at this time; the first one before that; -1 without frames. */
  indexAt(time: number): number {
    const ends = this.ends.values();
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 0) <= time + 1e-9) low = middle + 1;
      else high = middle;
    }
    return Math.max(low - 1, ends.length ? 0 : -1);
  }

  private push(frame: Frame): void {
    this.starts.push(frame.start);
    this.ends.push(frame.end);
    for (const { kind, id, columns } of this.plan) {
      const table = kind === "component" ? frame.components : frame.edges;
      const row = kind === "system" ? frame.system : table[id];
      columns.forEach((column, index) => column.push(row?.[index]));
    }
    this.lastSeq = frame.seq;
  }

  private add(kind: Kind, id: string, metrics: readonly string[], capacity: number): void {
    const columns = metrics.map((metric) => {
      const column = new Column(capacity);
      this.columns.set(`${kind}|${id}|${metric}`, column);
      return column;
    });
    this.plan.push({ kind, id, columns });
  }
}

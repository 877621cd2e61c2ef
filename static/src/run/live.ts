/** Live values: what one component or edge shows at the clock, at most ten times a second. */

import { useSyncExternalStore } from "react";
import { rateWindow } from "../charts/fill";
import type { PlaybackClock } from "./clock";
import type { FrameStore, Kind } from "./frames";

/** Numbers change at most this often, so that they can be read. */
export const LIVE_INTERVAL_MS = 100;

export class LiveValues {
  readonly values: Readonly<Record<string, number | null>>;

  constructor(
    private readonly frames: FrameStore,
    private readonly kind: Kind,
    private readonly id: string,
    private readonly index: number,
    readonly time: number,
    /** The same part in the run that is laid under this one. */
    readonly older: LiveValues | null,
  ) {
    const values: Record<string, number | null> = {};
    for (const metric of frames.metrics(kind, id)) values[metric] = this.value(metric);
    this.values = values;
  }

  /** A gauge at the end of the frame; a counter within the frame; null where nothing was observed. */
  value(metric: string): number | null {
    const value = this.frames.column(this.kind, this.id, metric)?.at(this.index);
    return value === undefined || Number.isNaN(value) ? null : value;
  }

  /** A counter's total since the run began. */
  total(metric: string): number {
    const column = this.frames.column(this.kind, this.id, metric);
    return column?.cumulated()[this.index] ?? 0;
  }

  /** A counter per second of simulated time, over the last frames. */
  rate(metric: string): number {
    const column = this.frames.column(this.kind, this.id, metric);
    if (!column || this.index < 0) return 0;
    const from = this.index - rateWindow(this.frames.schema);
    const sums = column.cumulated();
    const counted = (sums[this.index] ?? 0) - (from >= 0 ? (sums[from] ?? 0) : 0);
    const since = from >= 0 ? this.frames.ends.at(from) : this.frames.starts.at(0);
    const seconds = this.frames.ends.at(this.index) - since;
    return seconds > 0 ? counted / seconds : 0;
  }

  /** The largest value of the run so far. */
  peak(metric: string): number {
    return this.frames.column(this.kind, this.id, metric)?.peak ?? 0;
  }

  varies(metric: string): boolean {
    return this.frames.column(this.kind, this.id, metric)?.varies ?? false;
  }

  /** The last values up to the clock, oldest first. */
  history(metric: string, points: number): (number | null)[] {
    const column = this.frames.column(this.kind, this.id, metric);
    if (!column || this.index < 0) return [];
    const from = Math.max(0, this.index + 1 - points);
    const last = column.values().slice(from, this.index + 1);
    return Array.from(last, (value) => (Number.isNaN(value) ? null : value));
  }
}

type Listener = (values: LiveValues | null) => void;

interface Slot {
  kind: Kind;
  id: string;
  current: LiveValues | null;
  listeners: Set<Listener>;
}

/** Hands each part of the diagram its values; nothing passes through the whole graph's state. */
export class LiveHub {
  private readonly slots = new Map<string, Slot>();
  private frames: FrameStore | null = null;
  private older: FrameStore | null = null;
  private time = 0;
  private stamp = "";
  private lastRefresh = -Infinity;
  private pending: ReturnType<typeof setTimeout> | null = null;

  constructor(
    clock: PlaybackClock,
    private readonly now: () => number = () => performance.now(),
  ) {
    clock.subscribe(() => {
      this.time = clock.time;
      this.schedule();
    });
  }

  show(frames: FrameStore | null, older: FrameStore | null = null): void {
    this.frames = frames;
    this.older = older;
    this.refresh();
  }

  subscribe(kind: Kind, id: string, listener: Listener): () => void {
    const slot = this.slot(kind, id);
    slot.listeners.add(listener);
    return () => slot.listeners.delete(listener);
  }

  current(kind: Kind, id: string): LiveValues | null {
    return this.slot(kind, id).current;
  }

  private slot(kind: Kind, id: string): Slot {
    const key = `${kind}|${id}`;
    let slot = this.slots.get(key);
    if (!slot) {
      slot = { kind, id, current: this.read(kind, id), listeners: new Set() };
      this.slots.set(key, slot);
    }
    return slot;
  }

  private schedule(): void {
    const wait = this.lastRefresh + LIVE_INTERVAL_MS - this.now();
    if (wait <= 0) this.refresh();
    else this.pending ??= setTimeout(() => this.refresh(), wait);
  }

  private refresh(): void {
    if (this.pending !== null) clearTimeout(this.pending);
    this.pending = null;
    this.lastRefresh = this.now();
    const stamp = this.describe();
    if (stamp === this.stamp) return;
    this.stamp = stamp;
    for (const slot of this.slots.values()) {
      slot.current = this.read(slot.kind, slot.id);
      for (const listener of [...slot.listeners]) listener(slot.current);
    }
  }

  /** Which frame is shown of which store: while this stays, no value can have changed. */
  private describe(): string {
    const part = (frames: FrameStore | null): string =>
      frames ? `${storeNumber(frames)}:${frames.indexAt(this.time)}:${frames.version}` : "-";
    return `${part(this.frames)} ${part(this.older)}`;
  }

  private read(kind: Kind, id: string): LiveValues | null {
    const older = this.older ? this.valuesOf(this.older, kind, id, null) : null;
    return this.frames ? this.valuesOf(this.frames, kind, id, older) : null;
  }

  private valuesOf(
    frames: FrameStore,
    kind: Kind,
    id: string,
    older: LiveValues | null,
  ): LiveValues | null {
    const index = frames.indexAt(this.time);
    if (index < 0 || !frames.metrics(kind, id).length) return null;
    return new LiveValues(frames, kind, id, index, this.time, older);
  }
}

const numbers = new WeakMap<FrameStore, number>();
let issued = 0;

function storeNumber(frames: FrameStore): number {
  let number = numbers.get(frames);
  if (number === undefined) numbers.set(frames, (number = ++issued));
  return number;
}

export function useLiveFrom(hub: LiveHub, kind: Kind, id: string): LiveValues | null {
  return useSyncExternalStore(
    (changed) => hub.subscribe(kind, id, changed),
    () => hub.current(kind, id),
  );
}

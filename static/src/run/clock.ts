/** Playback clock: simulated time as the page plays it, never ahead of the frames that have arrived. */

/** A whole run is played in about this many seconds of real time. */
export const WHOLE_RUN_SECONDS = 20;
/** A frame of the screen that took longer (a sleeping tab) does not make the clock leap. */
const LONGEST_TICK = 0.25;

export interface Timer {
  now(): number;
  request(callback: () => void): number;
  cancel(handle: number): void;
}

const screen: Timer = {
  now: () => performance.now(),
  request: (callback) => requestAnimationFrame(callback),
  cancel: (handle) => cancelAnimationFrame(handle),
};

export type ClockListener = (clock: PlaybackClock) => void;

export class PlaybackClock {
  time = 0;
  duration = 0;
  playing = false;
  speed = 1;
  /** The end of the last frame that has arrived. */
  limit = 0;
  /** One step of the step buttons: the width of a frame. */
  frame = 1;
  /** Has the end been reached once? Only then may the rest of a run be shown. */
  seenEnd = false;

  private complete = false;
  private handle: number | null = null;
  private last = 0;
  private readonly listeners = new Set<ClockListener>();

  constructor(
    private readonly timer: Timer = screen,
    /** True where the reader asked for less motion: the clock then moves once a second. */
    private readonly calm: () => boolean = () => false,
  ) {}

  subscribe(listener: ClockListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Starts anew for a run of this many simulated seconds. */
  reset(duration: number, frame: number): void {
    this.stopLoop();
    Object.assign(this, { time: 0, limit: 0, playing: false, complete: false, seenEnd: false });
    this.duration = duration;
    this.frame = frame;
    this.speed = Math.max(duration / WHOLE_RUN_SECONDS, 1e-3);
    this.emit();
  }

  /** Frames up to this time have arrived; `complete` says that there will be no more. */
  extend(limit: number, complete: boolean): void {
    if (limit === this.limit && complete === this.complete) return;
    this.limit = limit;
    this.complete = complete;
    if (complete && this.time >= limit) this.finish();
    this.emit();
  }

  get waiting(): boolean {
    return this.playing && !this.complete && this.time >= this.limit;
  }

  get atEnd(): boolean {
    return this.complete && this.time >= this.limit;
  }

  play(): void {
    if (this.playing) return;
    if (this.atEnd) this.time = 0;
    this.playing = true;
    this.last = this.timer.now();
    this.startLoop();
    this.emit();
  }

  pause(): void {
    if (!this.playing) return;
    this.playing = false;
    this.stopLoop();
    this.emit();
  }

  toggle(): void {
    if (this.playing) this.pause();
    else this.play();
  }

  seek(time: number): void {
    this.time = Math.min(Math.max(0, time), this.limit);
    if (this.complete && this.time >= this.limit) this.finish();
    this.emit();
  }

  /** To the next or previous frame's end, pausing there. */
  step(frames: number): void {
    this.pause();
    const at = this.time / this.frame;
    const from = frames > 0 ? Math.floor(at + 1e-6) : Math.ceil(at - 1e-6);
    this.seek((from + frames) * this.frame);
  }

  toEnd(): void {
    this.seek(this.limit);
  }

  setSpeed(speed: number): void {
    this.speed = speed;
    this.emit();
  }

  /** Stops the loop for good; a page that goes away calls it. */
  dispose(): void {
    this.stopLoop();
    this.listeners.clear();
  }

  private finish(): void {
    this.seenEnd = true;
    this.playing = false;
    this.stopLoop();
  }

  private startLoop(): void {
    if (this.handle === null) this.handle = this.timer.request(this.tick);
  }

  private stopLoop(): void {
    if (this.handle !== null) this.timer.cancel(this.handle);
    this.handle = null;
  }

  private readonly tick = (): void => {
    this.handle = null;
    if (!this.playing) return;
    const now = this.timer.now();
    const passed = (now - this.last) / 1000;
    if (!this.calm() || passed >= 1) {
      this.last = now;
      this.advance(Math.min(passed, this.calm() ? 1 : LONGEST_TICK));
    }
    if (this.playing) this.startLoop();
  };

  private advance(seconds: number): void {
    const next = Math.min(this.time + seconds * this.speed, this.limit);
    if (next === this.time && !this.complete) return;
    this.time = next;
    if (this.complete && next >= this.limit) this.finish();
    this.emit();
  }

  private emit(): void {
    for (const listener of [...this.listeners]) listener(this);
  }
}

import { beforeEach, describe, expect, it } from "vitest";
import { PlaybackClock } from "../../src/run/clock";
import type { Timer } from "../../src/run/clock";

/** A screen whose frames we ask for by hand. */
class Screen implements Timer {
  time = 0;
  private next: (() => void) | null = null;
  now = (): number => this.time;
  request = (callback: () => void): number => {
    this.next = callback;
    return 1;
  };
  cancel = (): void => {
    this.next = null;
  };
  get looping(): boolean {
    return this.next !== null;
  }
  pass(ms: number, every = 20): void {
    for (let spent = 0; spent < ms; spent += every) {
      this.time += every;
      const due = this.next;
      this.next = null;
      due?.();
    }
  }
}

describe("the playback clock", () => {
  let screen: Screen;
  let clock: PlaybackClock;
  beforeEach(() => {
    screen = new Screen();
    clock = new PlaybackClock(screen);
    clock.reset(1800, 5);
  });

  it("plays a whole run in about twenty seconds", () => {
    clock.extend(1800, true);
    clock.play();
    screen.pass(10_000);
    expect(clock.time).toBeCloseTo(900, 6);
    screen.pass(10_100);
    expect(clock.time).toBe(1800);
    expect(clock.playing).toBe(false);
  });

  it("never runs ahead of the frames that have arrived, and goes on when more arrive", () => {
    clock.extend(100, false);
    clock.play();
    screen.pass(5_000);
    expect(clock.time).toBe(100);
    expect(clock.waiting).toBe(true);
    clock.extend(400, false);
    screen.pass(1_000);
    expect(clock.time).toBeCloseTo(190, 6);
  });

  it("stops its loop while it is paused", () => {
    clock.extend(1800, true);
    clock.play();
    screen.pass(1_000);
    clock.pause();
    expect(screen.looping).toBe(false);
    const stood = clock.time;
    screen.pass(1_000);
    expect(clock.time).toBe(stood);
  });

  it("does not leap over what a sleeping tab has missed", () => {
    clock.extend(1800, true);
    clock.play();
    screen.pass(60_000, 60_000);
    expect(clock.time).toBeLessThan(30);
  });

  it("steps from frame end to frame end and pauses there", () => {
    clock.extend(1800, true);
    clock.seek(12);
    clock.step(1);
    expect(clock.time).toBe(15);
    clock.step(1);
    expect(clock.time).toBe(20);
    clock.step(-1);
    expect(clock.time).toBe(15);
    clock.seek(12);
    clock.step(-1);
    expect(clock.time).toBe(10);
    expect(clock.playing).toBe(false);
  });

  it("keeps what is sought within what is there", () => {
    clock.extend(600, false);
    clock.seek(10_000);
    expect(clock.time).toBe(600);
    clock.seek(-3);
    expect(clock.time).toBe(0);
  });

  it("shows the rest of a run only after its end has been reached once", () => {
    clock.extend(1800, true);
    clock.play();
    screen.pass(2_000);
    expect(clock.seenEnd).toBe(false);
    clock.toEnd();
    expect(clock.seenEnd).toBe(true);
    clock.seek(300);
    expect(clock.seenEnd).toBe(true);
    clock.reset(1800, 5);
    expect(clock.seenEnd).toBe(false);
  });

  it("starts again from the beginning when played at the end", () => {
    clock.extend(1800, true);
    clock.toEnd();
    clock.play();
    expect(clock.time).toBe(0);
    expect(clock.playing).toBe(true);
  });

  it("ends where a cancelled run ends", () => {
    clock.extend(700, true);
    clock.play();
    screen.pass(20_000);
    expect(clock.time).toBe(700);
    expect(clock.atEnd).toBe(true);
  });

  it("moves once a second for those who asked for less motion", () => {
    clock = new PlaybackClock(screen, () => true);
    clock.reset(1800, 5);
    clock.extend(1800, true);
    const seen: number[] = [];
    clock.subscribe(() => seen.push(clock.time));
    clock.play();
    screen.pass(3_000);
    expect(seen.filter((time) => time > 0)).toEqual([90, 180, 270]);
  });
});

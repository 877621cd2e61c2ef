import { beforeEach, describe, expect, test, vi } from "vitest";
import { DotsOverlay } from "../../src/diagram/dots";
import type { Live, LiveSource } from "../../src/diagram/live";

/** A canvas that remembers where the dots of the last picture were. */
class Paper {
  readonly clientWidth = 400;
  readonly clientHeight = 300;
  width = 0;
  height = 0;
  dots: { x: number; y: number }[] = [];
  zoom = 1;

  getContext = () => ({
    setTransform: (zoom: number) => {
      this.zoom = zoom;
    },
    clearRect: () => {
      this.dots = [];
    },
    arc: (x: number, y: number) => this.dots.push({ x, y }),
    beginPath: () => undefined,
    fill: () => undefined,
    stroke: () => undefined,
  });
}

let frames: ((now: number) => void)[] = [];
let now = 0;

/** Lets the screen show so many pictures, as many as are asked for. */
function look(pictures: number): void {
  for (let n = 0; n < pictures; n += 1) {
    now += 50;
    for (const frame of frames.splice(0)) frame(now);
  }
}

beforeEach(() => {
  frames = [];
  vi.stubGlobal("ResizeObserver", class { observe = () => undefined; disconnect = () => undefined; });
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
  vi.stubGlobal("getComputedStyle", () => ({ getPropertyValue: () => "black" }));
  vi.stubGlobal("requestAnimationFrame", (frame: (now: number) => void) => frames.push(frame));
  vi.stubGlobal("cancelAnimationFrame", () => undefined);
  vi.spyOn(performance, "now").mockImplementation(() => now);
});

/** One edge 1,200 pixels long, over which `rate` messages go a second, while there is a run. */
function overlay() {
  const paper = new Paper();
  const clock = { time: 100, playing: false, speed: 1 };
  const view = { current: { x: 0, y: 0, zoom: 1 } };
  const run: { rate: number | null } = { rate: 4 };
  let tell: () => void = () => undefined;
  const source: LiveSource = {
    current: () => (run.rate === null ? null : ({ rate: () => run.rate } as unknown as Live)),
    subscribe: (_part, _id, listener) => {
      tell = () => listener(null);
      return () => undefined;
    },
  };
  const dots = new DotsOverlay(paper as unknown as HTMLCanvasElement, source, () => view.current, clock);
  dots.setTracks([{ id: "e", kind: "message", source: "q", points: [{ x: 0, y: 0 }, { x: 1200, y: 0 }] }]);
  const valuesChange = (rate: number | null) => {
    run.rate = rate;
    tell();
  };
  return { paper, clock, view, dots, valuesChange };
}

describe("The dots", () => {
  test("of a clock that stands are those that would be under way at its time", () => {
    const { paper } = overlay();
    look(1);
    // Two dots a second, ten seconds from end to end.
    expect(paper.dots.length).toBeGreaterThanOrEqual(19);
    expect(Math.max(...paper.dots.map(({ x }) => x))).toBeGreaterThan(1000);
  });

  test("are gone with the run", () => {
    const { paper, valuesChange } = overlay();
    look(1);
    valuesChange(null);
    look(1);
    expect(paper.dots).toEqual([]);
  });

  test("stay where they are when the clock is stopped, and travel on from there", () => {
    const { paper, clock, dots } = overlay();
    clock.playing = true;
    dots.wake();
    for (let n = 0; n < 100; n += 1) {
      clock.time += 0.05;
      look(1);
    }
    const before = paper.dots;
    clock.playing = false;
    dots.wake();
    look(3);
    expect(paper.dots).toEqual(before);
  });

  test("are placed anew when a standing clock is set to another time", () => {
    const { paper, clock, dots, valuesChange } = overlay();
    look(1);
    clock.time = 5;
    dots.wake();
    look(1);
    valuesChange(0);
    look(1);
    expect(paper.dots).toEqual([]);
  });

  test("follow the view while the clock stands, and come back from afar", () => {
    const { paper, view, dots } = overlay();
    look(1);
    const count = paper.dots.length;
    view.current = { x: 0, y: 0, zoom: 0.2 };
    dots.wake();
    look(1);
    expect(paper.dots).toEqual([]);
    view.current = { x: 0, y: 0, zoom: 0.5 };
    dots.wake();
    look(1);
    expect([paper.dots.length, paper.zoom]).toEqual([count, 0.5]);
  });
});

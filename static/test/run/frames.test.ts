import { describe, expect, it } from "vitest";
import { PlaybackClock } from "../../src/run/clock";
import { FrameStore } from "../../src/run/frames";
import { LiveHub } from "../../src/run/live";
import type { LiveValues } from "../../src/run/live";
import { frame, schema, WIDTH } from "./builders";

function stored(count: number): FrameStore {
  const frames = new FrameStore(schema(4));
  frames.append(Array.from({ length: count }, (_, index) => frame(index + 1)));
  return frames;
}

describe("the frame store", () => {
  it("keeps each metric as a column that grows beyond what was announced", () => {
    const frames = stored(200);
    expect(frames.length).toBe(200);
    expect(frames.column("component", "q", "waiting")?.at(199)).toBe(200);
    expect(frames.column("system", "system", "sent")?.at(0)).toBe(10);
    expect(frames.lastEnd).toBe(200 * WIDTH);
  });

  it("takes only the frame that is next, however often others are offered", () => {
    const frames = stored(3);
    expect(frames.append([frame(2), frame(3), frame(4)])).toBe(1);
    expect(frames.append([frame(6)])).toBe(0);
    expect(frames.lastSeq).toBe(4);
  });

  it("keeps a missing observation apart from zero", () => {
    const frames = new FrameStore(schema(4));
    frames.append([frame(1, { wait: null }), frame(2, { wait: 0 })]);
    const column = frames.column("component", "q", "wait_p50");
    expect(column?.at(0)).toBeNaN();
    expect(column?.at(1)).toBe(0);
  });

  it("adds counters up as frames arrive", () => {
    const frames = stored(2);
    const column = frames.column("system", "system", "sent");
    expect([...(column?.cumulated() ?? [])]).toEqual([10, 30]);
    frames.append([frame(3)]);
    expect([...(column?.cumulated() ?? [])]).toEqual([10, 30, 60]);
  });

  it("shows the last frame that has ended at a time, and the first before any has", () => {
    const frames = stored(3);
    expect(frames.indexAt(0)).toBe(0);
    expect(frames.indexAt(WIDTH)).toBe(0);
    expect(frames.indexAt(2 * WIDTH - 0.01)).toBe(0);
    expect(frames.indexAt(2 * WIDTH)).toBe(1);
    expect(frames.indexAt(1e9)).toBe(2);
    expect(new FrameStore(schema(0)).indexAt(5)).toBe(-1);
  });

  it("knows nothing of components that the schema does not name", () => {
    expect(stored(1).column("component", "__proto__", "waiting")).toBeNull();
    expect(stored(1).metrics("component", "nobody")).toEqual([]);
  });
});

describe("live values", () => {
  const clock = new PlaybackClock();
  let now = 0;
  const hub = new LiveHub(clock, () => now);

  it("are those of the clock's frame: gauges, totals, rates and history", () => {
    hub.show(stored(40));
    clock.reset(40 * WIDTH, WIDTH);
    clock.extend(40 * WIDTH, true);
    now += 1000;
    clock.seek(20 * WIDTH);
    const live = hub.current("component", "q") as LiveValues;
    expect(live.values["waiting"]).toBe(20);
    expect(live.total("arrived")).toBe(20 * 5);
    expect(live.rate("arrived")).toBeCloseTo(5 / WIDTH, 9);
    expect(live.history("waiting", 3)).toEqual([18, 19, 20]);
    expect(live.peak("waiting")).toBe(40);
  });

  it("tell a part at most ten times a second, and only when its frame has changed", () => {
    const seen: (number | null)[] = [];
    const stop = hub.subscribe("component", "q", (live) => seen.push(live?.value("waiting") ?? null));
    now += 1000;
    clock.seek(5 * WIDTH);
    clock.seek(6 * WIDTH);
    clock.seek(7 * WIDTH);
    expect(seen).toEqual([5]);
    now += 1000;
    clock.seek(7 * WIDTH + 0.1);
    expect(seen).toEqual([5, 7]);
    now += 1000;
    clock.seek(7 * WIDTH + 0.2);
    expect(seen).toEqual([5, 7]);
    stop();
  });

  it("carry those of the run that is laid under", () => {
    hub.show(stored(10), stored(3));
    now += 1000;
    clock.seek(8 * WIDTH);
    const live = hub.current("component", "q");
    expect(live?.value("waiting")).toBe(8);
    expect(live?.older?.value("waiting")).toBe(3);
  });

  it("are absent where there is no run", () => {
    hub.show(null);
    expect(hub.current("component", "q")).toBeNull();
  });
});

import { describe, expect, it } from "vitest";
import { commonTimeout, workOf } from "../../src/microscope/attempts";
import { attemptsReach, callsWithin, fitted, lifeBars, partsOf, scaleOf, ticksOf } from "../../src/microscope/strip";
import { spentOf } from "../../src/microscope/times";
import { late, quick, Story } from "./lives";

const round = (value: number): number => Math.round(value * 10) / 10;

describe("the strip of a whole life", () => {
  it("has a lane for each attempt, behind the wait that it ended", () => {
    const { bars, lanes } = lifeBars(late().life);
    expect(lanes).toBe(3);
    expect(bars.map(({ kind, from, to, lane }) => [kind, round(from), round(to), lane])).toEqual([
      ["waiting", 437, 459.5, 0], ["waiting", 519.5, 526, 2],
      ["work", 459.5, 489.5, 0], ["late", 489.5, 501.7, 0],
      ["work", 489.5, 519.5, 1], ["late", 519.5, 531.7, 1],
      ["work", 526, 556, 2], ["late", 556, 568.2, 2],
    ]);
  });

  it("has a lane for a wait that no attempt ended", () => {
    const story = new Story().enqueued().received(440, 1, 1).lapsed(470, 1).step(500, "expired", { where: "jobs" }).end(500, "expired");
    const { bars } = lifeBars(story.life);
    expect(bars.filter((bar) => bar.wait).map(({ from, to, lane }) => [from, to, lane])).toEqual([[437, 440, 0], [470, 500, 1]]);
  });

  it("ends with the last step, not with the run, once nothing goes on", () => {
    expect(late().life.last).toBe(568.2);
    expect(quick().life.last).toBe(496.9);
    expect(new Story().enqueued().life.last).toBe(1800);
  });

  it("shares lanes among many attempts without drawing two over each other", () => {
    const story = new Story().enqueued();
    for (let receive = 1; receive <= 40; receive += 1) story.received(440 + receive * 10, receive, 1, null).failed(441 + receive * 10, receive).step(441 + receive * 10, "nacked", { where: "jobs", receive, until: 445 + receive * 10 });
    const { bars, lanes } = lifeBars(story.life);
    expect(lanes).toBeLessThanOrEqual(7);
    const work = bars.filter((bar) => bar.attempt);
    for (const one of work) for (const other of work) if (one !== other && one.lane === other.lane) expect(one.to <= other.from || other.to <= one.from).toBe(true);
  });
});

describe("the calls of an attempt", () => {
  it("are drawn within its work, each with how it ended, on both sides of the timeout", () => {
    const story = new Story().enqueued().received(440, 1, 1).step(460, "called", { where: "store", receive: 1, tries: 1 });
    story.step(465, "answered", { where: "store", receive: 1, outcome: "timed out" }).step(468, "called", { where: "store", receive: 1, tries: 2 }).lapsed(470, 1);
    story.step(472, "answered", { where: "store", receive: 1, outcome: "ok" }).done(472, 1).end(472, "done");
    const [attempt] = story.life.attempts;
    expect(attempt?.calls.map(({ from, to, outcome }) => [from, to, outcome])).toEqual([[460, 465, "timed out"], [468, 472, "ok"]]);
    const drawn = lifeBars(story.life).bars.filter((bar) => bar.attempt).map((bar) => [bar.kind, callsWithin(bar).map(({ from, to }) => [from, to])]);
    expect(drawn).toEqual([["work", [[460, 465], [468, 470]]], ["late", [[470, 472]]]]);
  });

  it("that a circuit breaker refused take no time, and those that nobody answered stay open", () => {
    const story = new Story().enqueued().received(440, 1, 1).step(450, "answered", { where: "store", receive: 1, outcome: "circuit open" });
    story.step(451, "called", { where: "store", receive: 1, tries: 2 });
    const [attempt] = story.life.attempts;
    expect(attempt?.calls).toEqual([{ edge: "store", from: 450, to: 450, outcome: "circuit open" }, { edge: "store", from: 451, to: null, outcome: null }]);
  });
});

describe("an attempt", () => {
  it("is held while it waits for a free slot, and works then", () => {
    const story = new Story().enqueued().step(440, "prefetched", { where: "jobs", worker: "workers", instance: 1, receive: 1, until: null });
    story.step(450, "started", { where: "workers", queue: "jobs", slot: 4, receive: 1 }).done(460, 1).end(460, "done");
    const [attempt] = story.life.attempts;
    expect(attempt && partsOf(attempt, 460)).toEqual([["held", 440, 450], ["work", 450, 460]]);
    expect(spentOf(story.history, story.life)).toMatchObject({ prefetched: 10, within: 10, after: 0, total: 23 });
  });

  it("stays hidden after a failure until its timeout", () => {
    const story = new Story().enqueued().received(440, 1, 1).failed(445, 1).lapsed(470, 1).received(471, 2, 1).done(480, 2).end(480, "done");
    const [first] = story.life.attempts;
    expect(first && partsOf(first, 480)).toEqual([["failed", 440, 445], ["idle", 445, 470]]);
    expect(spentOf(story.history, story.life)).toMatchObject({ idle: 25, within: 14, waiting: [{ queue: "jobs", seconds: 4 }] });
  });

  it("is kept alive by heartbeats", () => {
    const story = new Story().enqueued().received(440, 1, 1).step(460, "renewed", { where: "jobs", until: 490 }).done(485, 1).end(485, "done");
    const [attempt] = story.life.attempts;
    expect(attempt).toMatchObject({ firstUntil: 470, until: 490, renewals: [460] });
    expect(attempt && workOf(attempt, 485)).toEqual({ within: 45, after: 0 });
  });

  it("goes on to the end of the run where it was not over", () => {
    const { attempts, last } = new Story().enqueued().received(1795, 1, 1).life;
    expect(attempts[0] && partsOf(attempts[0], last)).toEqual([["work", 1795, 1800]]);
  });
});

describe("where the time went", () => {
  it("adds up to the whole life where attempts follow one another", () => {
    const { waiting, within, after, total, worked, needed, completed } = spentOf(late().history, late().life);
    expect(waiting.map(({ queue, seconds }) => [queue, round(seconds)])).toEqual([["jobs", 29]]);
    expect([within, after, total, worked, needed].map(round)).toEqual([90, 36.6, 119, 126.6, 42.2]);
    expect(completed).toBe(3);
  });

  it("counts the waits of a message that came back from the dead", () => {
    const story = new Story().enqueued().received(440, 1, 1).failed(441, 1).lapsed(470, 1).step(470, "dead_lettered", { where: "jobs", to: "dead", reason: "receives" });
    story.step(600, "redriven", { where: "dead", to: "jobs" }).received(650, 1, 2).done(660, 1).end(660, "done");
    expect(spentOf(story.history, story.life).waiting).toEqual([{ queue: "jobs", seconds: 53 }, { queue: "dead", seconds: 130 }]);
  });
});

describe("the axis of the attempts", () => {
  it("has one timeout where all receives have the same", () => {
    expect(commonTimeout(late().life.attempts)).toBe(30);
    expect(commonTimeout(new Story().enqueued().received(440, 1, 1, null).life.attempts)).toBe(null);
    expect(commonTimeout(new Story().enqueued().received(440, 1, 1).received(500, 2, 1, 510).life.attempts)).toBe(null);
  });

  it("reaches to the longest attempt and to the timeout, unless that is far away", () => {
    expect(attemptsReach(late().life.attempts, 568.2, 30)).toBeCloseTo(42.2 * 1.18);
    const short = new Story().enqueued().received(440, 1, 1, 2240).done(450, 1).end(450, "done");
    expect(attemptsReach(short.life.attempts, 450, 1800)).toBeCloseTo(11.8);
  });

  it.each([
    [0, 50, 760, [0, 10, 20, 30, 40, 50], 90],
    [437, 568.2, 756, [440, 460, 480, 500, 520, 540, 560], 90],
    [0, 0.012, 400, [0, 0.005, 0.01], 90],
    [0, 86_400 * 3, 300, [0, 86_400, 172_800, 259_200], 60],
  ])("has round ticks from %d to %d", (from, to, width, expected, apart) => {
    expect(ticksOf(scaleOf(from, to, width), apart)).toEqual(expected);
  });

  it("never has more ticks than can be read, even where nothing lasted", () => {
    expect(ticksOf(scaleOf(5, 5, 300)).length).toBeLessThanOrEqual(60);
  });
});

it("a text is drawn whole, cut, or not at all", () => {
  expect(fitted("slot 14", 171)).toBe("slot 14");
  expect(fitted("Transcoders of the northern region", 100)).toBe("Transcoders…");
  expect(fitted("slot 14", 20)).toBe("");
});

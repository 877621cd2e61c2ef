import { describe, expect, test } from "vitest";
import { quickProblems } from "../../src/design/problems";
import * as timeline from "../../src/design/timeline";
import { catalog } from "../catalog";
import { draw } from "../designs";
import type { Design, TimelineAction } from "../../src/design/types";

const purge: TimelineAction = { at: "5m", target: "queue", action: "purge", settings: {} };
const crash: TimelineAction = { at: 60, target: "worker", action: "crash", settings: { instances: 2 } };
const set: TimelineAction = { at: 90, target: "worker", action: "set", settings: { setting: "transient_failure", value: 0.1 } };

function story(actions: Design["timeline"] = {}): Design {
  return { ...draw("client -message-> queue -message-> worker"), timeline: actions };
}

describe("Timeline", () => {
  test("actions stand in the order of their times, however those are written", () => {
    expect(timeline.inOrderOfTime({ a: purge, b: crash, c: { ...purge, at: "soon" } })).toEqual(["b", "a", "c"]);
  });

  test("a mark says what is done, and to what", () => {
    const marks = timeline.marksOf(catalog, story({ purge, crash, set }));
    expect(marks.map(({ at, label }) => [at, label])).toEqual([[60, "Crash"], [90, "transient failure 10\u00a0%"], [300, "Purge"]]);
    expect(marks[2]?.full).toBe("Purge: queue");
  });

  test("without a catalog an action is marked by its name", () => {
    expect(timeline.marksOf(null, story({ purge })).map(({ label }) => label)).toEqual(["purge"]);
  });

  test("a new action has a fresh id, the first of its component's kinds, and half of the run before it", () => {
    const made = timeline.newAction(catalog, story({ purge }), "queue");
    expect(made?.id).toBe("purge-2");
    expect(made?.action.apply(story({ purge })).timeline["purge-2"]).toEqual({ at: 900, target: "queue", action: "purge", settings: {} });
    expect(timeline.newAction(catalog, story(), "client")).toBeNull();
    expect(timeline.possibleTargets(catalog, story())).toEqual(["queue", "worker"]);
  });

  test("dead letters are sent back from where they lie", () => {
    const design = draw("queue -dead-letter-> queue:dead");
    const names = (id: string) => timeline.kindsOf(catalog, design, id).map(({ name }) => name);

    expect([names("queue"), names("dead")]).toEqual([["purge"], ["purge", "redrive"]]);
  });

  test("another component keeps the action only where its type has it", () => {
    const moved = timeline.setTarget(catalog, "purge", "worker").apply(story({ purge }));
    expect(moved.timeline["purge"]).toEqual({ at: "5m", target: "worker", action: "crash", settings: {} });
  });

  test("a setting's change begins with what the component has, and can be restored to that", () => {
    const chosen = timeline.setActionKind(catalog, "crash", "set").apply(story({ crash }));
    expect(chosen.timeline["crash"]?.settings).toEqual({ setting: "transient_failure", value: 0 });
    const [, value] = timeline.fieldsOfAction(catalog, chosen, chosen.timeline["crash"] ?? crash);
    if (!value) throw new Error("The value has no field.");
    const changed = timeline.setActionSetting(catalog, "crash", value, 0.2).apply(chosen);
    expect(changed.timeline["crash"]?.settings).toEqual({ setting: "transient_failure", value: 0.2 });
    expect(timeline.setActionSetting(catalog, "crash", value, undefined).apply(changed).timeline).toEqual(chosen.timeline);
  });

  test("which setting an action changes has no default to go back to", () => {
    const [which, value] = timeline.fieldsOfAction(catalog, story({ set: { ...set, settings: { setting: "other", value: 1 } } }), { ...set, settings: { setting: "concurrency", value: 8 } });
    expect([which?.default, value?.default]).toEqual(["concurrency", 4]);
  });

  test("a setting equal to its default is not written", () => {
    const [instances] = timeline.fieldsOfAction(catalog, story({ crash }), crash);
    if (!instances) throw new Error("The action has no field.");
    expect(timeline.setActionSetting(catalog, "crash", instances, null).apply(story({ crash })).timeline["crash"]?.settings).toEqual({});
  });

  test("a time that is no duration changes nothing, and a removed action is gone", () => {
    const design = story({ purge });
    expect(timeline.setTime("purge", null).apply(design)).toBe(design);
    expect(timeline.setTime("purge", "90s").apply(design).timeline["purge"]?.at).toBe("90s");
    expect(timeline.removeAction("purge", "Purge").apply(design).timeline).toEqual({});
  });

  test.each([
    ["a component that is not there", { ...purge, target: "nobody" }, "target"],
    ["a time after the run", { ...purge, at: "30m" }, "at"],
    ["a time that is none", { ...purge, at: "soon" }, "at"],
    ["a setting out of its bounds", { ...crash, settings: { instances: 0 } }, "instances"],
    ["a value out of the bounds of its setting", { ...set, settings: { setting: "transient_failure", value: 2 } }, "value"],
  ])("%s is a problem at once", (_, action, place) => {
    const problems = quickProblems(catalog, story({ it: action })).filter(({ path }) => path[0] === "timeline");
    expect(problems.map(({ path }) => path.at(-1))).toEqual([place]);
  });

  test("actions that can be done are no problem", () => {
    expect(quickProblems(catalog, story({ purge, crash, set }))).toEqual([]);
  });
});

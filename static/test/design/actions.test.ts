import { describe, expect, test } from "vitest";
import * as actions from "../../src/design/actions";
import { catalog, field } from "../catalog";
import { draw } from "../designs";

const story = () => draw("client -call-> service -message-> queue -message-> worker");
const timeout = field("visibility_timeout", "duration", 30);
const setTimeoutTo = (value: number | string) => actions.setSetting({ kind: "component", id: "queue" }, timeout, value);

describe("Actions", () => {
  test("a removed component takes its edges and its place with it", () => {
    const left = actions.remove(new Set(["queue"]), new Set()).apply(story());
    expect(Object.keys(left.edges)).toEqual(["client-service"]);
    expect(left.layout).not.toHaveProperty("queue");
  });

  test("a removed component takes with it what the timeline does to it, and nothing else", () => {
    const timeline = {
      purge: { at: 5, target: "queue", action: "purge", settings: {} }, crash: { at: "1m", target: "worker", action: "crash", settings: {} },
    };
    const design = { ...story(), timeline };
    expect(Object.keys(actions.remove(new Set(["queue"]), new Set()).apply(design).timeline)).toEqual(["crash"]);
    expect(actions.remove(new Set(["client"]), new Set()).apply(design).timeline).toBe(timeline);
  });

  test("a setting equal to its default is not written, however it is put", () => {
    expect(setTimeoutTo(120).apply(story()).components["queue"]?.settings).toEqual({ visibility_timeout: 120 });
    expect(setTimeoutTo("30s").apply(story()).components["queue"]?.settings).toEqual({});
  });

  test("a component put into an edge stands between its ends", () => {
    const design = draw("client -message-> queue", "service");
    const put = actions.insertIntoEdge("client-queue", "service", { before: "call", after: "message" }).apply(design);
    expect(Object.values(put.edges).map(({ source, target, kind }) => [source, kind, target])).toEqual([
      ["client", "call", "service"], ["service", "message", "queue"],
    ]);
  });

  test("a fix changes only what its paths name", () => {
    const design = story();
    const fixed = actions.applyFix({ label: "Apply fix: 120 s", changes: [{ path: ["components", "queue", "settings", "visibility_timeout"], value: 120 }] }).apply(design);
    expect(fixed.components["queue"]?.settings).toEqual({ visibility_timeout: 120 });
    expect(fixed.components["worker"]).toBe(design.components["worker"]);
  });

  test("another kind of edge keeps the settings it knows", () => {
    const design = draw("client -call-> queue");
    const settings = { timeout: 5, share: 0.5 };
    const set = { ...design, edges: { e: { source: "client", target: "queue", kind: "call" as const, settings } } };
    const changed = actions.setEdgeKind("e", "message", catalog.edges["message"]?.fields ?? []).apply(set);
    expect(changed.edges["e"]).toMatchObject({ kind: "message", settings: { share: 0.5 } });
  });

  test("a second component of a type gets its own id and name", () => {
    expect(actions.newComponent(draw("queue"), catalog, "queue")).toMatchObject({ id: "queue-2", component: { label: "Queue" } });
    expect(actions.newComponent(draw("queue"), catalog, "queue", "dead-letter").component.label).toBe("Dead letters");
  });

  test("no action changes the design it was given", () => {
    const design = story();
    const before = JSON.stringify(design);
    for (const action of [setTimeoutTo(5), actions.rename("queue", "Jobs"), actions.move({ queue: { x: 1, y: 1 } }), actions.remove(new Set(["client"]), new Set())]) {
      action.apply(design);
    }
    expect(JSON.stringify(design)).toBe(before);
  });
});

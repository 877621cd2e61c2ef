import { describe, expect, test } from "vitest";
import { linesOf, nodeSpecs } from "../../src/diagram/spec";
import { rowFigure } from "../../src/diagram/words";
import { catalog, field } from "../catalog";
import { draw } from "../designs";

const design = draw("client -message-> queue -message-> worker", "queue -dead-letter-> queue:dead");
const specs = nodeSpecs(catalog, design);

describe("Node spec", () => {
  test("a queue at the end of a dead-letter edge plays that role", () => {
    expect(specs.get("dead")).toMatchObject({ deadLetter: true, icon: "c-dead-letter-queue" });
    expect(specs.get("queue")?.deadLetter).toBe(false);
  });

  test("one cell stands for one slot, and above sixty for several", () => {
    expect(specs.get("worker")?.slots).toEqual({ total: 16, first: 16, perCell: 1, cells: 16 });
    const worker = { type: "worker", label: "w", settings: { instances: 100, concurrency: 2 } };
    const many = nodeSpecs(catalog, { ...design, components: { ...design.components, worker } }).get("worker");
    expect(many?.slots).toEqual({ total: 200, first: 200, perCell: 4, cells: 50 });
  });

  test("an autoscaler's grid has room for the most there can be", () => {
    const types = catalog.types.map((type) => (type.type !== "worker" ? type : {
      ...type, fields: [...type.fields, field("autoscaler", "choice", "none"), field("scale_min", "integer", 1), field("scale_max", "integer", 20)],
    }));
    const scaled = (autoscaler: string) => {
      const worker = { type: "worker", label: "w", settings: { instances: 2, concurrency: 4, autoscaler } };
      return nodeSpecs({ ...catalog, types }, { ...design, components: { worker } }).get("worker");
    };
    expect(scaled("none")).toMatchObject({ typeLine: "Worker · 2 × 4 slots", slots: { total: 8 } });
    expect(scaled("keda")).toMatchObject({ typeLine: "Worker · 1 to 20 × 4 slots", slots: { total: 80, first: 8, perCell: 2, cells: 40 } });
    expect(scaled("celery")).toMatchObject({ typeLine: "Worker · 2 × 1 to 20 slots", slots: { total: 40 } });
  });

  test("the grid has room for the slots that the timeline sets, and the type's line tells the span", () => {
    const set = { at: 10, target: "worker", action: "set", settings: { setting: "instances", value: 8 } };
    const later = nodeSpecs(catalog, { ...design, timeline: { set } }).get("worker");
    expect(later).toMatchObject({ typeLine: "Worker · 4 to 8 × 4 slots", slots: { total: 32, first: 16, perCell: 1 } });
    expect(specs.get("worker")?.typeLine).toBe("Worker · 4 × 4 slots");
  });

  test("a row that tells how many of all has room for all of all", () => {
    const types = catalog.types.map((type) => (type.type !== "service" ? type : {
      ...type, face: { ...type.face, rows: [{ label: "Calls open", metric: "busy", of: "slots" }] }, fields: [field("instances", "integer", 1), field("concurrency", "integer", 64)],
    }));
    const width = (instances: number) =>
      nodeSpecs({ ...catalog, types }, { ...design, components: { s: { type: "service", label: "s", settings: { instances } } } }).get("s")?.width ?? 0;
    expect(width(100)).toBeGreaterThan(width(1));
    expect(width(1)).toBeGreaterThan(140);
  });

  test("a setting that has no meaning now is not shown", () => {
    const types = catalog.types.map((type) => (type.type !== "queue" ? type : {
      ...type, face: { ...type.face, settings: [{ label: "Timeout", setting: "visibility_timeout" }] },
      fields: [field("hidden_until", "choice", "timeout"), field("visibility_timeout", "duration", 30, { visible_when: { hidden_until: ["timeout"] } })],
    }));
    const shown = (hidden_until: string) =>
      nodeSpecs({ ...catalog, types }, { ...design, components: { queue: { type: "queue", label: "q", settings: { hidden_until } } } }).get("queue")?.settings;
    expect(shown("timeout")).toEqual([{ label: "Timeout", value: "30\u00a0s" }]);
    expect(shown("closed")).toEqual([]);
  });

  test("work comes in at the left and leaves at the right, dead letters below", () => {
    expect(specs.get("client")?.ports).toEqual(["right"]);
    expect(specs.get("queue")?.ports).toEqual(["left", "right", "bottom", "top"]);
  });

  test("a component that did not change keeps its spec", () => {
    const moved = { ...design, layout: { ...design.layout, queue: { x: 5, y: 5 } } };
    expect(nodeSpecs(catalog, moved).get("queue")).toBe(specs.get("queue"));
  });

  test("a long name makes a node wider, up to a limit", () => {
    const named = (label: string) => nodeSpecs(catalog, { ...design, components: { queue: { type: "queue", label, settings: {} } } }).get("queue")?.width ?? 0;
    expect(named("Thumbnails of uploaded videos")).toBeGreaterThan(named("Q"));
    expect(named("x".repeat(80))).toBe(260);
  });
});

test("quiet rows take no room of their own", () => {
  const rows = ["a", "b", "c"].map((label) => ({ label, metric: label, quiet: label === "c" }));
  expect(linesOf({ settings: [], figure: null, instrument: null, rows })).toBe(2);
});

test("alerts take no room of their own", () => {
  const row = (label: string, alert = false) => ({ label, metric: label, alert });
  const face = { settings: [], figure: null, instrument: null, rows: [row("a"), row("b"), row("c", true), row("d", true)] };
  expect(linesOf(face)).toBe(2);
});

test("before a run a row tells its first setting", () => {
  const spec = specs.get("queue");
  if (!spec) throw new Error();
  expect(rowFigure({ ...spec, settings: [{ label: "Timeout", value: "30 s" }] }, null)).toMatchObject({ figure: "30 s", word: "timeout" });
});

import { describe, expect, test } from "vitest";
import { edgeLabel } from "../../src/diagram/edge-label";
import { nodeSpecs, slotsPerCell } from "../../src/diagram/spec";
import { alarms, rowFigure, rowsShown, rowText } from "../../src/diagram/words";
import { FrameStore } from "../../src/run/frames";
import { LiveValues } from "../../src/run/live";
import { catalog, field } from "../catalog";
import type { NodeSpec } from "../../src/diagram/spec";
import type { Edge, Face, Metric } from "../../src/design/types";

const metric = (name: string, kind: Metric["kind"] = "gauge"): [string, Metric] => [
  name, { name, label: name, unit: null, kind, help: "" },
];

const FACE: Face = {
  settings: [], figure: null,
  instrument: { kind: "slots", busy: "busy", total: "slots", late: "late", failed: "failed" },
  rows: [
    { label: "Busy", metric: "busy", of: "slots" },
    { label: "Late", metric: "late", alert: true },
    { label: "Done", metric: "done" },
    { label: "Instances", metric: "instances", plus: "starting", quiet: true, varies: true },
    { label: "Prefetched", metric: "prefetched", quiet: true },
    { label: "Lost", metric: "lost", quiet: true, alert: true },
  ],
};

function worker(): NodeSpec {
  const types = catalog.types.map((type) => (type.type === "worker" ? { ...type, face: FACE } : type));
  const components = { worker: { type: "worker", label: "Workers", settings: {} } };
  const spec = nodeSpecs({ ...catalog, types }, { components, edges: {}, layout: {} } as never).get("worker");
  if (!spec) throw new Error();
  const metrics = ["busy", "slots", "late", "instances", "starting", "prefetched"].map((name) => metric(name));
  return { ...spec, metrics: new Map([...metrics, metric("done", "count"), metric("lost", "count")]) };
}

/** Rows of columns, one a frame of a second, as a run stores them; the values at the last frame or at `at`. */
function live(columns: Readonly<Record<string, readonly number[]>>, kind: "component" | "edge" = "component", at = Infinity): LiveValues {
  const names = Object.keys(columns);
  const count = Math.max(...Object.values(columns).map((values) => values.length));
  const part = { it: names };
  const [components, edges] = kind === "component" ? [part, {}] : [{}, part];
  const store = new FrameStore({ system: [], components, edges, frame: 1, duration: count, frames: count } as never);
  store.append(Array.from({ length: count }, (_, index) => {
    const row = { it: names.map((name) => columns[name]?.[index] ?? null) };
    return { seq: index + 1, start: index, end: index + 1, system: [], components: kind === "component" ? row : {}, edges: kind === "edge" ? row : {} };
  }) as never);
  return new LiveValues(store, kind, "it", Math.min(at, count - 1), 0, null);
}

const PLAIN = { busy: [0, 3, 4], slots: [4, 4, 4], late: [0, 0, 0], done: [0, 2, 3] };
const labels = (values: LiveValues) => rowsShown(worker(), values).map((row) => row.label);

describe("Rows of a node during a run", () => {
  test("a run without further columns shows what it always showed", () => {
    expect(labels(live(PLAIN))).toEqual(["Busy", "Late", "Done"]);
    expect(rowFigure(worker(), live(PLAIN)).word).toBe("done");
  });

  test("a quiet row that says nothing takes no place, not even the last one", () => {
    const still = { ...PLAIN, instances: [2, 2, 2], starting: [0, 0, 0], prefetched: [0, 0, 0], lost: [0, 0, 0] };
    expect(labels(live(still))).toEqual(["Busy", "Late", "Done"]);
  });

  test("rows stay the same while the clock moves", () => {
    const scaled = { ...PLAIN, instances: [1, 1, 4], starting: [0, 3, 0], prefetched: [0, 5, 0] };
    for (const at of [0, 1, 2]) expect(labels(live(scaled, "component", at))).toEqual(["Done", "Instances", "Prefetched"]);
  });

  test("instances tell those that are starting, as long as there are any", () => {
    const [row] = FACE.rows.filter(({ label }) => label === "Instances");
    const scaled = { instances: [1, 1, 4], starting: [0, 3, 0] };
    const said = (at: number) => row && rowText(worker(), row, live(scaled, "component", at));
    expect([said(0), said(1), said(2)]).toEqual(["1", "1 + 3 starting", "4"]);
  });

  test("lost messages are told as a number that stays, and alarm from the first one on", () => {
    const lost = { ...PLAIN, lost: [0, 2, 0] };
    const row = FACE.rows.find(({ label }) => label === "Lost");
    if (!row) throw new Error();
    expect(labels(live(lost, "component", 0))).toContain("Lost");
    expect(rowText(worker(), row, live(lost))).toBe("2");
    expect([0, 1, 2].map((at) => alarms(worker(), row, live(lost, "component", at)))).toEqual([false, true, true]);
  });

  test("where there is little room, what alarms is told before what is steady", () => {
    const lost = { ...PLAIN, lost: [0, 2, 0] };
    expect(rowFigure(worker(), live(lost, "component", 0)).line).not.toContain("lost");
    expect(rowFigure(worker(), live(lost)).line).toBe("Worker, lost 2");
  });

  test("settings that bring a row of their own give the node room for it", () => {
    const rows = [...["a", "b"].map((label) => ({ label, metric: label })), { label: "c", metric: "c", quiet: true, room_when: { ordering: ["groups"] } }];
    const types = catalog.types.map((type) => (type.type !== "queue" ? type : {
      ...type, face: { settings: [], figure: { metric: "waiting", word: "waiting" }, instrument: { kind: "gauge" as const, solid: "waiting", hatched: "in_flight" }, rows },
      fields: [...type.fields, field("ordering", "choice", "arrival")],
    }));
    const [plain, grouped] = ["arrival", "groups"].map((ordering) => {
      const components = { queue: { type: "queue", label: "q", settings: { ordering } } };
      return nodeSpecs({ ...catalog, types }, { components, edges: {}, layout: {} } as never).get("queue");
    });
    expect([plain?.lines, grouped?.lines]).toEqual([2, 3]);
    expect((grouped?.height ?? 0) - (plain?.height ?? 0)).toBe(18);
  });
});

describe("The grid of slots", () => {
  const grid = { ...worker(), slots: { total: 1000, first: 2, perCell: 17, cells: 59 } };

  test("is drawn to the most that the run has, not to what an autoscaler may ask for", () => {
    expect(slotsPerCell(grid, null)).toBe(17);
    expect(slotsPerCell(grid, live({ slots: [2, 32, 14] }))).toBe(1);
    expect(slotsPerCell(grid, live({ slots: [2, 320, 14] }))).toBe(6);
    expect(slotsPerCell(worker(), live({ slots: [400] }))).toBe(1);
  });
});

describe("The label of an edge", () => {
  const edge = { kind: "call", source: "a", target: "b", settings: {} } as Edge;

  test("tells an open circuit breaker instead of the rate", () => {
    const said = (breaker: number) => edgeLabel(edge, live({ sent: [2], breaker: [breaker] }, "edge"));
    expect([said(0), said(0.5), said(1)]).toEqual(["2.0/s", "◐ half", "⊘ open"]);
  });

  test("is a rate where there is no circuit breaker", () => {
    expect(edgeLabel(edge, live({ sent: [2] }, "edge"))).toBe("2.0/s");
  });
});

import { describe, expect, test } from "vitest";
import { boundsOf, edgeShape, flattened, route, sampled } from "../../src/diagram/geometry";

const box = (x: number, y: number) => ({ x, y, width: 160, height: 120 });

describe("Edges", () => {
  test("between level components are straight", () => {
    expect(route("call", { x: 160, y: 60 }, { x: 300, y: 60 })).toHaveLength(2);
  });

  test("between nearly level ones too", () => expect(route("call", { x: 160, y: 60 }, { x: 300, y: 62 })).toHaveLength(2));

  test("to another level take one step halfway", () => {
    expect(route("message", { x: 0, y: 0 }, { x: 100, y: 200 }).map(({ x }) => x)).toEqual([0, 50, 50, 100]);
  });

  test("backwards go round, never through", () => {
    const points = route("message", { x: 500, y: 0 }, { x: 100, y: 0 });
    expect(Math.max(...points.map(({ y }) => y))).toBeGreaterThan(60);
  });

  test("of dead letters leave below and arrive above", () => {
    const { points, stop, tail } = edgeShape("dead-letter", box(0, 0), box(0, 300));
    expect([points[0], points.at(-1)]).toEqual([{ x: 80, y: 120 }, { x: 80, y: 300 }]);
    expect(stop).not.toBeNull();
    expect(tail).toBeNull();
  });

  test("differ in form by their kind, not by colour", () => {
    const form = (kind: "call" | "message" | "dead-letter") => {
      const { ties, tail, stop } = edgeShape(kind, box(0, 0), box(400, 0));
      return [ties !== null, tail !== null, stop !== null];
    };
    expect([form("call"), form("message"), form("dead-letter")]).toEqual([[false, true, false], [true, false, false], [false, false, true]]);
  });

  test("are sampled at equal distances from end to end", () => {
    const samples = sampled([{ x: 0, y: 0 }, { x: 30, y: 0 }, { x: 30, y: 60 }], 10);
    expect([samples[0], samples[1], samples[18], samples[19]]).toEqual([0, 0, 30, 60]);
    expect([samples[6], samples[7]]).toEqual([30, 0]);
  });
});

test("what is level stays level in a strip", () => {
  const [tall, low] = [flattened({ x: 0, y: 0 }, box(0, 0), { width: 120, height: 52 }), flattened({ x: 300, y: 30 }, { width: 100, height: 60 }, { width: 120, height: 52 })];
  expect(tall.y).toBe(low.y);
});

test("the bounds of nothing are nothing", () => expect(boundsOf([])).toBeNull());

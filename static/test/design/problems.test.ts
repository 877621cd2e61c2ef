import { describe, expect, test } from "vitest";
import { problemOfValue, problemsAt, quickProblems } from "../../src/design/problems";
import { catalog, field } from "../catalog";
import { draw } from "../designs";
import type { Settings } from "../../src/design/types";

function withSettings(id: string, settings: Settings) {
  const design = draw("client -message-> queue -message-> worker");
  const component = design.components[id];
  if (!component) throw new Error(id);
  return { ...design, components: { ...design.components, [id]: { ...component, settings } } };
}

describe("Quick validation", () => {
  test("a sound design has no problems", () => expect(quickProblems(catalog, draw("client -message-> queue -message-> worker"))).toEqual([]));

  test("a value that is no duration is named with its path and an example", () => {
    const [problem] = quickProblems(catalog, withSettings("queue", { visibility_timeout: "soon" }));
    expect(problem?.path).toEqual(["components", "queue", "settings", "visibility_timeout"]);
    expect(problem?.message).toMatch(/Try 200ms, 30s or 5m/);
  });

  test("a field that has no meaning now is not checked", () => {
    expect(quickProblems(catalog, withSettings("client", { burst_size: 0 }))).toEqual([]);
    expect(quickProblems(catalog, withSettings("client", { burst_size: 0, pattern: "burst" }))).toHaveLength(1);
  });

  test("an edge that may not be is a problem of the edge", () => {
    const [problem] = quickProblems(catalog, draw("client -message-> worker"));
    expect(problem?.path).toEqual(["edges", "client-worker", "kind"]);
  });

  test("an unknown type is a problem, not a crash", () => {
    expect(quickProblems(catalog, draw("teapot"))[0]?.message).toBe("There is no component type teapot.");
  });

  test("bounds are told with their unit", () => {
    expect(problemOfValue(field("share", "share", 0, { label: "Share", maximum: 1 }), 1.5)).toBe("Share must be at most 100\u00a0%.");
    expect(problemOfValue(field("wait", "duration", 0, { label: "Wait", minimum: 1 }), "200ms")).toBe("Wait must be at least 1\u00a0s.");
  });

  test("empty is a value where it may be", () => {
    expect(problemOfValue(field("capacity", "integer", null, { nullable: true }), null)).toBeNull();
    expect(problemOfValue(field("instances", "integer", 1, { label: "Instances" }), null)).toBe("Instances needs a value.");
  });

  test("the problems of a part are those below its path", () => {
    const problems = quickProblems(catalog, withSettings("queue", { visibility_timeout: -1 }));
    expect(problemsAt(problems, ["components", "queue"])).toHaveLength(1);
    expect(problemsAt(problems, ["components", "worker"])).toEqual([]);
  });
});

import { describe, expect, test } from "vitest";
import { matching, openAtFirst, sectionsOf } from "../../src/editor/sections";
import { field } from "../catalog";
import type { Field, Settings } from "../../src/design/types";

const scaler = field("autoscaler", "choice", "none", {
  label: "Autoscaler", group: "Scaling", choices: [{ value: "none", label: "None", help: "" }, { value: "keda", label: "KEDA", help: "" }, { value: "hpa", label: "HPA", help: "" }],
});
const many = (group: string, count: number): Field[] => Array.from({ length: count }, (_, at) => field(`${group}_${at}`, "integer", 1, { group, help: `Of ${group}.` }));
const FIELDS = [
  ...many("capacity", 2), ...many("work", 3), ...many("failures", 9), scaler,
  field("tolerance", "share", 0.1, { label: "Tolerance", group: "Scaling", source: "HPA: 10 %", visible_when: { autoscaler: ["keda", "hpa"] } }),
];
const baseline = (each: Field) => ({ value: each.default, preset: null, fact: null });
const sections = (settings: Settings = {}) => sectionsOf(FIELDS, settings, baseline);

describe("Sections", () => {
  test("hold what has a meaning now, and count what differs", () => {
    expect(sections().map(({ name, fields, changed }) => [name, fields.length, changed])).toEqual([
      ["capacity", 2, 0], ["work", 3, 0], ["failures", 9, 0], ["Scaling", 1, 0],
    ]);
    expect(sections({ autoscaler: "keda", tolerance: 0.2 }).at(-1)).toMatchObject({ changed: 2, fields: [{}, {}] });
  });

  test("the first ones stand open, and those in which something was changed", () => {
    expect([...openAtFirst(sections())]).toEqual(["capacity", "work"]);
    expect([...openAtFirst(sections({ autoscaler: "hpa" }))]).toEqual(["capacity", "work", "Scaling"]);
  });

  test("a part with few settings folds nothing", () => {
    const few = sectionsOf([...many("a", 3), ...many("b", 3), ...many("c", 3)], {}, baseline);
    expect([...openAtFirst(few)]).toEqual(["a", "b", "c"]);
  });
});

describe("Finding a setting", () => {
  const found = (text: string, settings: Settings = {}) => matching(FIELDS, settings, text);

  test("goes by its name, then by what is said about it", () => {
    expect([...found("autosc").fields]).toEqual(["autoscaler"]);
    expect([...found("of capacity").fields]).toEqual(["capacity_0", "capacity_1"]);
    expect([...found("hpa", { autoscaler: "hpa" }).fields]).toEqual(["autoscaler", "tolerance"]);
  });

  test("says what would give a hidden one a meaning", () => {
    expect(found("tolerance")).toMatchObject({ idle: [{ field: { name: "tolerance" }, needs: "Autoscaler: KEDA or HPA" }] });
    expect(found("tolerance").fields.size).toBe(0);
  });

  test("of what may be nothing, any other value gives it one", () => {
    const limited = [field("rate_limit", "rate", null, { label: "Rate limit", nullable: true }), field("burst", "integer", 1, { label: "Tokens", visible_when: { rate_limit: ["given"] } })];

    expect(matching(limited, {}, "tokens").idle).toMatchObject([{ field: { name: "burst" }, needs: "Rate limit: set" }]);
    expect([...matching(limited, { rate_limit: 5 }, "tokens").fields]).toEqual(["burst"]);
  });

  test("finds nothing where there is nothing", () => expect(found("zebra")).toEqual({ fields: new Set(), idle: [] }));
});

import { describe, expect, it } from "vitest";
import { nextEntry } from "../../src/design/lists";
import { problemOfValue } from "../../src/design/problems";
import { showSetting } from "../../src/design/format";
import { field } from "../catalog";

const classes = field("classes", "list", [], {
  label: "Classes", entry: "class", nothing: "all alike",
  fields: [field("name", "text", null, { among: "distinct" }), field("share", "share", 1), field("priority", "integer", 0, { label: "Priority", minimum: 0, maximum: 255 })],
});
const steps = field("steps", "list", [], {
  entry: "step", fields: [field("at", "duration", null, { among: "rising", minimum: 0, maximum: 1000 }), field("rate", "rate", null, { minimum: 0 })],
});

describe("A new entry of a list", () => {
  it("begins with the defaults, and a name that no other has", () => {
    expect(nextEntry(classes, [])).toEqual({ name: "class 1", share: 1, priority: 0 });
    expect(nextEntry(classes, [{ name: "class 2", share: 3 }])).toEqual({ name: "class 3", share: 3, priority: 0 });
  });

  it("rises as far as the last did, and not above the maximum", () => {
    expect(nextEntry(steps, [])).toEqual({ at: 0, rate: 1 });
    expect(nextEntry(steps, [{ at: "1m", rate: "6/min" }])).toEqual({ at: 120, rate: "6/min" });
    expect(nextEntry(steps, [{ at: 100, rate: 1 }, { at: 400, rate: 2 }])).toEqual({ at: 700, rate: 2 });
    expect(nextEntry(steps, [{ at: 100, rate: 1 }, { at: 900, rate: 2 }])).toEqual({ at: 1000, rate: 2 });
  });

  it("takes what its kind begins with where there is no default", () => {
    const list = field("rules", "list", [], { fields: [
      field("on", "boolean", null), field("what", "choice", null, { choices: [{ value: "a", label: "A", help: "" }] }),
      field("note", "text", null), field("most", "integer", null, { nullable: true }),
    ] });
    expect(nextEntry(list, [])).toEqual({ on: false, what: "a", note: "", most: null });
  });
});

describe("A list", () => {
  it("is wrong where a field of an entry is, which is named", () => {
    expect(problemOfValue(classes, [{ name: "a" }, { name: "b", priority: 300 }])).toBe("Classes, class 2: Priority must be at most 255.");
    expect(problemOfValue(classes, [{ name: "a", share: 0.5 }])).toBeNull();
    expect(problemOfValue(classes, [{}])).toContain("class 1");
    expect(problemOfValue(classes, 3)).toBe("Classes must be a list.");
  });

  it("is shown by its length, and as what it means when it is empty", () => {
    expect(showSetting(classes, [])).toBe("all alike");
    expect(showSetting(steps, [{ at: 0, rate: 1 }])).toBe("1");
  });
});

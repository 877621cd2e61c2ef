import { describe, expect, it } from "vitest";
import { FrameStore } from "../../src/run/frames";
import { flagsOf, groundPath } from "../../src/run/Scrubber";
import type { Finding } from "../../src/run/types";
import { framesFrom, schema } from "./builders";

function finding(rule: string, severity: Finding["severity"], watch: number | null): Finding {
  return {
    rule, severity, watch,
    subject: { kind: "component", id: "q" },
    title: rule, message: "", evidence: [], evidence_columns: [], fix: null, page: rule.toLowerCase(),
  };
}

describe("the flags on the scrubber", () => {
  it("stand at their moments, numbered by severity", () => {
    const flags = flagsOf([finding("A-1", "hint", 900), finding("B-1", "error", 450)], 1800, 1000);
    expect(flags.map(({ number, x }) => [number, x])).toEqual([[1, 250], [2, 500]]);
  });

  it("stand side by side where their moments are near, and stay on the line", () => {
    const flags = flagsOf(
      [finding("A-1", "error", 1795), finding("B-1", "error", 1795), finding("C-1", "warning", 1800)],
      1800,
      1000,
    );
    const xs = flags.map(({ x }) => x);
    expect(Math.max(...xs)).toBeLessThanOrEqual(1000);
    xs.slice(1).forEach((x, index) => expect(x - (xs[index] ?? 0)).toBeGreaterThanOrEqual(20));
  });

  it("are left out for findings without a moment", () => {
    expect(flagsOf([finding("A-1", "error", null)], 1800, 1000)).toEqual([]);
    expect(flagsOf([finding("A-1", "error", 3)], 0, 1000)).toEqual([]);
  });
});

describe("the ground of the scrubber", () => {
  it("is as wide as the part of the run that is known", () => {
    const frames = new FrameStore(schema(10));
    expect(groundPath(frames)).toBe("");
    frames.append(framesFrom(1, 5));
    const path = groundPath(frames);
    expect(path.startsWith("M0 20")).toBe(true);
    expect(path.endsWith("L117 20Z")).toBe(true);
  });
});

import { describe, expect, test } from "vitest";
import { isUnfinished, marksOf } from "../../src/diagram/marks";
import { draw } from "../designs";
import type { Finding } from "../../src/design/types";

const NOTHING: ReadonlySet<string> = new Set();

function finding(id: string, severity: Finding["severity"]): Finding {
  return { rule: severity, severity, subject: { kind: "component", id }, title: "", message: "", evidence: [], evidence_columns: [], watch: null, fix: null, page: "" };
}

describe("Marks", () => {
  const design = draw("client -message-> queue", "worker");

  test("findings are numbered by severity, and the first of a component stands on its node", () => {
    const marks = marksOf(design, NOTHING, [], [finding("queue", "hint"), finding("client", "error"), finding("queue", "warning")], new Map());
    expect(marks.get("client")?.finding).toEqual({ number: 1, severity: "error", count: 1 });
    expect(marks.get("queue")?.finding).toEqual({ number: 2, severity: "warning", count: 2 });
  });

  test("marks that did not change keep their identity", () => {
    const before = marksOf(design, NOTHING, [], [], new Map());
    const after = marksOf(design, new Set(["queue"]), [], [], before);
    expect(after.get("client")).toBe(before.get("client"));
    expect(after.get("queue")).not.toBe(before.get("queue"));
  });

  test("a component just placed is unfinished, one that lacks its other end is wrong", () => {
    const alone = { path: ["components", "worker"], message: "", remedy: "" };
    const joined = { path: ["components", "queue"], message: "Nobody receives from this queue.", remedy: "" };
    expect([isUnfinished(design, alone), isUnfinished(design, joined)]).toEqual([true, false]);
    expect(marksOf(design, NOTHING, [alone, joined], [], new Map()).get("queue")?.problem).toBe("Nobody receives from this queue.");
  });
});

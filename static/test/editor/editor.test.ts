import { describe, expect, test } from "vitest";
import { columnOf } from "../../src/editor/column";
import { distanceTo, guided } from "../../src/editor/guides";
import { isUnfinished, marksOf } from "../../src/editor/marks";
import { found } from "../../src/editor/search";
import { draw } from "../designs";
import type { Finding } from "../../src/design/types";

const NO_SELECTION = { components: new Set<string>(), edges: new Set<string>() };

function finding(id: string, severity: Finding["severity"]): Finding {
  return { rule: severity, severity, subject: { kind: "component", id }, title: "", message: "", evidence: [], evidence_columns: [], watch: null, fix: null, page: "" };
}

describe("Guides", () => {
  const other = { x: 300, y: 100, width: 100, height: 100 };

  test("a component that is nearly in line clings to the line", () => {
    expect(guided({ x: 0, y: 114, width: 160, height: 80 }, [other])).toEqual({ position: { x: 0, y: 110 }, x: null, y: 150 });
  });

  test("one that is far from every line moves freely", () => {
    expect(guided({ x: 0, y: 0, width: 160, height: 80 }, [other]).position).toEqual({ x: 0, y: 0 });
  });

  test("the distance to an edge is that to its nearest piece", () => {
    expect(distanceTo([{ x: 0, y: 0 }, { x: 100, y: 0 }, { x: 100, y: 100 }], { x: 110, y: 50 })).toBe(10);
  });
});

describe("Column", () => {
  test("rows follow the work, and dead letters stand beside their queue", () => {
    const rows = columnOf(draw("client -call-> service -message-> queue -message-> worker", "queue -dead-letter-> queue:dead"));
    expect(rows.map(({ id, branch }) => `${id}${branch ? " (aside)" : ""}`)).toEqual(["client", "service", "queue", "dead (aside)", "worker"]);
  });

  test("an edge from the row above needs no words, one from elsewhere says where from", () => {
    const rows = columnOf(draw("client -call-> service -message-> queue -message-> worker -call-> service:late", "client -call-> late"));
    const late = rows.find(({ id }) => id === "late");
    expect(late?.joints.map(({ from, straight }) => [from, straight])).toEqual([["worker", true], ["client", false]]);
  });
});

describe("Marks", () => {
  const design = draw("client -message-> queue", "worker");

  test("findings are numbered by severity, and the first of a component stands on its node", () => {
    const marks = marksOf(design, NO_SELECTION, [], [finding("queue", "hint"), finding("client", "error"), finding("queue", "warning")], new Map());
    expect(marks.get("client")?.finding).toEqual({ number: 1, severity: "error", count: 1 });
    expect(marks.get("queue")?.finding).toEqual({ number: 2, severity: "warning", count: 2 });
  });

  test("marks that did not change keep their identity", () => {
    const before = marksOf(design, NO_SELECTION, [], [], new Map());
    const after = marksOf(design, { ...NO_SELECTION, components: new Set(["queue"]) }, [], [], before);
    expect(after.get("client")).toBe(before.get("client"));
    expect(after.get("queue")).not.toBe(before.get("queue"));
  });

  test("a component just placed is unfinished, one that lacks its other end is wrong", () => {
    const alone = { path: ["components", "worker"], message: "", remedy: "" };
    const joined = { path: ["components", "queue"], message: "Nobody receives from this queue.", remedy: "" };
    expect([isUnfinished(design, alone), isUnfinished(design, joined)]).toEqual([true, false]);
    expect(marksOf(design, NO_SELECTION, [alone, joined], [], new Map()).get("queue")?.problem).toBe("Nobody receives from this queue.");
  });
});

describe("Search", () => {
  const entries = [{ label: "Service", about: "may hand work to a queue" }, { label: "Queue", about: "keeps messages" }];
  const labels = (text: string) => found(entries, text, (entry) => entry).map(({ label }) => label);

  test("a name that fits keeps out what only mentions it", () => expect(labels("queue")).toEqual(["Queue"]));
  test("where no name fits, what is said about it counts", () => expect(labels("hand work")).toEqual(["Service"]));
  test("no words find everything", () => expect(labels(" ")).toHaveLength(2));
});

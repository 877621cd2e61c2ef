import { describe, expect, test } from "vitest";
import { distanceTo, guided } from "../../src/editor/guides";
import { found } from "../../src/editor/search";

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

describe("Search", () => {
  const entries = [{ label: "Service", about: "may hand work to a queue" }, { label: "Queue", about: "keeps messages" }];
  const labels = (text: string) => found(entries, text, (entry) => entry).map(({ label }) => label);

  test("a name that fits keeps out what only mentions it", () => expect(labels("queue")).toEqual(["Queue"]));
  test("where no name fits, what is said about it counts", () => expect(labels("hand work")).toEqual(["Service"]));
  test("no words find everything", () => expect(labels(" ")).toHaveLength(2));
});

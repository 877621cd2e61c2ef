import { describe, expect, test } from "vitest";
import { columnOf } from "../../src/diagram/column";
import { draw } from "../designs";

describe("Column", () => {
  test("rows follow the work, and dead letters stand beside their queue", () => {
    const rows = columnOf(draw("client -call-> service -message-> queue -message-> worker", "queue -dead-letter-> queue:dead"));
    expect(rows.map(({ id, branch }) => `${id}${branch ? " (aside)" : ""}`)).toEqual(["client", "service", "queue", "dead (aside)", "worker"]);
  });

  test("the queue's own work is drawn past its dead letters, where it goes on", () => {
    const goes = columnOf(draw("client -message-> queue -message-> worker", "queue -dead-letter-> queue:dead"));
    expect(goes.filter(({ passed }) => passed).map(({ id }) => id)).toEqual(["dead"]);
    const ends = columnOf(draw("client -message-> queue -dead-letter-> queue:dead"));
    expect(ends.some(({ passed }) => passed)).toBe(false);
  });

  test("an edge from the row above needs no words, one from elsewhere says where from", () => {
    const rows = columnOf(draw("client -call-> service -message-> queue -message-> worker -call-> service:late", "client -call-> late"));
    const late = rows.find(({ id }) => id === "late");
    expect(late?.joints.map(({ from, straight }) => [from, straight])).toEqual([["worker", true], ["client", false]]);
  });
});

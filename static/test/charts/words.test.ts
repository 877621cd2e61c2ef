import { expect, test } from "vitest";
import { keyValue, roomBefore } from "../../src/charts/words";

test("a key reads minutes as on the clock and the rest as numbers", () => {
  expect([keyValue(1.8, "min"), keyValue(124, ""), keyValue(null, "")]).toEqual(["1:48", "124", "–"]);
});

test.each([["5", "1,240"], ["124", "1,240"], ["1:48", "12:05"], ["12", "7"], ["–", "38"]])(
  "the key %s takes as much room as its widest, %s",
  (text, widest) => {
    expect(`${roomBefore(text, widest)}${text}`).toHaveLength(Math.max(text.length, widest.length));
  },
);

import { describe, expect, test } from "vitest";
import { amountIn, readNumber, readQuantity, readTyped, unitOf } from "../../src/design/units";

describe("Durations", () => {
  test.each([["200ms", 0.2], ["30s", 30], ["5m", 300], ["2h", 7200], ["4d", 345600], ["1.5 min", 90], [12, 12]])(
    "%s is %d seconds", (text, seconds) => expect(readQuantity("duration", text)).toBe(seconds));

  test.each(["", "fast", "5 parsecs", "s", "1..2s"])("“%s” is no duration", (text) =>
    expect(readQuantity("duration", text)).toBeNull());

  test.each([[0.2, "ms"], [0, "s"], [30, "s"], [120, "s"], [300, "min"], [1800, "min"], [3600, "h"], [345600, "days"]])(
    "%d seconds read best in %s", (seconds, unit) => expect(unitOf("duration", seconds).label).toBe(unit));

  test("what was written in minutes is shown in minutes", () => {
    const unit = unitOf("duration", "2m");
    expect([amountIn("duration", "2m", unit), unit.label]).toEqual(["2", "min"]);
  });

  test("a bare number is in the unit that the field shows", () => {
    expect(readTyped("duration", "250", unitOf("duration", 0.2))).toBe(0.25);
    expect(readTyped("duration", "2", unitOf("duration", "5m"))).toBe("2m");
  });

  test.each([["1:30", 90], ["25:25", 1525], ["1:05:00", 3900]])("a time as on the clock, %s, is read", (text, seconds) => {
    expect(readTyped("duration", text, unitOf("duration", "5m"))).toBe(seconds);
  });

  test.each(["1:75", "1:", ":30", "a:10"])("%s is no time on the clock", (text) => {
    expect(readTyped("duration", text, unitOf("duration", 30))).toBeNull();
  });

  test("a typed unit wins over the one shown", () => expect(readTyped("duration", "200ms", unitOf("duration", 30))).toBe(0.2));
});

test("a rate by the minute stays by the minute", () => {
  expect(readTyped("rate", "100/min", unitOf("rate", 3))).toBe("100/min");
  expect(readQuantity("rate", "90/min")).toBe(1.5);
});

test("a share is typed and shown in percent", () => {
  const unit = unitOf("share", 0.02);
  expect(amountIn("share", 0.02, unit)).toBe("2");
  expect(readTyped("share", "0.5", unit)).toBe(0.005);
});

test("numbers may have commas at the thousands", () => {
  expect(readNumber("5,160")).toBe(5160);
  expect(readNumber("five")).toBeNull();
});

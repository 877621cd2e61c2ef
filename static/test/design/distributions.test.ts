import { describe, expect, test } from "vitest";
import { quantile, readDistribution, startingPoint } from "../../src/design/distributions";
import type { SettingValue } from "../../src/design/types";

function shape(value: SettingValue) {
  const read = readDistribution(value);
  if (!read) throw new Error("The distribution was not read.");
  return read;
}

const ALL: readonly SettingValue[] = [
  { kind: "uniform", low: 1, high: 3 }, { kind: "exponential", mean: 2 }, { kind: "lognormal", mean: 2, cv: 0.5 },
  { kind: "gamma", mean: 2, cv: 0.7 }, { kind: "gamma", mean: 2, cv: 1.5 }, { kind: "weibull", mean: 2, shape: 1.5 },
  { kind: "mixture", parts: [{ weight: 9, of: { kind: "exponential", mean: 1 } }, { weight: 1, of: { kind: "uniform", low: 5, high: 17 } }] },
  { kind: "percentiles", points: { "0": 0, "50": 1, "99": 5, "100": 10 } },
];

describe("Distributions", () => {
  test("of the story's jobs 3.8 % outlast 30 s", () => {
    expect(shape({ kind: "lognormal", median: "8s", p99: "45s" }).beyond(30)).toBeCloseTo(0.0375, 4);
    expect(shape({ kind: "lognormal", median: 8, p99: 45 }).mean).toBeCloseTo(10.54, 2);
  });

  test.each(ALL)("the density of %j is the slope of what lies beyond", (value) => {
    const { density, beyond } = shape(value);
    for (const at of [0.5, 1.3, 2.2, 4.1]) {
      expect(density(at)).toBeCloseTo((beyond(at - 1e-4) - beyond(at + 1e-4)) / 2e-4, 3);
    }
  });

  test.each(ALL)("the mean of %j is the area under what lies beyond", (value) => {
    const { mean, beyond } = shape(value);
    let area = 0;
    for (let at = 0; at < 400; at += 0.01) area += beyond(at + 0.005) * 0.01;
    expect(area).toBeCloseTo(mean, 2);
  });

  test.each(ALL)("the median of %j has half beyond it", (value) => {
    expect(shape(value).beyond(quantile(shape(value), 0.5))).toBeCloseTo(0.5, 4);
  });

  test.each([{ kind: "lognormal", median: 8 }, { kind: "lognormal", median: 8, p99: 4 }, { kind: "uniform", low: 3, high: 1 }, { kind: "no such" }, "soon", null, { kind: "mixture", parts: [] }])(
    "%j is not a distribution yet", (value) => expect(readDistribution(value as SettingValue)).toBeNull());

  test.each(["constant", "uniform", "exponential", "lognormal", "gamma", "weibull", "mixture", "percentiles"])(
    "changing the kind to %s begins with one that can be drawn", (kind) =>
      expect(readDistribution(startingPoint(kind, { kind: "exponential", mean: 2 }))).not.toBeNull());
});

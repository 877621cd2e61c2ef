import { describe, expect, it } from "vitest";
import {
  formatClock,
  formatDuration,
  formatNumber,
  formatRate,
  formatShare,
  spokenClock,
} from "../../src/run/format";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

describe("figures", () => {
  it("have three significant digits and a comma at thousands", () => {
    expect(formatNumber(4500)).toBe("4,500");
    expect(formatNumber(1234567.8)).toBe("1,234,568");
    expect(formatNumber(2.4567)).toBe("2.46");
    expect(formatNumber(0.0381)).toBe("0.0381");
    expect(formatNumber(99.96)).toBe("100");
    expect(formatNumber(0)).toBe("0");
    expect(formatNumber(-12.5)).toBe("\u221212.5");
    expect(formatNumber(Number.NaN)).toBe("–");
  });

  it("say durations in the units of people", () => {
    expect(plain(formatDuration(0.2))).toBe("200 ms");
    expect(plain(formatDuration(8))).toBe("8 s");
    expect(plain(formatDuration(222))).toBe("3 m 42 s");
    expect(plain(formatDuration(120))).toBe("2 m");
    expect(plain(formatDuration(7500))).toBe("2 h 5 m");
    expect(plain(formatDuration(345_600))).toBe("4 d");
  });

  it("show the clock, and say it", () => {
    expect(formatClock(1525)).toBe("25:25");
    expect(formatClock(3900)).toBe("1:05:00");
    expect(formatClock(0)).toBe("0:00");
    expect(spokenClock(1525)).toBe("25 minutes 25 seconds");
    expect(spokenClock(3661)).toBe("1 hour 1 minute 1 second");
    expect(spokenClock(0)).toBe("0 seconds");
  });

  it("show rates and shares with their unit", () => {
    expect(formatRate(3)).toBe("3.0/s");
    expect(formatRate(0.05)).toBe("3/min");
    expect(formatRate(22 / 432_000)).toBe("0.183/h");
    expect(formatRate(0)).toBe("0/s");
    expect(formatRate(125)).toBe("125/s");
    expect(plain(formatShare(0.038))).toBe("3.8 %");
  });
});

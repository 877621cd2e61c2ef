import { describe, expect, test, vi } from "vitest";
import { markLines, sized } from "../../src/charts/figures";

const LAYOUT = { xaxis: {}, yaxis: {}, font: { color: "#123456" } };
const mark = (at: number, label: string) => ({ id: `${at}`, at, label, full: label });

interface MarkLine { x0: number; label?: { text: string; xanchor: string } }

function lines(marks: Parameters<typeof markLines>[0], range: readonly [number, number] = [0, 1000], width = 500): MarkLine[] {
  return markLines(marks, range, width, LAYOUT) as MarkLine[];
}

describe("Marks in charts", () => {
  test("every action of the shown stretch has its line, and no other", () => {
    expect(lines([mark(10, "Purge"), mark(500, "Crash"), mark(999, "Stop")], [100, 600]).map(({ x0 }) => x0)).toEqual([500]);
  });

  test("names do not lie over each other", () => {
    const named = lines([mark(100, "Purge"), mark(110, "Crash"), mark(400, "Stop")]).map(({ label }) => label?.text);
    expect(named).toEqual(["Purge", undefined, "Stop"]);
  });

  test("a name at the right end stands left of its line", () => {
    expect(lines([mark(990, "Purge")])[0]?.label?.xanchor).toBe("right");
  });
});

describe("The axis of a chart", () => {
  const ticks = (top: number): unknown => sized({ xaxis: { range: [0, 60] }, yaxis: { range: [0, top], tickformat: ",~r" } }, { width: 300, height: 100 }, null, "").yaxis["tickformat"];

  test("numbers that are longer than its margin are shortened", () => {
    vi.stubGlobal("matchMedia", () => ({ matches: false }));
    expect([ticks(99_000), ticks(1_400_000)]).toEqual([",~r", "~s"]);
  });
});

import { describe, expect, test } from "vitest";
import { themed } from "../../src/charts/theme";
import type { Filled } from "../../src/charts/fill";
import type { ChartTemplate } from "../../src/charts/templates";

const theme = { roles: { "chart-6": "#666666" }, grid: "#eeeeee", axis: "#333333", cursor: "#000000", surface: "#ffffff" };

function valueOf(text: string): Record<string, unknown> {
  const shapes = [{ type: "line", y0: 80, y1: 80, line: { width: 1 }, label: { text } }];
  const figure = { data: [], layout: { xaxis: {}, yaxis: {}, shapes } };
  const { layout } = themed({ figure } as unknown as Filled, { series: [] } as unknown as ChartTemplate, theme);
  expect(layout.shapes).toEqual([{ type: "line", y0: 80, y1: 80, line: { width: 1, color: "#666666", dash: "4px,4px" } }]);
  return (layout["annotations"] as Record<string, unknown>[])[0] ?? {};
}

describe("Limits in charts", () => {
  test("a limit's value stands beside the plot, where no line runs through it", () => {
    expect(valueOf("80")).toMatchObject({ text: "80", xref: "paper", x: 1, xanchor: "left", y: 80, showarrow: false });
  });

  test("a value that is too long for the margin has a ground of its own", () => {
    expect(valueOf("120,000")).toMatchObject({ xanchor: "right", bgcolor: "#ffffff" });
  });
});

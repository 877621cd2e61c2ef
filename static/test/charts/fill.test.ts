import { describe, expect, it } from "vitest";
import { asked } from "../../src/charts/asked";
import { fill, general, timeAxis } from "../../src/charts/fill";
import type { ChartTemplate } from "../../src/charts/templates";
import { FrameStore } from "../../src/run/frames";
import type { Frame, FrameSchema } from "../../src/run/types";
import cases from "../fixtures/figures.json";

interface Case {
  name: string;
  template: ChartTemplate;
  schema: FrameSchema;
  frames: Frame[];
  component: string | null;
  settings: Record<string, unknown>;
  /** Null where the chart has nothing to say. */
  filled: { id: string; title: string; unit: string; component: string | null; figure: unknown } | null;
}

/** As JSON: NaN is null, typed arrays are lists. Twelve digits: the last bits are the compiler's. */
function asJson(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, part: unknown) => {
      if (part instanceof Float64Array) return [...part];
      return typeof part === "number" && Number.isFinite(part) ? Number(part.toPrecision(12)) : part;
    }),
  );
}

describe("the browser fills a chart exactly as Python does", () => {
  it.each(cases as unknown as Case[])("$name", ({ template, schema, frames, component, settings, filled }) => {
    const store = new FrameStore(schema);
    store.append(frames);
    const shown = asked(template, [store], component);
    expect(shown === null).toBe(filled === null);
    if (!shown) return;
    const { id, title, unit, component: whose, figure } = fill(shown, store, component, settings);
    expect(asJson({ id, title, unit, component: whose, figure })).toEqual(asJson(filled));
  });
});

describe("an overlaid run", () => {
  it("shares unit and range with the run above it", () => {
    const { template, schema, frames } = (cases as unknown as Case[])[0] as Case;
    const low = new FrameStore(schema);
    low.append(frames.map((frame) => ({ ...frame, system: frame.system.map(() => 1) })));
    const high = new FrameStore(schema);
    high.append(frames);
    expect(fill(template, low, null, {}, high).top).toBe(fill(template, high).top);
  });
});

describe("a run that is laid under another", () => {
  const named = (name: string): [Case, FrameStore] => {
    const found = (cases as unknown as Case[]).find((one) => one.name === name);
    if (!found) throw new Error(name);
    const store = new FrameStore(found.schema);
    store.append(found.frames);
    return [found, store];
  };

  it("keeps a chart and a line that only one of the two has something to say in", () => {
    const [attempts, killed] = named("killed attempts are a line where there are any");
    const [, none] = named("a run without a column of killed attempts has no such line");
    const metrics = (runs: FrameStore[]) => asked(attempts.template, runs, "w")?.series.map((series) => series.metric);
    expect(metrics([none, killed])).toEqual(["done", "failed", "duplicates", "killed"]);
    expect(metrics([none])).toEqual(["done", "failed", "duplicates"]);
    const [losses, lost] = named("losses of the kinds that there were");
    const [, whole] = named("no losses, no chart");
    expect(asked(losses.template, [whole, lost], null)).not.toBeNull();
    expect(fill(losses.template, whole, null, {}, lost).top).toBeGreaterThan(3);
  });
});

describe("numbers on the axes", () => {
  it("are written as Python writes them", () => {
    expect(general(80, 6)).toBe("80");
    expect(general(1000, 6)).toBe("1,000");
    expect(general(100_000, 6)).toBe("100,000");
    expect(general(1_000_000, 6)).toBe("1e+06");
    expect(general(0.00001, 6)).toBe("1e-05");
    expect(general(2.5, 4)).toBe("2.5");
    expect(general(99_999.7, 4)).toBe("1e+05");
  });

  it("count time in round steps with the unit at the last", () => {
    expect(timeAxis(1800).ticktext).toEqual(["0", "5", "10", "15", "20", "25", "30 min"]);
    expect(timeAxis(20 * 86_400).ticktext.at(-1)).toBe("18 d");
  });
});

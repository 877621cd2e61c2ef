import { describe, expect, it } from "vitest";
import { decimated } from "../../src/charts/decimate";
import { DrawSchedule } from "../../src/charts/schedule";

describe("decimation", () => {
  const x = Float64Array.from({ length: 1200 }, (_, index) => index);

  it("keeps every peak and every trough", () => {
    const y = Float64Array.from(x, (at) => Math.sin(at / 9));
    y[617] = 40;
    y[618] = -40;
    const { x: kept, y: values } = decimated({ x, y });
    expect(values.length).toBeLessThanOrEqual(300);
    expect(Math.max(...(values as Float64Array))).toBe(40);
    expect(Math.min(...(values as Float64Array))).toBe(-40);
    expect([...(kept as Float64Array)]).toEqual([...(kept as Float64Array)].sort((a, b) => a - b));
  });

  it("leaves gaps open", () => {
    const y = Float64Array.from(x, (at) => (at < 600 ? 1 : Number.NaN));
    const values = decimated({ x, y }).y as Float64Array;
    expect([...values].filter(Number.isNaN).length).toBe(75);
  });

  it("does not touch what is short enough", () => {
    const points = { x: [1, 2], y: [null, 2] };
    expect(decimated(points)).toBe(points);
  });
});

describe("the drawing schedule", () => {
  it("draws one visible chart at a time, and each once however often it asks", async () => {
    const schedule = new DrawSchedule();
    const drawn: string[] = [];
    let drawing = 0;
    const chart = (name: string, visible: boolean) => ({
      visible,
      async draw() {
        drawing += 1;
        expect(drawing).toBe(1);
        await Promise.resolve();
        drawn.push(name);
        drawing -= 1;
      },
    });
    const [a, b, hidden] = [chart("a", true), chart("b", true), chart("hidden", false)];
    for (const part of [a, b, hidden, a, a]) schedule.request(part);
    await new Promise((done) => setTimeout(done, 120));
    expect(drawn).toEqual(["a", "b"]);
    hidden.visible = true;
    schedule.request(hidden);
    await new Promise((done) => setTimeout(done, 60));
    expect(drawn).toEqual(["a", "b", "hidden"]);
  });
});

import { describe, expect, test } from "vitest";
import { addComponent, rename, remove, setSetting } from "../../src/design/actions";
import { act, begin, redo, seal, undo } from "../../src/design/history";
import { field } from "../catalog";
import { draw } from "../designs";

const timeout = field("visibility_timeout", "duration", 30);
const setTo = (value: number) => setSetting({ kind: "component", id: "queue" }, timeout, value);
const start = () => begin(draw("queue -message-> worker"));

describe("History", () => {
  test("undo takes back one step, redo does it again", () => {
    const done = act(start(), remove(new Set(["worker"]), new Set()), 0);
    expect(Object.keys(undo(done).present.edges)).toHaveLength(1);
    expect(redo(undo(done)).present).toBe(done.present);
  });

  test("typing in one field is one step", () => {
    const typed = [1, 12, 120].reduce((history, value, index) => act(history, setTo(value), index * 300), start());
    expect(typed.past).toHaveLength(1);
    expect(undo(typed).present.components["queue"]?.settings).toEqual({});
  });

  test("after a pause the same field begins a new step", () => {
    const typed = act(act(start(), setTo(60), 0), setTo(120), 5000);
    expect(typed.past).toHaveLength(2);
  });

  test("a field that was left begins a new step", () => {
    const typed = act(seal(act(start(), setTo(60), 0)), setTo(120), 10);
    expect(typed.past).toHaveLength(2);
  });

  test("a new change forgets what was undone", () => {
    const changed = act(undo(act(start(), setTo(60), 0)), rename("queue", "Jobs"), 10);
    expect(changed.future).toEqual([]);
  });

  test("an action that changes nothing leaves no step", () => {
    expect(act(start(), { label: "", apply: (design) => design }, 0).past).toEqual([]);
  });

  test("adding with its edges is one step", () => {
    const database = { type: "database", label: "Records", settings: {} };
    const added = act(start(), addComponent("records", database, { x: 0, y: 0 }, [{ source: "worker", target: "records", kind: "call" }]), 0);
    expect(Object.values(added.present.edges)).toHaveLength(2);
    expect(undo(added).present).toEqual(start().present);
  });
});

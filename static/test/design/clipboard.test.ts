import { describe, expect, test } from "vitest";
import { documentFrom, fragmentOf, fromText, paste, toText } from "../../src/design/clipboard";
import { draw } from "../designs";

const story = () => draw("client -message-> queue -message-> worker");

describe("Clipboard", () => {
  test("what is copied holds the edges between the chosen and no others", () => {
    const fragment = fragmentOf(story(), new Set(["queue", "worker"]));
    expect(Object.keys(fragment.edges)).toEqual(["queue-worker"]);
  });

  test("pasted into the same design, ids, names and edges are new", () => {
    const design = story();
    const fragment = fromText(toText(fragmentOf(design, new Set(["queue", "worker"]))));
    if (!fragment) throw new Error("The text was not read.");
    const { action, ids } = paste(design, fragment, { shift: { x: 20, y: 20 } });
    const after = action.apply(design);
    expect([...ids]).toEqual(["queue-2", "worker-2"]);
    expect(Object.values(after.edges).at(-1)).toMatchObject({ source: "queue-2", target: "worker-2" });
    expect(new Set(Object.values(after.components).map(({ label }) => label)).size).toBe(5);
  });

  test("what is copied takes the timeline's actions on it along, and pasted they are done to the copies", () => {
    const timeline = {
      purge: { at: "5m", target: "queue", action: "purge", settings: {} }, crash: { at: 60, target: "worker", action: "crash", settings: { instances: 2 } },
    };
    const design = { ...story(), timeline };
    const fragment = fromText(toText(fragmentOf(design, new Set(["worker"]))));
    if (!fragment) throw new Error("The text was not read.");
    const after = paste(design, fragment, { shift: { x: 20, y: 20 } }).action.apply(design);
    expect(after.timeline).toEqual({ ...timeline, "crash-2": { ...timeline.crash, target: "worker-2" } });
  });

  test("a whole document keeps its timeline, as far as it is one", () => {
    const timeline = { purge: { at: 5, target: "queue", action: "purge", settings: {} }, bad: 3, gone: { at: 5, target: "nowhere", action: "purge" } };
    expect(documentFrom(JSON.stringify({ ...story(), timeline }))?.timeline).toEqual({ purge: timeline.purge });
  });

  test("pasted at a place, the middle of the parts lies there", () => {
    const fragment = fragmentOf(story(), new Set(["worker"]));
    const { action } = paste(story(), fragment, { at: { x: 500, y: 300 } });
    expect(action.apply(story()).layout["worker-2"]).toEqual({ x: 420, y: 240 });
  });

  test("a whole document is told from a part of one", () => {
    expect(documentFrom(JSON.stringify(story()))?.name).toBe("Drawn");
    expect(documentFrom(toText(fragmentOf(story(), new Set(["queue"]))))).toBeNull();
  });

  test.each(["", "hello", "[]", "{}", '{"components": []}', '{"components": {"a": 5}}', "null", '{"components": {"a": {"type": 3}}}'])(
    "“%s” is not a design", (text) => expect(fromText(text)).toBeNull());

  test("hostile text is read only as far as it is a design", () => {
    const text = '{"components": {"a": {"type": "queue", "label": 7}}, "edges": {"e": {"source": "a", "target": "nowhere", "kind": "message"}, "f": 3}, "layout": {"a": {"x": "left"}}}';
    expect(fromText(text)).toMatchObject({ components: { a: { label: "a", settings: {} } }, edges: {}, layout: { a: { x: 0, y: 0 } } });
  });
});

import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Action } from "../../src/design/actions";

vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => undefined });
const { useEditor } = await import("../../src/editor/store");

const named = (name: string): Action => ({ label: `Named ${name}`, apply: (design) => ({ ...design, name }) });
const said = () => useEditor.getState().toasts.map(({ text, undo }) => `${text}${undo ? " Undo" : ""}`);
const name = () => useEditor.getState().history.present.name;

describe("Toasts", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    useEditor.setState({ toasts: [] });
  });

  test("the way back takes back what the toast says, and the toast goes with it", () => {
    const before = name();
    useEditor.getState().doAndTell(named("A"));
    expect(said()).toEqual(["Named A. Undo"]);
    useEditor.getState().toasts[0]?.undo?.();
    expect([name(), said()]).toEqual([before, []]);
  });

  test("a toast is silent once its step was taken back by other means", () => {
    useEditor.getState().doAndTell(named("B"));
    useEditor.getState().undo();
    expect(said()).toEqual([]);
  });

  test("a toast offers no way back once it would take back something else", () => {
    useEditor.getState().doAndTell(named("C"));
    useEditor.getState().doAndTell(named("D"));
    expect(said()).toEqual(["Named C.", "Named D. Undo"]);
  });
});

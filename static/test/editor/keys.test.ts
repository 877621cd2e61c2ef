import { beforeAll, describe, expect, test } from "vitest";
import { chordText, matches } from "../../src/editor/keys";
import type { Command } from "../../src/editor/commands";

/** What a browser tells of a key press, as far as chords look at it. */
function press(key: string, more: Partial<KeyboardEvent> = {}): KeyboardEvent {
  return { key, code: "", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more } as KeyboardEvent;
}

describe("Keys", () => {
  test("a chord needs its modifiers and no others", () => {
    expect(matches(press("z", { ctrlKey: true }), "Mod+z")).toBe(true);
    expect(matches(press("Z", { ctrlKey: true, shiftKey: true }), "Mod+z")).toBe(false);
    expect(matches(press("z"), "Mod+z")).toBe(false);
  });

  test("on a Mac the command key does what Ctrl does elsewhere", () => expect(matches(press("z", { metaKey: true }), "Mod+z")).toBe(true));

  test("a character that some keyboards reach with Shift is taken by itself", () => {
    expect(matches(press("?", { shiftKey: true }), "?")).toBe(true);
    expect(matches(press("+", { shiftKey: true }), "+")).toBe(true);
  });

  test("digits are known by their place", () => expect(matches(press("!", { shiftKey: true, code: "Digit1" }), "Shift+1")).toBe(true));

  test("chords are shown as they are pressed", () => expect([chordText("Mod+Enter"), chordText("Shift+p"), chordText("+")]).toEqual(["Ctrl ↵", "Shift P", "+"]));
});

describe("The key table", () => {
  let commands: readonly Command[] = [];
  beforeAll(async () => {
    const kept = new Map<string, string>();
    Object.assign(globalThis, { localStorage: { getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, value: string) => kept.set(name, value) } });
    ({ COMMANDS: commands } = await import("../../src/editor/commands"));
  });

  test("gives no key to two commands", () => {
    const keys = commands.flatMap((command) => command.keys);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  test("names every command once", () => {
    expect(new Set(commands.map((command) => command.id)).size).toBe(commands.length);
  });

  test("has every single letter in the command list too", () => {
    const letters = commands.filter((command) => command.keys.some((key) => /^[a-z]$/.test(key)));
    expect(letters.filter((command) => command.keyOnly)).toEqual([]);
  });
});

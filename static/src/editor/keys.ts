/** Keys: which key does what; the dispatcher, the help, the menus and the command list all read this. */

/** Mod is Ctrl, or ⌘ on a Mac. */
export type Chord = string;

const MAC = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

const SHOWN: Record<string, string> = {
  Mod: MAC ? "⌘" : "Ctrl",
  Alt: MAC ? "⌥" : "Alt",
  Shift: "Shift",
  Enter: "↵",
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
  Delete: "Del",
  Backspace: "⌫",
  Space: "Space",
  End: "End",
  ContextMenu: "Menu",
};

/** A chord as the help shows it: Ctrl ↵. */
export function chordText(chord: Chord): string {
  return chord.split("+").filter(Boolean).map((part) => SHOWN[part] ?? part.toUpperCase()).join(" ") || "+";
}

/** Keys that make another character with Shift on some keyboards are compared by that character alone. */
const BY_CHARACTER = /^[?\\[\]/+\-=]$/;

/** Whether a key press is the chord. */
export function matches(event: KeyboardEvent, chord: Chord): boolean {
  const parts = chord === "+" ? ["+"] : chord.split("+");
  const key = parts.at(-1) ?? "";
  const wants = (name: string) => parts.slice(0, -1).includes(name);
  if ((event.ctrlKey || event.metaKey) !== wants("Mod") || event.altKey !== wants("Alt")) return false;
  if (BY_CHARACTER.test(key)) return event.key === key;
  if (event.shiftKey !== wants("Shift")) return false;
  if (key === "Space") return event.code === "Space";
  if (/^[0-9]$/.test(key)) return event.code === `Digit${key}`;
  // Alt changes the character on a Mac; the place of the key stays.
  return event.key.toLowerCase() === key.toLowerCase() || (event.altKey && event.code === `Key${key.toUpperCase()}`);
}

/** Keys belong to the field while someone types in it. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select");
}

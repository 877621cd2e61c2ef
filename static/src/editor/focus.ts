/** Focus: fields that a command sends the keyboard to. */
import { useEffect, useRef } from "react";

const EVENT = "queueyard:focus";

/** Sends the focus to the field that waits for this command; it may be about to appear. */
export function sendFocus(command: string): void {
  requestAnimationFrame(() => document.dispatchEvent(new CustomEvent(EVENT, { detail: command })));
}

/** A ref for the field that takes the focus when the command is given. */
export function useCommandFocus(command: string): React.RefObject<HTMLInputElement | null> {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const take = (event: Event) => {
      if (event instanceof CustomEvent && event.detail === command) {
        field.current?.focus();
        field.current?.select();
      }
    };
    document.addEventListener(EVENT, take);
    return () => document.removeEventListener(EVENT, take);
  }, [command]);
  return field;
}

/** Puts the focus back where it was when what took it goes away. */
export function useFocusReturn(): void {
  useEffect(() => {
    const before = document.activeElement;
    return () => {
      const lost = document.activeElement === null || document.activeElement === document.body;
      if (lost && before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
}

/** Keeps a list of options walkable with the arrows while the focus stays in the search field. */
export function stepInList(key: string, at: number, count: number): number | null {
  if (count === 0) return null;
  if (key === "ArrowDown") return (at + 1) % count;
  if (key === "ArrowUp") return (at - 1 + count) % count;
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  return null;
}

let lastKey = "";
if (typeof document !== "undefined") {
  document.addEventListener("keydown", (event) => {
    lastKey = event.key;
  }, true);
}

/** Whether the focus moved because someone walks with Tab, not because a list closed and gave it back. */
export function cameByTab(): boolean {
  return lastKey === "Tab";
}

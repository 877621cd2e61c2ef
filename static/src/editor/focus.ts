/** Focus: fields that a command sends the keyboard to. */
import { useEffect, useLayoutEffect, useRef } from "react";

const EVENT = "queueyard:focus";

/** Sends the focus to the field that waits for this command; one that is about to appear gets it then. */
export function sendFocus(command: string): void {
  const send = () => document.dispatchEvent(new CustomEvent(EVENT, { detail: command, cancelable: true }));
  const taken = !send();
  if (!taken) requestAnimationFrame(send);
}

/** Focuses what is found, at once where it is there already: no key that follows may be lost. */
export function focusWhenThere(selector: string): void {
  const find = () => document.querySelector<HTMLElement>(selector);
  const there = find();
  if (there) there.focus();
  else requestAnimationFrame(() => find()?.focus());
}

/** A ref for the field that takes the focus when the command is given. */
export function useCommandFocus(command: string): React.RefObject<HTMLInputElement | null> {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const take = (event: Event) => {
      if (event instanceof CustomEvent && event.detail === command) {
        field.current?.focus();
        field.current?.select();
        if (field.current && document.activeElement === field.current) event.preventDefault();
      }
    };
    document.addEventListener(EVENT, take);
    return () => document.removeEventListener(EVENT, take);
  }, [command]);
  return field;
}

/** Puts the focus back where it was when what took it goes away. */
export function useFocusReturn(): void {
  const before = useRef<Element | null>(null);
  // Before what takes it takes it, which is in a layout effect, too; and back when it is gone from the page.
  useLayoutEffect(() => {
    before.current = document.activeElement;
  }, []);
  useEffect(() => () => {
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (lost && before.current instanceof HTMLElement && before.current.isConnected) before.current.focus();
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

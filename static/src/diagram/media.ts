/** Media: the widths of the window that decide in which form a design is shown. */
import { useSyncExternalStore } from "react";

/** Narrower than this the page is one column, and a design is told downwards. */
export const NARROW = "(max-width: 719px)";

/** Whether a media query holds. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = matchMedia(query);
      list.addEventListener("change", changed);
      return () => list.removeEventListener("change", changed);
    },
    () => matchMedia(query).matches,
  );
}

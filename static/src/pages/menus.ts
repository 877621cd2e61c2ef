/** Menus: `<details>` that close when one clicks elsewhere or presses Escape; buttons that copy. */
import { copyText } from "./clipboard";

export function wireMenus(root: Document = document): void {
  const open = (): HTMLDetailsElement[] => [...root.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]")];
  root.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target as Node)) menu.open = false;
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  });
}

/** `<button data-copy="text">` copies its text and says so in its own words. */
export function wireCopying(root: ParentNode = document): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>("[data-copy]")) {
    const words = button.querySelector("[data-words]") ?? button;
    const before = words.textContent;
    button.addEventListener("click", () => {
      void copyText(button.dataset.copy || location.href).then((copied) => {
        words.textContent = copied ? "Copied" : "Press Ctrl C to copy";
        setTimeout(() => (words.textContent = before), 2000);
      });
    });
  }
}

/** Theme: light or dark, kept for this browser. Whoever draws on canvas watches `data-theme`. */

export type Theme = "light" | "dark";

const KEY = "queueyard.theme"; // entries/theme.ts reads it before the page is drawn.

export function currentTheme(): Theme {
  return document.documentElement.dataset.theme === "dark" ? "dark" : "light";
}

export function setTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

export function toggleTheme(): Theme {
  const theme = currentTheme() === "dark" ? "light" : "dark";
  setTheme(theme);
  return theme;
}

/** Gives every `[data-theme-toggle]` button its work; its label says what pressing it will do. */
export function wireThemeButtons(root: ParentNode = document): void {
  const buttons = [...root.querySelectorAll<HTMLButtonElement>("[data-theme-toggle]")];
  const name = (): void => {
    const label = currentTheme() === "dark" ? "Switch to light" : "Switch to dark";
    for (const button of buttons) button.setAttribute("aria-label", label);
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      toggleTheme();
      name();
    });
  }
  name();
}

/** Share tabs: on a small screen findings, charts and settings take turns; side by side on a large one. */

/** Wires `[data-share-tabs]` buttons to the parts they name by `aria-controls`. */
export function wireShareTabs(root: ParentNode = document): void {
  const row = root.querySelector<HTMLElement>("[data-share-tabs]");
  if (!row) return;
  const tabs = [...row.querySelectorAll<HTMLButtonElement>("[role=tab]")];
  const choose = (chosen: HTMLButtonElement): void => {
    for (const tab of tabs) {
      const on = tab === chosen;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls") ?? "")?.classList.toggle("tab-off", !on);
    }
  };
  tabs.forEach((tab, index) => {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", (event) => {
      const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
      const next = by && tabs[(index + by + tabs.length) % tabs.length];
      if (!next) return;
      event.preventDefault();
      choose(next);
      next.focus();
    });
  });
  const first = tabs[0];
  if (first) choose(first);
}

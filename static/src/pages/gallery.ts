/** Gallery: shows the examples of one category, or those that have the words typed. */

export function wireGallery(root: ParentNode = document): void {
  const filters = root.querySelector<HTMLElement>("[data-filters]");
  const cards = [...root.querySelectorAll<HTMLElement>("[data-cards] > [data-category]")];
  if (!filters) return;
  const buttons = [...filters.querySelectorAll<HTMLButtonElement>("[data-filter]")];
  const find = filters.querySelector<HTMLInputElement>("[data-find]");
  const none = root.querySelector<HTMLElement>("[data-none]");
  const count = root.querySelector<HTMLElement>("[data-count]");
  let category = "";

  const show = (): void => {
    const words = (find?.value ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const card of cards) {
      const text = card.dataset.text ?? "";
      const fits = (!category || card.dataset.category === category) && words.every((word) => text.includes(word));
      card.hidden = !fits;
      if (fits) shown += 1;
    }
    if (none) none.hidden = shown > 0;
    if (count) count.textContent = `${shown} of ${cards.length} examples`;
  };

  for (const button of buttons) {
    button.addEventListener("click", () => {
      category = button.dataset.filter ?? "";
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
      show();
    });
  }
  find?.addEventListener("input", show);
  filters.hidden = false; // Without a script there is nothing to filter with, and all is shown.
}

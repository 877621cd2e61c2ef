/** Gallery: shows the examples of one category, with one finding or product, that have the words typed. */

interface Wanted {
  category: string;
  shows: string;
  words: string[];
}

export function wireGallery(root: ParentNode = document): void {
  const filters = root.querySelector<HTMLElement>("[data-filters]");
  const cards = [...root.querySelectorAll<HTMLElement>("[data-cards] > [data-category]")];
  if (!filters) return;
  const buttons = [...filters.querySelectorAll<HTMLButtonElement>("[data-filter]")];
  const find = filters.querySelector<HTMLInputElement>("[data-find]");
  const choice = filters.querySelector<HTMLSelectElement>("select[data-shows]");
  const none = root.querySelector<HTMLElement>("[data-none]");
  const count = root.querySelector<HTMLElement>("[data-count]");
  let category = "";

  const show = (): void => {
    const words = (find?.value ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = { category, shows: choice?.value ?? "", words };
    for (const card of cards) card.hidden = !fits(card, wanted);
    for (const group of root.querySelectorAll<HTMLElement>("[data-group]")) {
      group.hidden = !group.querySelector("[data-category]:not([hidden])");
    }
    const shown = cards.filter((card) => !card.hidden).length;
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
  choice?.addEventListener("change", show);
  filters.hidden = false; // Without a script there is nothing to filter with, and all is shown.
  if (find?.value || choice?.value) show(); // A browser that went back has kept them.
}

function fits(card: HTMLElement, wanted: Wanted): boolean {
  const { category = "", shows = "", text = "" } = card.dataset;
  return (
    (!wanted.category || category === wanted.category) &&
    (!wanted.shows || shows.split(" ").includes(wanted.shows)) &&
    wanted.words.every((word) => text.includes(word))
  );
}

/** Dom: the few lines that instruments need to build and change elements. */

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K, className = "", text = "",
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

/** Writes text only when it differs: an equal write would still make the browser lay out again. */
export function write(target: HTMLElement, text: string): void {
  const first = target.firstChild;
  if (first instanceof Text && first === target.lastChild) {
    if (first.data !== text) first.data = text;
  } else if (target.textContent !== text) target.textContent = text;
}

/** Equal siblings, one for each cell. */
export function cells(count: number): HTMLElement[] {
  return Array.from({ length: count }, () => element("i"));
}

/** Sets one class a cell, touching only those that change. */
export function mark(list: readonly HTMLElement[], of: (index: number) => string): void {
  list.forEach((cell, index) => {
    const name = of(index);
    if (cell.className !== name) cell.className = name;
  });
}

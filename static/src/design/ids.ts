/** Ids: short names that stay with a component or an edge for its whole life. */

const ID = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/;

export function isId(text: string): boolean {
  return ID.test(text);
}

/** The first free id made from a stem: queue, queue-2, queue-3. */
export function freshId(stem: string, taken: { readonly [id: string]: unknown }): string {
  const clean = stem.replace(/[^A-Za-z0-9_-]/g, "-").replace(/^[^A-Za-z]+/, "").slice(0, 32) || "part";
  const root = clean.replace(/-\d+$/, "") || clean;
  if (!(root in taken)) return root;
  for (let n = 2; ; n += 1) {
    const id = `${root}-${n}`;
    if (!(id in taken)) return id;
  }
}

/** The first free label: Queue, Queue 2, Queue 3. */
export function freshLabel(label: string, taken: Iterable<string>): string {
  const used = new Set(taken);
  if (!used.has(label)) return label;
  const root = label.replace(/ \d+$/, "");
  for (let n = 2; ; n += 1) {
    const next = `${root} ${n}`;
    if (!used.has(next)) return next;
  }
}

/** Search: by name first; only when no name fits, by what is said about it. */

interface Named {
  readonly label: string;
  readonly about: string;
}

/** The entries that hold all the words. */
export function found<T>(entries: readonly T[], text: string, of: (entry: T) => Named): readonly T[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return entries;
  const holds = (hay: string) => words.every((word) => hay.toLowerCase().includes(word));
  const byName = entries.filter((entry) => holds(of(entry).label));
  return byName.length > 0 ? byName : entries.filter((entry) => holds(`${of(entry).label} ${of(entry).about}`));
}

/** Lists: the entries of a list setting, and what a new one begins with. */
import { readQuantity } from "./units";
import type { Field, SettingValue } from "./types";

export type Entry = { readonly [name: string]: SettingValue };

export function entriesOf(value: SettingValue): readonly Entry[] {
  return Array.isArray(value) ? (value as readonly Entry[]) : [];
}

/** What one entry is called in a sentence. */
export function entryWord(field: Field): string {
  return field.entry || "entry";
}

/** A new entry that goes together with those there are: like the last, further up, with a name of its own. */
export function nextEntry(list: Field, entries: readonly Entry[]): Entry {
  return Object.fromEntries(list.fields.map((part) => [part.name, nextValue(list, part, entries.map((entry) => entry[part.name] ?? part.default))]));
}

function nextValue(list: Field, part: Field, before: readonly SettingValue[]): SettingValue {
  if (part.among === "distinct") return freeName(entryWord(list), before);
  if (part.among === "rising") return risen(part, before.map((value) => amountOf(part, value)));
  return before.at(-1) ?? part.default ?? begun(part);
}

function freeName(word: string, taken: readonly SettingValue[]): string {
  let number = taken.length + 1;
  while (taken.includes(`${word} ${number}`)) number += 1;
  return `${word} ${number}`;
}

/** As far above the last as that is above the one before it; else a minute, or a hundred. */
function risen(part: Field, before: readonly number[]): number {
  const [former, last] = [before.at(-2), before.at(-1)];
  if (last === undefined) return part.minimum ?? 0;
  const gap = former === undefined ? 0 : last - former;
  return Math.min(part.maximum ?? Infinity, last + (gap > 0 ? gap : part.kind === "duration" ? 60 : 100));
}

function amountOf(part: Field, value: SettingValue): number {
  if (part.kind !== "duration" && part.kind !== "rate" && part.kind !== "share") return Number(value);
  return readQuantity(part.kind, value) ?? 0;
}

/** A first value where the field has no default. */
function begun(part: Field): SettingValue {
  if (part.nullable) return null;
  if (part.kind === "text") return "";
  if (part.kind === "boolean") return false;
  if (part.kind === "choice") return part.choices[0]?.value ?? "";
  return Math.min(part.maximum ?? Infinity, Math.max(part.minimum ?? 1, 1));
}

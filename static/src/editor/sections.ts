/** Sections: the settings of a part by group, which of them stand open at first, and what a search finds. */
import { GIVEN, fieldNamed, isVisible } from "../design/catalog";
import { differing } from "../design/presets";
import type { Baseline } from "../design/presets";
import type { Field, Settings } from "../design/types";

export interface Section {
  readonly name: string;
  /** Those that have a meaning with the present settings. */
  readonly fields: readonly Field[];
  readonly changed: number;
}

/** The groups in the order of the catalog; a group of which nothing matters now is left out. */
export function sectionsOf(fields: readonly Field[], settings: Settings, baseline: (field: Field) => Baseline): readonly Section[] {
  const visible = fields.filter((field) => isVisible(field, fields, settings));
  const names = [...new Set(visible.map((field) => field.group ?? ""))];
  return names.map((name) => {
    const own = visible.filter((field) => (field.group ?? "") === name);
    return { name, fields: own, changed: differing(own, settings, baseline).length };
  });
}

/** With so few settings nothing needs to be folded. */
const FEW = 12;
/** The first sections stand open until so many settings are seen. */
const FIRST = 4;

/** The sections that stand open when a part is selected: the first ones, and those in which something was changed. */
export function openAtFirst(sections: readonly Section[]): ReadonlySet<string> {
  const all = sections.reduce((sum, section) => sum + section.fields.length, 0);
  if (all <= FEW) return new Set(sections.map((section) => section.name));
  let seen = 0;
  const open = sections.filter((section) => {
    const first = seen < FIRST;
    seen += section.fields.length;
    return first || section.changed > 0;
  });
  return new Set(open.map((section) => section.name));
}

/** A setting that was meant, and that has no meaning now, with what would give it one. */
export interface Idle {
  readonly field: Field;
  readonly needs: string;
}

export interface Matches {
  readonly fields: ReadonlySet<string>;
  readonly idle: readonly Idle[];
}

/** The settings that hold all the words: by label and name first, else by what is said about them. */
export function matching(fields: readonly Field[], settings: Settings, text: string): Matches {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const holds = (hay: string) => words.every((word) => hay.toLowerCase().includes(word));
  const named = fields.filter((field) => holds(`${field.label} ${field.name.replaceAll("_", " ")} ${field.name}`));
  const said = ({ label, help, source, group, choices }: Field) =>
    [label, help, source, group, ...choices.map((choice) => `${choice.label} ${choice.help}`)].join(" ");
  const all = named.length > 0 ? named : fields.filter((field) => holds(said(field)));
  const shown = all.filter((field) => isVisible(field, fields, settings));
  const idle = all.filter((field) => !shown.includes(field)).map((field) => ({ field, needs: needsOf(field, fields, settings) }));
  return { fields: new Set(shown.map((field) => field.name)), idle };
}

/** "Autoscaler: KEDA or HPA": what must be chosen before a setting has a meaning. */
function needsOf(field: Field, fields: readonly Field[], settings: Settings): string {
  const conditions = Object.entries(field.visible_when ?? {}).filter(([name, allowed]) => {
    const alone: Field = { ...field, visible_when: { [name]: allowed } };
    return !isVisible(alone, fields, settings);
  });
  return conditions
    .map(([name, allowed]) => {
      const other = fieldNamed(fields, name);
      const words = allowed.map((value) => other?.choices.find((choice) => choice.value === value)?.label ?? ({ true: "on", [GIVEN]: "set" }[String(value)] ?? String(value)));
      return `${other?.label ?? name}: ${words.join(" or ")}`;
    })
    .join(", ");
}

/** Presets: what choosing a product sets, in which parts of a design, and what differs from it afterwards. */
import { DEAD_LETTER, deadLetterIds, fieldNamed, fieldsOfEdge, sameSetting, typeNamed, valueOf } from "./catalog";
import type { Action } from "./actions";
import type { Catalog, Component, Design, Field, Preset, PresetFact, PresetFacts, PresetPart, Settings, SettingValue } from "./types";

export function presetNamed(catalog: Catalog, name: string | undefined): Preset | null {
  return catalog.presets.find((preset) => preset.name === name) ?? null;
}

const NO_FACTS: PresetFacts = {};

/** The component types that can follow a preset, and as which part. */
export function partOfType(type: string, deadLetter: boolean): PresetPart | null {
  if (type === "queue") return deadLetter ? "dead_letters" : "queue";
  return type === "worker" ? "worker" : null;
}

/** A component or an edge that a preset sets. */
export interface Target {
  readonly kind: "component" | "edge";
  readonly id: string;
  readonly part: PresetPart;
}

function unique(targets: readonly Target[]): readonly Target[] {
  return [...new Map(targets.map((target) => [`${target.kind} ${target.id}`, target])).values()];
}

/** The queues that a choice at this component is about: itself, those it takes from, or those whose dead letters it keeps. */
function queuesAt(design: Design, id: string): readonly string[] {
  const incoming = Object.values(design.edges).filter((edge) => edge.target === id);
  const letters = incoming.filter((edge) => edge.kind === DEAD_LETTER);
  if (letters.length > 0) return letters.map((edge) => edge.source);
  if (design.components[id]?.type === "queue") return [id];
  return incoming.filter((edge) => design.components[edge.source]?.type === "queue").map((edge) => edge.source);
}

/** What a choice at this component sets: a queue, its workers, its dead-letter edge and the queue at its end. */
export function targetsAt(design: Design, id: string): readonly Target[] {
  const queues = queuesAt(design, id);
  if (queues.length === 0 && design.components[id]?.type === "worker") return [{ kind: "component", id, part: "worker" }];
  return unique(
    queues.flatMap((queue): Target[] => {
      const leaving = Object.entries(design.edges).filter(([, edge]) => edge.source === queue);
      const workers = leaving.filter(([, edge]) => edge.kind === "message" && design.components[edge.target]?.type === "worker");
      const letters = leaving.filter(([, edge]) => edge.kind === DEAD_LETTER);
      return [
        { kind: "component", id: queue, part: "queue" },
        ...workers.map(([, edge]): Target => ({ kind: "component", id: edge.target, part: "worker" })),
        ...letters.flatMap(([edgeId, edge]): Target[] => [
          { kind: "edge", id: edgeId, part: "redrive" },
          { kind: "component", id: edge.target, part: "dead_letters" },
        ]),
      ];
    }),
  );
}

function fieldsOf(catalog: Catalog, design: Design, target: Target): readonly Field[] {
  if (target.kind === "edge") return fieldsOfEdge(catalog, DEAD_LETTER);
  return typeNamed(catalog, design.components[target.id]?.type ?? "")?.fields ?? [];
}

function settingsOf(design: Design, target: Target): Settings {
  return (target.kind === "edge" ? design.edges[target.id] : design.components[target.id])?.settings ?? {};
}

/** The preset that a component or a dead-letter edge follows; an edge follows that of the queue it leaves. */
export function presetOf(catalog: Catalog, design: Design, target: Pick<Target, "kind" | "id">): Preset | null {
  const component = target.kind === "edge" ? design.edges[target.id]?.source : target.id;
  return presetNamed(catalog, design.components[component ?? ""]?.preset);
}

/** One value that a preset would give to one setting. */
export interface Planned {
  readonly target: Target;
  readonly field: Field;
  readonly before: SettingValue;
  readonly after: SettingValue;
  /** Null where a value of the former preset only goes back to its default. */
  readonly fact: PresetFact | null;
  readonly changes: boolean;
}

/** Every value that a preset sets, and those of the former preset that go back to their defaults. */
export function plan(catalog: Catalog, design: Design, id: string, preset: Preset): readonly Planned[] {
  return targetsAt(design, id).flatMap((target) => {
    const facts = preset.settings[target.part];
    const former = presetOf(catalog, design, target)?.settings[target.part] ?? NO_FACTS;
    const settings = settingsOf(design, target);
    return fieldsOf(catalog, design, target).flatMap((field): Planned[] => {
      const before = valueOf(field, settings);
      const fact = facts[field.name];
      if (fact) return [{ target, field, before, after: fact.value, fact, changes: !sameSetting(field, before, fact.value) }];
      const old = former[field.name];
      const left = old !== undefined && sameSetting(field, before, old.value) && !sameSetting(field, before, field.default);
      return left ? [{ target, field, before, after: field.default, fact: null, changes: true }] : [];
    });
  });
}

function written(settings: Settings, planned: readonly Planned[]): Settings {
  const next: Record<string, SettingValue> = { ...settings };
  for (const { field, after } of planned) {
    if (sameSetting(field, after, field.default)) delete next[field.name];
    else next[field.name] = after;
  }
  return next;
}

function withoutPreset(component: Component): Component {
  const { preset: _dropped, ...rest } = component;
  return rest;
}

/** Sets all that a preset sets, in one step; the components remember which one they follow. */
export function choosePreset(catalog: Catalog, id: string, preset: Preset): Action {
  return {
    label: `${preset.label} chosen`,
    apply: (design) => {
      const planned = plan(catalog, design, id, preset);
      const components = { ...design.components };
      const edges = { ...design.edges };
      for (const target of targetsAt(design, id)) {
        const own = planned.filter((each) => each.target.kind === target.kind && each.target.id === target.id);
        const [component, edge] = [components[target.id], edges[target.id]];
        if (target.kind === "component" && component) {
          components[target.id] = { ...component, preset: preset.name, settings: written(component.settings, own) };
        } else if (target.kind === "edge" && edge) {
          edges[target.id] = { ...edge, settings: written(edge.settings, own) };
        }
      }
      return { ...design, components, edges };
    },
  };
}

/** Follows no product any more; every value stays as it is. */
export function leavePreset(id: string): Action {
  return {
    label: "No preset followed",
    apply: (design) => {
      const components = { ...design.components };
      for (const target of [...targetsAt(design, id), { kind: "component", id } as const]) {
        const component = components[target.id];
        if (target.kind === "component" && component) components[target.id] = withoutPreset(component);
      }
      return { ...design, components };
    },
  };
}

/** What a setting is compared with: the value of the preset that is followed, else the default. */
export interface Baseline {
  readonly value: SettingValue;
  readonly preset: Preset | null;
  readonly fact: PresetFact | null;
  /** What its value is called where it is neither a preset's nor the default: "before". */
  readonly word?: string;
}

/** The baseline of a field that no product decides. */
export function defaultOf(field: Field): Baseline {
  return { value: field.default, preset: null, fact: null };
}

/** What the settings of a component or an edge are compared with, one by one. */
export function baselines(catalog: Catalog, design: Design, owner: Pick<Target, "kind" | "id">): (field: Field) => Baseline {
  const preset = presetOf(catalog, design, owner);
  const type = design.components[owner.id]?.type ?? "";
  const part = owner.kind === "edge" ? "redrive" : partOfType(type, deadLetterIds(design).has(owner.id));
  const isRedrive = owner.kind === "component" || design.edges[owner.id]?.kind === DEAD_LETTER;
  const facts = (part && isRedrive && preset?.settings[part]) || NO_FACTS;
  return (field) => {
    const fact = facts[field.name];
    return fact ? { value: fact.value, preset, fact } : defaultOf(field);
  };
}

/** The settings that differ from what they are compared with. */
export function differing(fields: readonly Field[], settings: Settings, baseline: (field: Field) => Baseline): readonly Field[] {
  return fields.filter((field) => !sameSetting(field, valueOf(field, settings), baseline(field).value));
}

/** The settings with which a new component or edge follows a preset from the start. */
export function settingsAs(fields: readonly Field[], facts: PresetFacts): Settings {
  const settings: Record<string, SettingValue> = {};
  for (const [name, { value }] of Object.entries(facts)) {
    const field = fieldNamed(fields, name);
    if (field && !sameSetting(field, value, field.default)) settings[name] = value;
  }
  return settings;
}

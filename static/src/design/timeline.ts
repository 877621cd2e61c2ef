/** Timeline: what is done to components at times of the run, and the changes a user makes to that. */
import { DEAD_LETTER, deadLetterIds, fieldNamed, isVisible, sameSetting, typeNamed, valueOf } from "./catalog";
import { showSetting } from "./format";
import { freshId } from "./ids";
import { runSeconds } from "./run";
import { readQuantity } from "./units";
import type { Action } from "./actions";
import type { ActionKind, Catalog, Component, Design, Field, Settings, SettingValue, TimelineAction } from "./types";

/** The action that gives one of a component's own settings another value. */
export const SET = "set";

function kindsOfType(catalog: Catalog | null, component: Component | undefined): readonly ActionKind[] {
  return (catalog && component && typeNamed(catalog, component.type)?.actions) || [];
}

/** What can be done to a component in its role. */
export function kindsOf(catalog: Catalog | null, design: Design, id: string): readonly ActionKind[] {
  const role = deadLetterIds(design).has(id) ? DEAD_LETTER : null;
  return kindsOfType(catalog, design.components[id]).filter((kind) => !kind.role || kind.role === role);
}

/** The kind of an action; null for one that the target's type does not have. */
export function kindOfAction(catalog: Catalog | null, design: Design, action: TimelineAction): ActionKind | null {
  return kindsOfType(catalog, design.components[action.target]).find((kind) => kind.name === action.action) ?? null;
}

export function secondsOf(action: TimelineAction): number | null {
  return readQuantity("duration", action.at);
}

/** The ids in the order of time; what has no readable time comes last. */
export function inOrderOfTime(timeline: Design["timeline"]): readonly string[] {
  const at = (id: string) => {
    const action = timeline[id];
    return (action && secondsOf(action)) ?? Infinity;
  };
  return Object.keys(timeline).sort((a, b) => at(a) - at(b) || (a < b ? -1 : 1));
}

/** The fields of an action's settings. Of `set`: which setting, and that setting itself under the name of its value. */
export function fieldsOfAction(catalog: Catalog, design: Design, action: TimelineAction): readonly Field[] {
  const kind = kindOfAction(catalog, design, action);
  if (!kind) return [];
  if (kind.name !== SET) return kind.fields.filter((field) => isVisible(field, kind.fields, action.settings));
  const value = valueField(catalog, design, action);
  // Which setting it is must be said: there is none to go back to.
  const which = kind.fields.map((field) => ({ ...field, default: action.settings[field.name] ?? field.default }));
  return value ? [...which, value] : which;
}

/** The setting that a `set` changes, as a field whose default is what the component has without it. */
function valueField(catalog: Catalog, design: Design, action: TimelineAction): Field | null {
  const component = design.components[action.target];
  const fields = (component && typeNamed(catalog, component.type)?.fields) ?? [];
  const field = fieldNamed(fields, String(action.settings["setting"]));
  return field && component ? { ...field, name: "value", visible_when: null, default: valueOf(field, component.settings) } : null;
}

export interface Mark {
  readonly id: string;
  /** Seconds. */
  readonly at: number;
  /** What is done, in few words: "Purge", "Instances 8". */
  readonly label: string;
  /** The same with the component: "Purge: Transcode queue". */
  readonly full: string;
}

/** What is done, in few words. */
export function labelOf(catalog: Catalog | null, design: Design, action: TimelineAction): string {
  const kind = kindOfAction(catalog, design, action);
  if (!catalog || !kind) return action.action;
  const value = kind.name === SET ? valueField(catalog, design, action) : null;
  if (!value) return kind.label;
  const own = typeNamed(catalog, design.components[action.target]?.type ?? "")?.fields ?? [];
  const label = fieldNamed(own, String(action.settings["setting"]))?.label ?? value.label;
  return `${label} ${showSetting(value, action.settings["value"] ?? null)}`;
}

/** The actions of a design in the order of time, as scrubber and charts mark them. */
export function marksOf(catalog: Catalog | null, design: Design): readonly Mark[] {
  return inOrderOfTime(design.timeline).flatMap((id): Mark[] => {
    const action = design.timeline[id];
    const at = action ? secondsOf(action) : null;
    if (!action || at === null) return [];
    const label = labelOf(catalog, design, action);
    return [{ id, at, label, full: `${label}: ${design.components[action.target]?.label || action.target}` }];
  });
}

/** The ids of the components to which something can be done. */
export function possibleTargets(catalog: Catalog, design: Design): readonly string[] {
  return Object.keys(design.components).filter((id) => kindsOfType(catalog, design.components[id]).length > 0);
}

function startingSettings(catalog: Catalog, design: Design, target: string, kind: ActionKind): Settings {
  if (kind.name !== SET) return {};
  const setting = String(kind.fields[0]?.default ?? "");
  return settingsOfSet(catalog, design, target, setting);
}

function settingsOfSet(catalog: Catalog, design: Design, target: string, setting: string): Settings {
  const action = { at: 0, target, action: SET, settings: { setting } };
  return { setting, value: valueField(catalog, design, action)?.default ?? null };
}

function withAction(design: Design, id: string, change: (action: TimelineAction) => TimelineAction): Design {
  const action = design.timeline[id];
  return action ? { ...design, timeline: { ...design.timeline, [id]: change(action) } } : design;
}

/** A new action on a component, with the id it will have; null where nothing can be done to it. */
export function newAction(catalog: Catalog, design: Design, target: string): { id: string; action: Action } | null {
  const [kind] = kindsOf(catalog, design, target);
  if (!kind) return null;
  const id = freshId(kind.name, design.timeline);
  const entry = { at: Math.floor(runSeconds(catalog, design) / 2), target, action: kind.name, settings: startingSettings(catalog, design, target, kind) };
  return { id, action: { label: `${kind.label} added`, apply: (current) => ({ ...current, timeline: { ...current.timeline, [id]: entry } }) } };
}

export function removeAction(id: string, label: string): Action {
  return {
    label: `${label} removed`,
    apply: (design) => ({ ...design, timeline: Object.fromEntries(Object.entries(design.timeline).filter(([other]) => other !== id)) }),
  };
}

export function setTime(id: string, at: SettingValue | undefined): Action {
  const given = typeof at === "string" || typeof at === "number" ? at : null;
  return {
    label: "Time changed",
    key: `timeline ${id} at`,
    apply: (design) => (given === null ? design : withAction(design, id, (action) => ({ ...action, at: given }))),
  };
}

/** Another component, and the same action where its type has it, else the first it has. */
export function setTarget(catalog: Catalog, id: string, target: string): Action {
  return {
    label: "Component changed",
    apply: (design) =>
      withAction(design, id, (action) => {
        const kinds = kindsOf(catalog, design, target);
        const kind = kinds.find((other) => other.name === action.action && other.name !== SET) ?? kinds[0];
        if (!kind) return { ...action, target };
        const kept = kind.name === action.action ? known(kind, action.settings) : startingSettings(catalog, design, target, kind);
        return { ...action, target, action: kind.name, settings: kept };
      }),
  };
}

/** Another action; settings that it has too are kept. */
export function setActionKind(catalog: Catalog, id: string, name: string): Action {
  return {
    label: "Action changed",
    apply: (design) =>
      withAction(design, id, (action) => {
        const kind = kindsOf(catalog, design, action.target).find((other) => other.name === name);
        if (!kind) return action;
        const settings = { ...known(kind, action.settings), ...startingSettings(catalog, design, action.target, kind) };
        return { ...action, action: name, settings };
      }),
  };
}

function known(kind: ActionKind, settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => fieldNamed(kind.fields, name)));
}

/** One setting of an action; undefined restores its default. */
export function setActionSetting(catalog: Catalog, id: string, field: Field, value: SettingValue | undefined): Action {
  return {
    label: `${field.label} changed`,
    key: `timeline ${id} ${field.name}`,
    apply: (design) =>
      withAction(design, id, (action) => {
        if (action.action === SET) {
          const settings =
            field.name === "setting"
              ? settingsOfSet(catalog, design, action.target, String(value ?? field.default))
              : { ...action.settings, value: value === undefined ? field.default : value };
          return { ...action, settings };
        }
        const { [field.name]: _before, ...rest } = action.settings;
        const same = value === undefined || sameSetting(field, value, field.default);
        return { ...action, settings: same ? rest : { ...rest, [field.name]: value } };
      }),
  };
}

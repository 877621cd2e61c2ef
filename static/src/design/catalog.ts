/** Catalog access: what the simulator's catalog says about one part of one design. */
import { readQuantity } from "./units";
import type { Catalog, ComponentType, Design, Edge, EdgeKind, Face, Field, Settings, SettingValue } from "./types";

const byType = new WeakMap<Catalog, Map<string, ComponentType>>();

/** The component type by name; null for a name the catalog does not know. */
export function typeNamed(catalog: Catalog, name: string): ComponentType | null {
  let index = byType.get(catalog);
  if (!index) {
    index = new Map(catalog.types.map((type) => [type.type, type]));
    byType.set(catalog, index);
  }
  return index.get(name) ?? null;
}

export const DEAD_LETTER = "dead-letter";

/** The ids of the components at the end of a dead-letter edge. */
export function deadLetterIds(design: Design): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const edge of Object.values(design.edges)) if (edge.kind === DEAD_LETTER) ids.add(edge.target);
  return ids;
}

export interface Appearance {
  readonly typeLabel: string;
  readonly icon: string;
  readonly summary: string;
  readonly face: Face;
  readonly width: number;
  readonly deadLetter: boolean;
}

const NO_FACE: Face = { settings: [], figure: null, instrument: null, rows: [] };

/** How a component appears: its type's face, or that of the role it plays. */
export function appearance(catalog: Catalog, typeName: string, deadLetter: boolean): Appearance {
  const type = typeNamed(catalog, typeName);
  if (!type) {
    return { typeLabel: typeName, icon: "i-help", summary: "", face: NO_FACE, width: 140, deadLetter: false };
  }
  const role = deadLetter ? type.roles?.[DEAD_LETTER] : undefined;
  if (!role) return { ...type, typeLabel: type.label, deadLetter: false };
  return {
    typeLabel: `${type.label} · dead-letter role`,
    icon: role.icon,
    summary: role.summary,
    face: role.face,
    width: role.width,
    deadLetter: true,
  };
}

export function fieldsOfEdge(catalog: Catalog, kind: EdgeKind): readonly Field[] {
  return catalog.edges[kind]?.fields ?? [];
}

/** The settings that an edge has between its ends. One that has no meaning there is left out, unless it was given: then it can be taken back. */
export function fieldsBetween(catalog: Catalog, source: string, target: string, edge: Edge): readonly Field[] {
  const idle = catalog.connections[source]?.[target]?.idle[edge.kind] ?? [];
  return fieldsOfEdge(catalog, edge.kind).filter(({ name }) => !idle.includes(name) || edge.settings[name] !== undefined);
}

/** The settings that a component has in its role; one that was given all the same stays, so that it can be taken back. */
export function fieldsInRole(fields: readonly Field[], role: string | null, settings: Settings): readonly Field[] {
  return fields.filter((field) => !field.role || field.role === role || settings[field.name] !== undefined);
}

export function fieldNamed(fields: readonly Field[], name: string): Field | null {
  return fields.find((field) => field.name === name) ?? null;
}

/** The value in force: what the user set, else the default. */
export function valueOf(field: Field, settings: Settings): SettingValue {
  const own = settings[field.name];
  return own === undefined ? field.default : own;
}

/** In `visible_when`: any value of the other field but null. */
export const GIVEN = "given";

/** Whether a field matters with the present settings (end rate only for a ramp). */
export function isVisible(field: Field, fields: readonly Field[], settings: Settings): boolean {
  if (!field.visible_when) return true;
  return Object.entries(field.visible_when).every(([name, allowed]) => {
    const other = fieldNamed(fields, name);
    if (other === null) return true;
    const value = valueOf(other, settings);
    return allowed.includes(String(value)) || (allowed.includes(GIVEN) && value !== null);
  });
}

/** Two settings are the same when they would be written the same. */
export function sameValue(a: SettingValue | undefined, b: SettingValue | undefined): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

const QUANTITIES: readonly string[] = ["duration", "rate", "share"];

/** A distribution with its durations in seconds, so that "30s" and 30 are the same. */
function plain(value: SettingValue): SettingValue {
  if (typeof value === "string") return readQuantity("duration", value) ?? value;
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(plain);
  const parts = value as { readonly [name: string]: SettingValue };
  if (parts["kind"] === "constant" && parts["value"] !== undefined) return plain(parts["value"]);
  return Object.fromEntries(Object.keys(parts).sort().map((name) => [name, plain(parts[name] ?? null)]));
}

/** Whether two values of a field mean the same, however they are written. */
export function sameSetting(field: Field, a: SettingValue, b: SettingValue): boolean {
  if (sameValue(a, b)) return true;
  if (QUANTITIES.includes(field.kind)) {
    const kind = field.kind as "duration" | "rate" | "share";
    const amount = readQuantity(kind, a);
    return amount !== null && amount === readQuantity(kind, b);
  }
  return field.kind === "distribution" && sameValue(plain(a), plain(b));
}

/** Actions: every change to a design, as a named pure function from design to design. */
import { DEAD_LETTER, fieldNamed, sameSetting, typeNamed } from "./catalog";
import { freshId, freshLabel } from "./ids";
import type { Catalog, Change, Component, Design, Edge, EdgeKind, Field, Fix, Path, Position, Settings, SettingValue } from "./types";

export interface Action {
  /** What it did, for the undo list and the toast: "Timeout set to 120 s". */
  readonly label: string;
  /** Changes with the same key in quick succession are one step back (typing). */
  readonly key?: string;
  readonly apply: (design: Design) => Design;
}

type Parts<T> = { readonly [id: string]: T };

function without<T>(parts: Parts<T>, ids: ReadonlySet<string>): Parts<T> {
  return Object.fromEntries(Object.entries(parts).filter(([id]) => !ids.has(id)));
}

/** The timeline without what is done to these components; the same one when that is nothing. */
function withoutTargets(design: Design, components: ReadonlySet<string>): Design["timeline"] {
  const gone = Object.entries(design.timeline).filter(([, action]) => components.has(action.target));
  return gone.length ? without(design.timeline, new Set(gone.map(([id]) => id))) : design.timeline;
}

export function emptyDesign(name: string): Design {
  return { version: 1, name, components: {}, edges: {}, timeline: {}, run: {}, layout: {} };
}

export interface NewEdge {
  readonly source: string;
  readonly target: string;
  readonly kind: EdgeKind;
  readonly settings?: Settings;
}

function withEdge(design: Design, edge: NewEdge): Design {
  const id = freshId(`${edge.source}-${edge.target}`, design.edges);
  return { ...design, edges: { ...design.edges, [id]: { ...edge, settings: edge.settings ?? {} } } };
}

/** Joins two components. */
export function connect(edge: NewEdge): Action {
  return { label: "Joined", apply: (design) => withEdge(design, edge) };
}

/** A component with a free id and label, made ready to be added. */
export function newComponent(
  design: Design, catalog: Catalog, typeName: string, role: string | null = null,
): { id: string; component: Component } {
  const type = typeNamed(catalog, typeName);
  const label = (role === DEAD_LETTER ? type?.roles?.[role]?.label : type?.label) ?? typeName;
  const plain = role === DEAD_LETTER ? "Dead letters" : label;
  const id = freshId(role ?? typeName, design.components);
  const taken = Object.values(design.components).map((component) => component.label);
  return { id, component: { type: typeName, label: freshLabel(plain, taken), settings: {} } };
}

/** Adds one component, and the edges that join it to its neighbours, in one step. */
export function addComponent(id: string, component: Component, at: Position, edges: readonly NewEdge[] = []): Action {
  return {
    label: `${component.label} added`,
    apply: (design) =>
      edges.reduce(withEdge, {
        ...design,
        components: { ...design.components, [id]: component },
        layout: { ...design.layout, [id]: at },
      }),
  };
}

/** Puts a component into an edge: what went to the target now goes through it. */
export function insertIntoEdge(edgeId: string, id: string, kinds: { before: EdgeKind; after: EdgeKind }): Action {
  return {
    label: "Put in between",
    apply: (design) => {
      const edge = design.edges[edgeId];
      if (!edge) return design;
      const opened = { ...design, edges: without(design.edges, new Set([edgeId])) };
      const before = withEdge(opened, {
        source: edge.source, target: id, kind: kinds.before, settings: kinds.before === edge.kind ? edge.settings : {},
      });
      return withEdge(before, { source: id, target: edge.target, kind: kinds.after });
    },
  };
}

/** One step made of several. */
export function inOneStep(label: string, actions: readonly Action[]): Action {
  return { label, apply: (design) => actions.reduce((current, action) => action.apply(current), design) };
}

/** Removes components with their edges and what the timeline does to them, and single edges. */
export function remove(components: ReadonlySet<string>, edges: ReadonlySet<string>): Action {
  const count = components.size + edges.size;
  return {
    label: count === 1 ? "Removed" : `${count} parts removed`,
    apply: (design) => {
      const loose = Object.entries(design.edges).filter(
        ([id, edge]) => edges.has(id) || components.has(edge.source) || components.has(edge.target),
      );
      return {
        ...design,
        components: without(design.components, components),
        layout: without(design.layout, components),
        edges: without(design.edges, new Set(loose.map(([id]) => id))),
        timeline: withoutTargets(design, components),
      };
    },
  };
}

export function move(positions: { readonly [id: string]: Position }, label = "Moved"): Action {
  const ids = Object.keys(positions).sort().join(" ");
  return {
    label,
    key: `move ${ids}`,
    apply: (design) => ({ ...design, layout: { ...design.layout, ...positions } }),
  };
}

export function rename(id: string, label: string): Action {
  return {
    label: `Renamed to ${label}`,
    key: `rename ${id}`,
    apply: (design) => withComponent(design, id, (component) => ({ ...component, label })),
  };
}

export function renameDesign(name: string): Action {
  return { label: `Renamed to ${name}`, key: "name", apply: (design) => ({ ...design, name }) };
}

function withComponent(design: Design, id: string, change: (component: Component) => Component): Design {
  const component = design.components[id];
  if (!component) return design;
  return { ...design, components: { ...design.components, [id]: change(component) } };
}

function withEdgeChanged(design: Design, id: string, change: (edge: Edge) => Edge): Design {
  const edge = design.edges[id];
  if (!edge) return design;
  return { ...design, edges: { ...design.edges, [id]: change(edge) } };
}

/** Settings with one value changed; a value that equals the default is not written. */
function withSetting(settings: Settings, field: Field, value: SettingValue | undefined): Settings {
  if (value === undefined || sameSetting(field, value, field.default)) {
    const { [field.name]: _dropped, ...rest } = settings;
    return rest;
  }
  return { ...settings, [field.name]: value };
}

export type Owner =
  | { readonly kind: "component"; readonly id: string }
  | { readonly kind: "edge"; readonly id: string }
  | { readonly kind: "run" };

/** Sets one setting of a component, an edge or the run; undefined restores the default. */
export function setSetting(owner: Owner, field: Field, value: SettingValue | undefined): Action {
  const key = `set ${owner.kind} ${"id" in owner ? owner.id : ""} ${field.name}`;
  return {
    label: `${field.label} changed`,
    key,
    apply: (design) => {
      if (owner.kind === "run") return { ...design, run: withSetting(design.run, field, value) };
      const change = <T extends { readonly settings: Settings }>(part: T): T => ({
        ...part, settings: withSetting(part.settings, field, value),
      });
      return owner.kind === "component"
        ? withComponent(design, owner.id, change)
        : withEdgeChanged(design, owner.id, change);
    },
  };
}

/** Another kind for an edge; settings that the new kind has too are kept. */
export function setEdgeKind(id: string, kind: EdgeKind, fields: readonly Field[]): Action {
  return {
    label: "Kind of edge changed",
    apply: (design) =>
      withEdgeChanged(design, id, (edge) => ({
        ...edge, kind,
        settings: Object.fromEntries(Object.entries(edge.settings).filter(([name]) => fieldNamed(fields, name))),
      })),
  };
}

export function reconnect(id: string, source: string, target: string, kind: EdgeKind): Action {
  return {
    label: "Joined elsewhere",
    apply: (design) => withEdgeChanged(design, id, (edge) => ({ ...edge, source, target, kind })),
  };
}

/** Replaces the whole document (import, an example, another tab's version). */
export function replaceDesign(next: Design, label: string): Action {
  return { label, apply: () => next };
}

function changedAt(value: SettingValue | undefined, path: Path, next: SettingValue): SettingValue {
  const [head, ...rest] = path;
  if (head === undefined) return next;
  if (Array.isArray(value)) {
    return value.map((item: SettingValue, index) => (index === Number(head) ? changedAt(item, rest, next) : item));
  }
  const parts = (typeof value === "object" && value !== null ? value : {}) as { readonly [name: string]: SettingValue };
  return { ...parts, [head]: changedAt(parts[head], rest, next) };
}

/** The change a finding proposes, in one step. */
export function applyFix(fix: Fix): Action {
  return {
    label: fix.label.replace(/^Apply fix:\s*/, "Changed to "),
    apply: (design) =>
      fix.changes.reduce(
        // A design is JSON by construction; the path comes from the simulator, which knows its shape.
        (current: Design, change: Change) =>
          changedAt(current as unknown as SettingValue, change.path, change.value) as unknown as Design,
        design,
      ),
  };
}

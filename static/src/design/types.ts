/** The design document and the catalog, as the browser sees them. */

export type EdgeKind = "call" | "message" | "dead-letter";

export type SettingValue =
  | null
  | boolean
  | number
  | string
  | readonly SettingValue[]
  | { readonly [name: string]: SettingValue };

export type Settings = { readonly [name: string]: SettingValue };

export interface Position {
  readonly x: number;
  readonly y: number;
}

export interface Component {
  readonly type: string;
  readonly label: string;
  readonly settings: Settings;
  /** The preset it follows, by name; it has no effect on a run. */
  readonly preset?: string;
}

export interface Edge {
  readonly source: string;
  readonly target: string;
  readonly kind: EdgeKind;
  readonly settings: Settings;
}

/** Something done to a component at a time of the run. */
export interface TimelineAction {
  /** Seconds, or text such as "5m". */
  readonly at: number | string;
  readonly target: string;
  readonly action: string;
  readonly settings: Settings;
}

export interface Design {
  readonly version: 1;
  readonly name: string;
  readonly components: { readonly [id: string]: Component };
  readonly edges: { readonly [id: string]: Edge };
  readonly timeline: { readonly [id: string]: TimelineAction };
  readonly run: Settings;
  readonly layout: { readonly [id: string]: Position };
}

export type Path = readonly (string | number)[];

/** Why the document cannot run: where, what, and what to do. */
export interface Problem {
  readonly path: Path;
  readonly message: string;
  readonly remedy: string;
}

export interface Change {
  readonly path: Path;
  readonly value: SettingValue;
}

export interface Fix {
  readonly label: string;
  readonly changes: readonly Change[];
}

export type Severity = "error" | "warning" | "hint";

/** Advice on a design that can run. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly subject: { readonly kind: "component" | "edge" | "design"; readonly id: string };
  readonly title: string;
  readonly message: string;
  readonly evidence: readonly {
    readonly label: string;
    readonly value: string;
    readonly predicted: string | null;
  }[];
  readonly evidence_columns: readonly string[];
  readonly watch: number | null;
  readonly fix: Fix | null;
  readonly page: string;
}

export type FieldKind =
  | "integer"
  | "number"
  | "duration"
  | "rate"
  | "share"
  | "boolean"
  | "choice"
  | "distribution"
  | "text"
  | "list"
  | "points";

/** One setting of a component, an edge or the run: everything the form needs to know. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly kind: FieldKind;
  readonly unit: string | null;
  readonly default: SettingValue;
  readonly nullable: boolean;
  /** What null means, or an empty list: "unlimited", "for ever". */
  readonly nothing?: string | null;
  readonly minimum: number | null;
  /** True when the minimum itself is not allowed. */
  readonly above?: boolean;
  readonly maximum: number | null;
  readonly step: number | null;
  readonly help: string;
  readonly source: string | null;
  readonly group: string | null;
  readonly choices: readonly { readonly value: string; readonly label: string; readonly help: string }[];
  readonly visible_when: { readonly [field: string]: readonly SettingValue[] } | null;
  /** The role of a component in which alone it has a meaning. */
  readonly role?: string | null;
  /** Whether an action of the timeline may set it. */
  readonly changeable?: boolean;
  /** Of a list: what one entry is called. */
  readonly entry: string | null;
  /** Of a field of a list's entries: each is above the one before, or no two are alike. */
  readonly among: "rising" | "distinct" | null;
  /** Of a list: the fields of each entry. */
  readonly fields: readonly Field[];
}

/** Something that can be done to a component of a type in the middle of a run. */
export interface ActionKind {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  /** The role of a component in which alone it can be done. */
  readonly role?: string | null;
  readonly fields: readonly Field[];
}

export interface Metric {
  readonly name: string;
  readonly label: string;
  readonly unit: string | null;
  readonly kind: "count" | "gauge" | "percentile" | "utilisation";
  readonly help: string;
}

export type InstrumentSpec =
  | { readonly kind: "bars"; readonly metric: string }
  | { readonly kind: "gauge"; readonly solid: string; readonly hatched: string }
  | {
      readonly kind: "slots";
      readonly busy: string;
      readonly total: string;
      readonly late: string;
      readonly failed: string;
    }
  | { readonly kind: "meter"; readonly value: string; readonly total: string };

/** What a node's body shows: settings before a run, an instrument during one. */
export interface Face {
  readonly settings: readonly { readonly label: string; readonly setting: string }[];
  readonly figure: { readonly metric: string; readonly word: string } | null;
  readonly instrument: InstrumentSpec | null;
  readonly rows: readonly {
    readonly label: string;
    readonly metric: string;
    readonly of?: string | null;
    /** Another metric that is told behind a plus, with the first word of its label. */
    readonly plus?: string | null;
    readonly alert?: boolean;
    /** Takes a place only where the run ever has something to say. */
    readonly quiet?: boolean;
    /** A quiet row that says something only where its metric changes. */
    readonly varies?: boolean;
    /** Settings with which a node has room for one more row. */
    readonly room_when?: { readonly [setting: string]: readonly string[] } | null;
  }[];
}

export interface Role {
  readonly label: string;
  readonly icon: string;
  readonly summary: string;
  readonly metrics?: readonly Metric[];
  readonly face: Face;
  readonly width: number;
}

export interface ComponentType {
  readonly type: string;
  readonly label: string;
  readonly icon: string;
  readonly category: string;
  readonly summary: string;
  readonly width: number;
  readonly accepts: readonly EdgeKind[];
  readonly sends: readonly EdgeKind[];
  readonly fields: readonly Field[];
  readonly defaults: Settings;
  readonly metrics: readonly Metric[];
  readonly face: Face;
  readonly roles?: { readonly [role: string]: Role };
  readonly actions: readonly ActionKind[];
  readonly page: string;
}

export interface Connection {
  readonly kinds: readonly EdgeKind[];
  readonly reason: string;
  /** By kind of edge: its settings that have no meaning between the two. */
  readonly idle: { readonly [kind in EdgeKind]?: readonly string[] };
}

export interface DistributionKind {
  readonly kind: string;
  readonly label: string;
  readonly fields: readonly Field[];
}

/** One value that a preset sets, and where it comes from. */
export interface PresetFact {
  readonly value: SettingValue;
  readonly source: string;
  readonly basis: "documented" | "unverified" | "chosen";
}

export type PresetFacts = { readonly [setting: string]: PresetFact };

/** A preset sets a queue, the workers that take from it, its dead-letter queue, and the edge that leads there. */
export type PresetPart = "queue" | "worker" | "dead_letters" | "redrive";

/** A real product as settings. */
export interface Preset {
  readonly name: string;
  readonly label: string;
  readonly product: string;
  readonly version: string;
  readonly summary: string;
  readonly settings: { readonly [part in PresetPart]: PresetFacts };
  readonly page: string;
}

/** Everything the browser knows about components, made from the simulator's code. */
export interface Catalog {
  readonly engine: string;
  readonly types: readonly ComponentType[];
  readonly edges: { readonly [kind: string]: { readonly label: string; readonly fields: readonly Field[] } };
  readonly connections: { readonly [source: string]: { readonly [target: string]: Connection } };
  readonly run: { readonly fields: readonly Field[] };
  readonly timeline: { readonly fields: readonly Field[] };
  readonly distributions: readonly DistributionKind[];
  readonly categories: readonly { readonly id: string; readonly label: string }[];
  readonly system_metrics: readonly Metric[];
  readonly edge_metrics: readonly Metric[];
  readonly limits: { readonly [name: string]: number };
  readonly rules: readonly {
    readonly code: string;
    readonly title: string;
    readonly severity: Severity;
    readonly page: string;
  }[];
  readonly presets: readonly Preset[];
}

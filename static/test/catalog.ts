/** A small catalog for tests: the five types with the settings that the tests speak of. */
import type { Catalog, ComponentType, Field } from "../src/design/types";

export function field(name: string, kind: Field["kind"], value: Field["default"], more: Partial<Field> = {}): Field {
  return {
    name, label: name.replaceAll("_", " "), kind, unit: null, default: value, nullable: false, minimum: null, maximum: null,
    step: null, help: "", source: null, group: null, choices: [], visible_when: null, entry: null, among: null, fields: [], ...more,
  };
}

function type(name: string, more: Partial<ComponentType>): ComponentType {
  return {
    type: name, label: name[0]?.toUpperCase() + name.slice(1), icon: `c-${name}`, category: "compute", summary: "", width: 140,
    accepts: [], sends: [], fields: [], defaults: {}, metrics: [], actions: [], page: name,
    face: { settings: [], figure: null, instrument: null, rows: [] }, ...more,
  };
}

const FACE_OF_DEAD_LETTERS = { settings: [], figure: { metric: "waiting", word: "parked" }, instrument: null, rows: [] };

export const catalog: Catalog = {
  engine: "test",
  types: [
    type("client", { category: "sources", width: 112, sends: ["call", "message"], fields: [
      field("pattern", "choice", "poisson", { choices: [{ value: "poisson", label: "Random", help: "" }, { value: "burst", label: "Bursts", help: "" }] }),
      field("rate", "rate", 3, { minimum: 0 }),
      field("burst_size", "integer", 60, { minimum: 1, visible_when: { pattern: ["burst"] } }),
    ] }),
    type("service", { accepts: ["call"], sends: ["call", "message"] }),
    type("queue", { category: "messaging", width: 182, accepts: ["message", "dead-letter"], sends: ["message", "dead-letter"], fields: [
      field("visibility_timeout", "duration", 30, { minimum: 0 }),
      field("capacity", "integer", null, { nullable: true, minimum: 1 }),
      field("redrive_after", "duration", null, { nullable: true, role: "dead-letter" }),
    ], actions: [{ name: "purge", label: "Purge", help: "", fields: [] }, { name: "redrive", label: "Redrive", help: "", role: "dead-letter", fields: [] }], roles: { "dead-letter": { label: "Dead-letter queue", icon: "c-dead-letter-queue", summary: "", width: 182, face: FACE_OF_DEAD_LETTERS } } }),
    type("worker", { width: 188, accepts: ["message"], sends: ["call", "message"], fields: [
      field("instances", "integer", 4, { minimum: 1 }),
      field("concurrency", "integer", 4, { minimum: 1 }),
      field("processing_time", "distribution", { kind: "lognormal", mean: 0.5, cv: 0.5 }),
      field("transient_failure", "share", 0, { minimum: 0, maximum: 1, changeable: true }),
    ], actions: [
      { name: "crash", label: "Crash", help: "", fields: [field("instances", "integer", null, { nullable: true, nothing: "all", minimum: 1 })] },
      { name: "set", label: "Set", help: "", fields: [field("setting", "choice", "transient_failure", { choices: [{ value: "transient_failure", label: "Transient failures", help: "" }] })] },
    ], face: { settings: [], figure: null, instrument: { kind: "slots", busy: "busy", total: "slots", late: "late", failed: "failed" }, rows: [] } }),
    type("database", { category: "storage", accepts: ["call"], sends: [] }),
  ],
  edges: {
    call: { label: "Call", fields: [field("timeout", "duration", null, { nullable: true }), field("share", "share", 1)] },
    message: { label: "Message", fields: [field("latency", "distribution", 0), field("share", "share", 1)] },
    "dead-letter": { label: "Dead letter", fields: [field("max_receives", "integer", 3, { minimum: 1 })] },
  },
  connections: {
    client: { service: { kinds: ["call"], reason: "", idle: {} }, queue: { kinds: ["message"], reason: "", idle: {} }, worker: { kinds: [], reason: "Takes its work from a queue. Add the queue first.", idle: {} } },
    service: { queue: { kinds: ["message"], reason: "", idle: {} }, database: { kinds: ["call"], reason: "", idle: {} }, service: { kinds: ["call"], reason: "", idle: {} } },
    queue: { worker: { kinds: ["message"], reason: "", idle: { message: ["share"] } }, queue: { kinds: ["dead-letter"], reason: "", idle: {} } },
    worker: { database: { kinds: ["call"], reason: "", idle: {} }, queue: { kinds: ["message"], reason: "", idle: {} } },
  },
  timeline: { fields: [field("at", "duration", null, { minimum: 0 })] },
  run: { fields: [field("duration", "duration", 1800, { minimum: 1 })] },
  distributions: [],
  categories: [{ id: "sources", label: "Sources" }, { id: "compute", label: "Compute" }, { id: "messaging", label: "Messaging" }, { id: "storage", label: "Storage" }],
  system_metrics: [], edge_metrics: [], limits: {}, rules: [], presets: [],
};

/** Quick validation: what the browser can say at once, before the server's full answer. */
import { fieldNamed, fieldsOfEdge, isVisible, typeNamed, valueOf } from "./catalog";
import { joiningOfTypes } from "./connections";
import { entriesOf, entryWord } from "./lists";
import { fieldsOfAction, secondsOf } from "./timeline";
import { readQuantity } from "./units";
import type { Entry } from "./lists";
import type { Catalog, Design, Field, Path, Problem, Settings, SettingValue } from "./types";

/** Why a value does not fit its field, as a sentence; null when it does. */
export function problemOfValue(field: Field, value: SettingValue): string | null {
  if (value === null) return field.nullable ? null : `${field.label} needs a value.`;
  switch (field.kind) {
    case "integer":
    case "number":
      if (typeof value !== "number" || !Number.isFinite(value)) return `${field.label} must be a number.`;
      if (field.kind === "integer" && !Number.isInteger(value)) return `${field.label} must be a whole number.`;
      return outOfBounds(field, value);
    case "duration":
    case "rate":
    case "share": {
      const amount = readQuantity(field.kind, value);
      if (amount === null) return `${field.label} is not a ${field.kind}. Try ${EXAMPLES[field.kind]}.`;
      return outOfBounds(field, amount);
    }
    case "boolean":
      return typeof value === "boolean" ? null : `${field.label} is on or off.`;
    case "choice":
      return field.choices.some((choice) => choice.value === value) ? null : `${field.label} has no such choice.`;
    case "list":
      if (!Array.isArray(value)) return `${field.label} must be a list.`;
      return entriesOf(value).map((entry, row) => problemOfEntry(field, entry, row)).find((said) => said !== null) ?? null;
    default:
      return null;
  }
}

function problemOfEntry(list: Field, entry: Entry, row: number): string | null {
  const said = list.fields.map((part) => problemOfValue(part, entry[part.name] ?? part.default)).find((sentence) => sentence !== null);
  return said ? `${list.label}, ${entryWord(list)} ${row + 1}: ${said}` : null;
}

const EXAMPLES = { duration: "200ms, 30s or 5m", rate: "3/s or 90/min", share: "2%" } as const;

function outOfBounds(field: Field, amount: number): string | null {
  const unit = field.kind === "duration" ? "\u00a0s" : field.kind === "rate" ? "/s" : "";
  const show = (bound: number) => (field.kind === "share" ? `${bound * 100}\u00a0%` : `${bound.toLocaleString("en-US")}${unit}`);
  if (field.minimum !== null && amount < field.minimum) return `${field.label} must be at least ${show(field.minimum)}.`;
  if (field.maximum !== null && amount > field.maximum) return `${field.label} must be at most ${show(field.maximum)}.`;
  return null;
}

function problemsOfSettings(fields: readonly Field[], settings: Settings, path: Path): Problem[] {
  return fields
    .filter((field) => isVisible(field, fields, settings))
    .flatMap((field) => {
      const message = problemOfValue(field, valueOf(field, settings));
      return message ? [{ path: [...path, field.name], message, remedy: "" }] : [];
    });
}

function problemsOfTimeline(catalog: Catalog, design: Design): Problem[] {
  const duration = readQuantity("duration", design.run["duration"] ?? fieldNamed(catalog.run.fields, "duration")?.default);
  return Object.entries(design.timeline).flatMap(([id, action]) => {
    const path: Path = ["timeline", id];
    if (!design.components[action.target]) {
      return [{ path: [...path, "target"], message: `There is no component ${action.target}.`, remedy: "Choose another, or remove the action." }];
    }
    const at = secondsOf(action);
    const found = problemsOfSettings(catalog.timeline.fields, { at: action.at }, path);
    if (at !== null && duration !== null && at >= duration) {
      found.push({ path: [...path, "at"], message: "The run is over by then.", remedy: "Give an earlier time, or lengthen the run." });
    }
    const fields = fieldsOfAction(catalog, design, action);
    return [...found, ...problemsOfSettings(fields, action.settings, [...path, "settings"])];
  });
}

/** Every quick problem of a design. It depends on structure and settings, never on positions. */
export function quickProblems(catalog: Catalog, design: Design): readonly Problem[] {
  const problems: Problem[] = [];
  for (const [id, component] of Object.entries(design.components)) {
    const type = typeNamed(catalog, component.type);
    if (!type) {
      problems.push({ path: ["components", id, "type"], message: `There is no component type ${component.type}.`, remedy: "Remove it." });
      continue;
    }
    problems.push(...problemsOfSettings(type.fields, component.settings, ["components", id, "settings"]));
  }
  for (const [id, edge] of Object.entries(design.edges)) {
    const source = design.components[edge.source];
    const target = design.components[edge.target];
    if (!source || !target) continue;
    const { kinds, reason } = joiningOfTypes(catalog, source.type, target.type);
    if (!kinds.includes(edge.kind)) {
      const message = reason || `${source.label} and ${target.label} cannot be joined by a ${edge.kind} edge.`;
      problems.push({ path: ["edges", id, "kind"], message, remedy: "Remove the edge." });
    }
    problems.push(...problemsOfSettings(fieldsOfEdge(catalog, edge.kind), edge.settings, ["edges", id, "settings"]));
  }
  problems.push(...problemsOfSettings(catalog.run.fields, design.run, ["run"]));
  problems.push(...problemsOfTimeline(catalog, design));
  return problems;
}

/** The problems of one part: those whose path begins with it. */
export function problemsAt(problems: readonly Problem[], prefix: Path): readonly Problem[] {
  return problems.filter((problem) => prefix.every((step, index) => String(problem.path[index]) === String(step)));
}

/** Marks: what stands on each node and edge from outside: selection, Problems, numbered findings. */
import { sorted } from "../feedback/order";
import type { NodeMarks } from "../diagram/spec";
import type { Finding, Problem } from "../design/types";
import type { Selection } from "./store";

type Found = NonNullable<NodeMarks["finding"]>;

/** The first finding of each component, with the number it wears everywhere. */
function findingsByPart(findings: readonly Finding[]): Map<string, Found> {
  const found = new Map<string, Found>();
  sorted(findings).forEach(({ subject, severity }, index) => {
    if (subject.kind !== "component") return;
    const first = found.get(subject.id);
    found.set(subject.id, first ? { ...first, count: first.count + 1 } : { number: index + 1, severity, count: 1 });
  });
  return found;
}

/** The first Problem's sentence of each component. */
function problemsByPart(problems: readonly Problem[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const { path, message } of problems) {
    const id = path[0] === "components" ? String(path[1]) : null;
    if (id && !found.has(id)) found.set(id, message);
  }
  return found;
}

const same = (a: NodeMarks, b: NodeMarks) =>
  a.selected === b.selected && a.problem === b.problem &&
  a.finding?.number === b.finding?.number && a.finding?.severity === b.finding?.severity && a.finding?.count === b.finding?.count;

/** The marks of every component; those that did not change keep their identity. */
export function marksOf(
  ids: Iterable<string>,
  selection: Selection,
  problems: readonly Problem[],
  findings: readonly Finding[],
  before: ReadonlyMap<string, NodeMarks>,
): ReadonlyMap<string, NodeMarks> {
  const byProblem = problemsByPart(problems);
  const byFinding = findingsByPart(findings);
  const marks = new Map<string, NodeMarks>();
  for (const id of ids) {
    const next: NodeMarks = {
      selected: selection.components.has(id), problem: byProblem.get(id) ?? null, finding: byFinding.get(id) ?? null,
    };
    const old = before.get(id);
    marks.set(id, old && same(old, next) ? old : next);
  }
  return marks;
}

/** Edges that have a Problem. */
export function badEdges(problems: readonly Problem[]): ReadonlySet<string> {
  return new Set(problems.filter(({ path }) => path[0] === "edges").map(({ path }) => String(path[1])));
}

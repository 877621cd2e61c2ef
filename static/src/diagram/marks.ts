/** Marks: what stands on each node and edge from outside: selection, Problems, numbered findings. */
import { sorted } from "../feedback/order";
import type { NodeMarks } from "./spec";
import type { Design, Finding, Problem } from "../design/types";

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

/** A component that was just placed is not wrong, only not joined yet. */
export function isUnfinished(design: Design, problem: Problem): boolean {
  const [group, id] = problem.path;
  if (group !== "components" || problem.path.length > 2) return false;
  return !Object.values(design.edges).some((edge) => edge.source === id || edge.target === id);
}

/** The first Problem's sentence of each component. */
function problemsByPart(design: Design, problems: readonly Problem[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const problem of problems) {
    const id = problem.path[0] === "components" ? String(problem.path[1]) : null;
    if (id && !found.has(id) && !isUnfinished(design, problem)) found.set(id, problem.message);
  }
  return found;
}

const same = (a: NodeMarks, b: NodeMarks) =>
  a.selected === b.selected && a.problem === b.problem && (a.ringed ?? false) === (b.ringed ?? false) &&
  a.finding?.number === b.finding?.number && a.finding?.severity === b.finding?.severity && a.finding?.count === b.finding?.count;

const NONE: ReadonlySet<string> = new Set();

/** The marks of every component; those that did not change keep their identity. */
export function marksOf(
  design: Design,
  selected: ReadonlySet<string>,
  problems: readonly Problem[],
  findings: readonly Finding[],
  before: ReadonlyMap<string, NodeMarks>,
  ringed: ReadonlySet<string> = NONE,
): ReadonlyMap<string, NodeMarks> {
  const byProblem = problemsByPart(design, problems);
  const byFinding = findingsByPart(findings);
  const marks = new Map<string, NodeMarks>();
  for (const id of Object.keys(design.components)) {
    const next: NodeMarks = {
      selected: selected.has(id), problem: byProblem.get(id) ?? null, finding: byFinding.get(id) ?? null, ringed: ringed.has(id),
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

/** Running: starts a run of the open design, or shows why it cannot run. */
import { applyFix } from "../design/actions";
import { useSession } from "../run";
import { currentDesign, NOTHING, useEditor } from "./store";
import { onlyComponent, onlyEdge } from "./selection";
import { reveal } from "./viewport";
import type { Finding, Fix, Problem } from "../design/types";

/** Shows a Problem: selects its part and puts the focus into its field. */
export function showProblem(problem: Problem): void {
  const { select, set, tell } = useEditor.getState();
  const [group, id] = problem.path;
  const part = typeof id === "string" ? id : null;
  if (group === "components" && part) {
    select(onlyComponent(part));
    reveal(part);
  } else if (group === "edges" && part) {
    select(onlyEdge(part));
  } else if (group === "timeline") {
    const target = part === null ? undefined : currentDesign().timeline[part]?.target;
    select(target !== undefined && target in currentDesign().components ? onlyComponent(target) : NOTHING);
  } else {
    tell(problem.message, problem.remedy);
  }
  set({ rightOpen: true });
  const field = String(problem.path[3] ?? (group === "timeline" ? problem.path[2] : undefined) ?? "");
  const within = group === "timeline" && part ? `[data-action="${CSS.escape(part)}"]` : "";
  requestAnimationFrame(() => {
    const target = document.querySelector<HTMLElement>(`.insp ${within} [data-field="${CSS.escape(field)}"] :is(input, select, button:not(.was))`);
    (target ?? document.querySelector<HTMLElement>(".insp .problem"))?.focus();
  });
}

/** The sentence with which an empty design answers to Run. */
const NOTHING_TO_RUN: Problem = { path: [], message: "There is nothing to run yet.", remedy: "Add something that sends work: a client." };

/** Runs what is drawn. Build gives way to Watch; never the other way round. */
export async function runNow(): Promise<void> {
  const { problems, mode, setMode, seal, tell } = useEditor.getState();
  seal();
  const design = currentDesign();
  const first = Object.keys(design.components).length === 0 ? NOTHING_TO_RUN : problems[0];
  if (first) {
    showProblem(first);
    tell(first.message, first.remedy);
    return;
  }
  if (mode === "build") setMode("watch");
  await useSession.getState().start(design);
  const { problems: refused, error } = useSession.getState();
  const [problem] = refused;
  if (problem) {
    showProblem(problem);
    tell(problem.message, problem.remedy);
  } else if (error) {
    tell(error);
  }
}

/** Runs what was just opened where the address asks for it; a reload of the page does not ask again. */
export function runIfAsked(): void {
  if (location.hash !== "#run") return;
  history.replaceState(history.state, "", location.pathname + location.search);
  void runNow();
}

/** Applies a finding's fix to the open design, with a way back. */
export function applyFinding(fix: Fix): void {
  useEditor.getState().doAndTell(applyFix(fix), "Run again to see the effect.");
}

/** Applies the fix and runs the result on the same seed, beside the run that had the finding. */
export async function prove(finding: Finding): Promise<void> {
  const { doAndTell, mode, setMode } = useEditor.getState();
  if (!finding.fix) return;
  doAndTell(applyFix(finding.fix), "Running it on the same seed.");
  if (mode === "build") setMode("watch");
  await useSession.getState().prove(currentDesign(), finding);
}

const RING_MS = 2400;

/** Shows where in the diagram a finding is. */
export function showFinding(finding: Finding): void {
  const { select, set } = useEditor.getState();
  const { kind, id } = finding.subject;
  if (kind === "component") {
    select(onlyComponent(id));
    reveal(id);
  } else if (kind === "edge") {
    select(onlyEdge(id));
  }
  set({ ringed: new Set([id]) });
  setTimeout(() => set({ ringed: new Set() }), RING_MS);
}

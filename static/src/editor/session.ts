/** Editing session: opens the scenario of this page and keeps draft, checks and run side in step with it. */
import { replaceDesign } from "../design/actions";
import { runSeconds } from "../design/run";
import { openLinked } from "../microscope";
import { api, clock, provideCatalog, useSession } from "../run";
import { Autosave, safetyCopy } from "./autosave";
import { Checking } from "./checking";
import { currentDesign, openScenario, useEditor } from "./store";
import type { Catalog, Design } from "../design/types";
import type { Scenario } from "../run";

let autosave: Autosave | null = null;

/** The scenario's id: named by the page, else by its address. */
export function scenarioOfPage(root: HTMLElement): string {
  const named = root.dataset["scenario"] ?? /\/s\/([^/]+)/.exec(location.pathname)?.[1];
  return named ?? (JSON.parse(document.getElementById("page-data")?.textContent || "{}") as { scenario?: Scenario }).scenario?.id ?? "";
}

/** The scenario as the server wrote it into the page; null when the page holds another or none. */
function scenarioInPage(id: string): Scenario | null {
  const text = document.getElementById("page-data")?.textContent;
  const data = text ? (JSON.parse(text) as { scenario?: Scenario }) : {};
  return data.scenario?.id === id ? data.scenario : null;
}

/** Loads catalog and scenario, brings back what was not saved, and starts watching. */
export async function openSession(id: string): Promise<void> {
  const [catalog, scenario] = await Promise.all([api.catalog<Catalog>(), scenarioInPage(id) ?? api.scenario(id)]);
  provideCatalog(catalog);
  openScenario(catalog, id, scenario.design);
  const copy = safetyCopy(id);
  // With the version the copy was made from, so that the server sees whether another window came between.
  const version = copy?.version ?? scenario.version;
  const keeper = new Autosave(id, version, scenario.design, (saving) => useEditor.getState().set({ saving }));
  autosave = keeper;
  useEditor.getState().set({ saving: { state: "saved", at: Date.parse(scenario.saved_at) || Date.now() } });
  if (copy) bringBack(copy.design, scenario.design);
  watch(keeper);
  await useSession.getState().setScenario(id, scenario.runs);
  addEventListener("hashchange", () => void openLinked());
  await openLinked();
}

/** What a page that went away had not saved comes back as one step that can be undone. */
function bringBack(copy: Design, saved: Design): void {
  if (JSON.stringify(copy) === JSON.stringify(saved)) return;
  const { do: perform, tell, undo } = useEditor.getState();
  perform(replaceDesign(copy, "Unsaved changes brought back"));
  tell("Unsaved changes were brought back.", "", () => undo());
}

function watch(keeper: Autosave): void {
  const checking = new Checking((design, problems, findings) => {
    if (currentDesign() === design) useEditor.getState().setChecked(problems, findings);
    useSession.getState().setDesignFindings([...findings]);
  });
  const follow = (design: Design) => {
    keeper.changed(design);
    checking.changed(design);
    document.title = `${design.name} · Queueyard`;
    announceDuration(design);
  };
  follow(currentDesign());
  useEditor.subscribe((state, before) => {
    if (state.history.present !== before.history.present) follow(state.history.present);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keeper.leave();
  });
  addEventListener("pagehide", () => keeper.leave());
  addEventListener("online", () => void keeper.flush());
}

/** Before a first run the clock says how long a run would be. */
function announceDuration(design: Design): void {
  const duration = runSeconds(useEditor.getState().catalog, design);
  const { current, status } = useSession.getState();
  if (duration > 0 && !current && status === "idle" && clock.duration !== duration) clock.reset(duration, 1);
}

/** After a conflict: this window's design becomes a scenario of its own. */
export async function keepMineAsCopy(): Promise<void> {
  const design = currentDesign();
  const { saving, tell } = useEditor.getState();
  if (saving.state !== "conflict") return;
  const name = `${design.name}, mine`;
  try {
    const made = await api.createScenario({ name, design: { ...design, name } });
    autosave?.resume(saving.version, saving.theirs, saving.theirs);
    location.assign(`/s/${made.id}/`);
  } catch (reason) {
    tell(reason instanceof Error ? reason.message : "The copy could not be made.");
  }
}

/** After a conflict: the other window's design, with this one's a step of undo away. */
export function takeTheirs(theirs: Design, version: number): void {
  const { do: perform, tell, undo } = useEditor.getState();
  autosave?.resume(version, theirs, theirs);
  perform(replaceDesign(theirs, "The other version taken"));
  tell("The other version is shown.", "", () => undo());
}

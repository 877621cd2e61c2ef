/** Session: the runs of this page's scenario, the one that is shown and the one laid under it. */

import { create } from "zustand";
import { ApiError, api } from "./api";
import { loadFrames, rememberFrames, storedFrames } from "./cache";
import { FrameStore } from "./frames";
import { newestFirst, runList } from "./list";
import { clock, hub } from "./playback";
import { RunFeed } from "./socket";
import type { Link } from "./socket";
import { browserTransport, wakeWithPage } from "./transport";
import type { Design, Finding, Problem, Run, RunBrief, RunStatus } from "./types";
import { isOver } from "./types";

/** Charts and tables take up new frames at most this often while a run is going on. */
const STAMP_INTERVAL_MS = 600;

export type SessionStatus = "idle" | "starting" | RunStatus;
export type FeedbackTab = "findings" | "compare";

export interface SessionState {
  scenario: string | null;
  runs: RunBrief[];
  current: Run | null;
  overlay: Run | null;
  /** Columns of the shown run and of the one under it. */
  frames: FrameStore | null;
  olderFrames: FrameStore | null;
  /** Changes when the columns have grown, at most about twice a second. */
  stamp: number;
  status: SessionStatus;
  position: number | null;
  simulated: number;
  wallMs: number | null;
  link: Link | null;
  /** Why something could not be done, as a sentence; "" where all is well. */
  error: string;
  problems: Problem[];
  findings: Finding[];
  /** Design-only advice that the editor found while typing; shown while there is no run. */
  designFindings: Finding[];
  feedback: FeedbackTab;
  openFinding: string | null;

  setScenario(id: string, runs: RunBrief[]): Promise<void>;
  start(design: Design): Promise<void>;
  prove(design: Design, finding: Finding): Promise<void>;
  cancel(id?: string): Promise<void>;
  select(id: string, overlayId?: string | null): Promise<void>;
  setOverlay(id: string | null): Promise<void>;
  show(run: Run, frames: FrameStore): void;
  setDesignFindings(findings: Finding[]): void;
  setFeedback(tab: FeedbackTab): void;
  setOpenFinding(key: string | null): void;
  dismissError(): void;
}

let feed: RunFeed | null = null;
let sleepless: (() => void) | null = null;
/** Grows with every run that is shown; an answer that comes for an earlier one is dropped. */
let generation = 0;
let stampTimer: ReturnType<typeof setTimeout> | null = null;

export const useSession = create<SessionState>((set, get) => ({
  scenario: null,
  runs: [],
  current: null,
  overlay: null,
  frames: null,
  olderFrames: null,
  stamp: 0,
  status: "idle",
  position: null,
  simulated: 0,
  wallMs: null,
  link: null,
  error: "",
  problems: [],
  findings: [],
  designFindings: [],
  feedback: "findings",
  openFinding: null,

  async setScenario(id, runs) {
    set({ scenario: id, runs: newestFirst(runs) });
    list.poll();
    const latest = get().runs.find((run) => run.status !== "cancelled");
    if (latest) await get().select(latest.id);
  },

  async start(design) {
    await begin(design, null);
  },

  async prove(design, finding) {
    const base = get().current;
    const begun = await begin(design, finding);
    if (!begun || !base) return;
    set({ feedback: "compare" });
    await get().setOverlay(base.id);
  },

  async cancel(id) {
    const target = id ?? get().current?.id;
    if (!target) return;
    try {
      const run = await api.cancelRun(target);
      list.merge(run);
    } catch (reason) {
      set({ error: sentenceOf(reason) });
    }
  },

  async select(id, overlayId) {
    const mine = ++generation;
    stopFeed();
    try {
      const run = await api.run(id);
      if (mine !== generation) return;
      if (isOver(run.status)) await showStored(run, mine);
      else follow(run, mine);
      if (overlayId !== undefined && mine === generation) await get().setOverlay(overlayId);
    } catch (reason) {
      if (mine === generation) set({ error: sentenceOf(reason) });
    }
  },

  async setOverlay(id) {
    if (!id) {
      set({ overlay: null, olderFrames: null });
      hub.show(get().frames);
      return;
    }
    try {
      const run = await api.run(id);
      const frames = await loadFrames(run);
      set({ overlay: run, olderFrames: frames });
      hub.show(get().frames, frames);
    } catch (reason) {
      set({ error: sentenceOf(reason) });
    }
  },

  show(run, frames) {
    generation += 1;
    stopFeed();
    present(run, frames);
  },

  setDesignFindings: (designFindings) => set({ designFindings }),
  setFeedback: (feedback) => set({ feedback }),
  setOpenFinding: (openFinding) => set({ openFinding }),
  dismissError: () => set({ error: "" }),
}));

const { getState: get, setState: set } = useSession;
const list = runList(get, set);

async function begin(design: Design, finding: Finding | null): Promise<Run | null> {
  const scenario = get().scenario;
  if (!scenario || get().status === "starting") return null;
  const before = get().status;
  set({ status: "starting", error: "", problems: [] });
  try {
    const proved = finding ? { rule: finding.rule, run: get().current?.id ?? null } : undefined;
    const run = await api.startRun(scenario, design, proved);
    const mine = ++generation;
    stopFeed();
    list.merge(run);
    set({ overlay: null, olderFrames: null });
    follow(run, mine);
    return run;
  } catch (reason) {
    const problems = reason instanceof ApiError ? reason.problems : [];
    set({ status: before, error: sentenceOf(reason), problems });
    return null;
  }
}

/** Watches a run from its first frame and plays it as soon as that has arrived. */
function follow(run: Run, mine: number): void {
  set({
    current: run,
    frames: null,
    status: run.status,
    position: run.position,
    simulated: run.simulated,
    wallMs: run.wall_ms,
    findings: run.findings,
    error: "",
    openFinding: null,
  });
  hub.show(null);
  clock.reset(run.duration, 1);
  feed = new RunFeed(run.id, browserTransport(run.id), handlersFor(run, mine));
  sleepless = wakeWithPage(feed);
  feed.start();
  list.poll();
}

function handlersFor(run: Run, mine: number): ConstructorParameters<typeof RunFeed>[2] {
  let store: FrameStore | null = null;
  const ours = (): boolean => mine === generation;
  return {
    onSchema(schema) {
      if (store || !ours()) return;
      store = new FrameStore(schema);
      rememberFrames(run.id, store);
      clock.reset(schema.duration, schema.frame);
      set({ frames: store });
      hub.show(store, get().olderFrames);
    },
    onFrames(frames) {
      if (!store || !ours()) return;
      const first = store.length === 0;
      store.append(frames);
      clock.extend(store.lastEnd, false);
      if (first) clock.play();
      stampSoon();
    },
    onStatus(said) {
      if (!ours()) return;
      set({ status: said.status, position: said.position, simulated: said.simulated, wallMs: said.wall_ms });
      list.update(run.id, { status: said.status, position: said.position, simulated: said.simulated });
    },
    onEnd(status) {
      if (ours()) void ended(run.id, status, store, mine);
    },
    onLink(link) {
      if (ours()) set({ link });
    },
    onLost(reason) {
      if (ours()) set({ status: "failed", error: reason });
    },
  };
}

async function ended(id: string, status: RunStatus, store: FrameStore | null, mine: number): Promise<void> {
  if (store) clock.extend(store.lastEnd, true);
  set({ status, position: null });
  stampNow();
  try {
    const run = await api.run(id);
    list.merge(run);
    if (mine === generation) {
      const { status: now, findings, wall_ms: wallMs } = run;
      // The row says what the last heartbeat said; the frames may be further.
      const simulated = Math.max(run.simulated, store?.lastEnd ?? 0);
      set({ current: run, status: now, findings, simulated, wallMs });
    }
  } catch (reason) {
    if (mine === generation) set({ error: sentenceOf(reason) });
  }
}

async function showStored(run: Run, mine: number): Promise<void> {
  const frames = storedFrames(run) ?? (await loadFrames(run));
  if (mine === generation) present(run, frames);
}

/** Shows a run that is over, where the clock stands; at its end where the clock has no run yet. */
function present(run: Run, frames: FrameStore): void {
  const kept = clock.duration === frames.schema.duration && clock.limit > 0 ? clock.time : null;
  set({
    current: run,
    frames,
    overlay: null,
    olderFrames: null,
    status: run.status,
    position: null,
    simulated: Math.max(run.simulated, frames.lastEnd),
    wallMs: run.wall_ms,
    findings: run.findings,
    link: null,
    error: "",
    openFinding: null,
  });
  clock.reset(frames.schema.duration, frames.schema.frame);
  clock.extend(frames.lastEnd, true);
  clock.seenEnd = true;
  clock.seek(kept ?? frames.lastEnd);
  hub.show(frames);
  stampNow();
}

function stopFeed(): void {
  feed?.stop();
  sleepless?.();
  feed = null;
  sleepless = null;
}

function stampSoon(): void {
  stampTimer ??= setTimeout(stampNow, get().stamp ? STAMP_INTERVAL_MS : 0);
}

function stampNow(): void {
  if (stampTimer !== null) clearTimeout(stampTimer);
  stampTimer = null;
  set({ stamp: get().stamp + 1 });
}

function sentenceOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : "Something went wrong on this page. Reload it.";
}

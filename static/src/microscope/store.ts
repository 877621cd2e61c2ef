/** Microscope state: which messages of the shown run have a history, which are listed, and the one that is open. */

import { create } from "zustand";
import { api } from "../run/api";
import { useDock } from "../run/dock";
import { formatNumber } from "../run/format";
import { useSession } from "../run/session";
import { readLink, showInAddress } from "./link";
import { keyOf, sameJob } from "./types";
import type { JobName, MessageHistory, MessageList, MessageRow, Reason } from "./types";

/** Which messages to list, and which of them to open. */
export interface Question {
  readonly reason?: Reason | null;
  /** Those that were at this component or edge. */
  readonly place?: string | null;
  /** Those that were there, or on their way, at this simulated second. */
  readonly at?: number | null;
  readonly job?: JobName;
}

export interface MicroscopeState {
  readonly run: string | null;
  readonly list: MessageList | null;
  readonly error: string;
  readonly reason: Reason | null;
  readonly place: string | null;
  readonly at: number | null;
  /** The rows of the place and time; null while they are asked for. */
  readonly rows: readonly MessageRow[] | null;
  readonly chosen: JobName | null;
  readonly history: MessageHistory | null;
  /** Why the chosen message cannot be shown. */
  readonly problem: string;
  /** Grows when somebody asked to be brought here: the focus then goes to the message. */
  readonly attention: number;

  load(run: string): Promise<void>;
  look(question: Question): Promise<void>;
  setReason(reason: Reason | null): void;
  choose(job: JobName): Promise<void>;
}

const NO_LIST = { list: null, error: "", reason: null, place: null, at: null, rows: null, chosen: null, history: null, problem: "" };
const ORDER: readonly Reason[] = ["dead", "twice", "slowest", "sample", "compared"];

export const useMicroscope = create<MicroscopeState>((set, get) => ({
  run: null,
  ...NO_LIST,
  attention: 0,

  async load(run) {
    const { chosen } = get();
    set({ ...NO_LIST, run, chosen });
    try {
      const list = await listOf(run);
      if (get().run !== run) return;
      if (list.pending) return lookAgain(run);
      set({ list, rows: list.rows, reason: firstReason(list, chosen) ?? ORDER.find((reason) => list.rows.some((row) => row.kept.includes(reason))) ?? null });
      await chooseAmong(chosen);
    } catch (reason) {
      if (get().run === run) set({ error: sentenceOf(reason) });
    }
  },

  async look({ reason, place = null, at = null, job }) {
    const { run, list } = get();
    set({ reason: reason ?? firstReason(list, job), place, at, attention: get().attention + 1 });
    useDock.getState().setTab("messages");
    if (!run || !list) return;
    if (place === null && at === null) set({ rows: list.rows, error: "" });
    else await find(run, place, at);
    if (job) await get().choose(job);
    else await chooseAmong(get().chosen);
  },

  setReason(reason) {
    set({ reason });
    void chooseAmong(get().chosen);
  },

  async choose(job) {
    const { run, history } = get();
    if (!run || (sameJob(get().chosen, job) && history)) return;
    set({ chosen: job, history: null, problem: "" });
    if (!get().list?.rows.some((row) => sameJob(row, job))) return set({ problem: notKept(job) });
    try {
      const found = await historyOf(run, job);
      if (get().run === run && sameJob(get().chosen, job)) set({ history: found });
    } catch (reason) {
      if (get().run === run && sameJob(get().chosen, job)) set({ problem: sentenceOf(reason) });
    }
  },
}));

const { getState: get, setState: set } = useMicroscope;

async function find(run: string, place: string | null, at: number | null): Promise<void> {
  set({ rows: null, error: "" });
  try {
    const { rows } = await api.messages(run, { where: place, at });
    if (get().run === run && get().place === place && get().at === at) set({ rows });
  } catch (reason) {
    if (get().run === run) set({ error: sentenceOf(reason), rows: [] });
  }
}

/** The most telling reason why a message is kept. */
function firstReason(list: MessageList | null, job: JobName | null | undefined): Reason | null {
  const row = job && list?.rows.find((one) => sameJob(one, job));
  return (row && ORDER.find((reason) => row.kept.includes(reason))) ?? null;
}

/** Keeps the open message where it is listed; otherwise opens the first. */
async function chooseAmong(job: JobName | null): Promise<void> {
  const rows = listed(get());
  const next = rows.find((row) => sameJob(row, job)) ?? rows[0];
  if (next) await get().choose({ client: next.client, number: next.number });
  else set({ chosen: null, history: null, problem: "" });
}

const AGAIN_MS = 800;
let again: ReturnType<typeof setTimeout> | null = null;

/** Messages are followed when a run has finished: a little later they are there. */
function lookAgain(run: string): void {
  if (again !== null) clearTimeout(again);
  again = setTimeout(() => {
    if (get().run === run && !get().list) void get().load(run);
  }, AGAIN_MS);
}

/** Whether there is anything to see: messages, or a sentence why there are none. */
export function hasMessages({ list }: Pick<MicroscopeState, "list"> = get()): boolean {
  return list !== null && (list.kept > 0 || list.note !== "");
}

export function useHasMessages(): boolean {
  return useMicroscope(hasMessages);
}

/** The rows that the list shows: of the place and time, and kept for the reason. */
export function listed({ rows, reason }: Pick<MicroscopeState, "rows" | "reason">): readonly MessageRow[] {
  const found = rows ?? [];
  const kept = reason === null ? found : found.filter((row) => row.kept.includes(reason));
  if (reason !== "slowest") return kept;
  const took = (row: MessageRow): number => (row.ended ?? Infinity) - row.sent;
  return [...kept].sort((a, b) => (took(a) === took(b) ? a.sent - b.sent : took(b) - took(a)));
}

function notKept({ number }: JobName): string {
  const run = useSession.getState().current?.number ?? "";
  return `Run ${run} kept no history of message ${formatNumber(number)}. It keeps those that died, were handled twice or were slow, and a sample.`;
}

/** Lists and histories never change, so that those looked at last are kept. */
function remembering<T>(most: number, load: (key: string) => Promise<T>, lasts: (found: T) => boolean = () => true): (key: string) => Promise<T> {
  const kept = new Map<string, Promise<T>>();
  return (key) => {
    const found = kept.get(key) ?? load(key);
    kept.delete(key);
    kept.set(key, found);
    found.then((value) => lasts(value) || kept.delete(key), () => kept.delete(key));
    for (const oldest of kept.keys()) {
      if (kept.size <= most) break;
      kept.delete(oldest);
    }
    return found;
  };
}

const listOf = remembering(6, (run) => api.messages(run), (list) => !list.pending);
const historyNamed = remembering(80, (key) => {
  const [run = "", client = "", number = ""] = key.split(".");
  return api.message(run, client, Number(number));
});

function historyOf(run: string, job: JobName): Promise<MessageHistory> {
  return historyNamed(`${run}.${keyOf(job)}`);
}

/** The same message in another run; null where that run kept no history of it. */
export async function sameMessage(run: string, job: JobName): Promise<MessageHistory | null> {
  let list = await listOf(run);
  while (list.pending) {
    await new Promise((done) => setTimeout(done, AGAIN_MS));
    list = await listOf(run);
  }
  return list.rows.some((row) => sameJob(row, job)) ? historyOf(run, job) : null;
}

/** Follows the shown run: its messages are known as soon as it has finished. */
useSession.subscribe((state) => {
  const { current, status } = state;
  const finished = current?.status === "finished" && status === "finished" ? current.id : null;
  if (finished === get().run) return;
  if (finished) void get().load(finished);
  else set({ ...NO_LIST, run: null, chosen: get().chosen });
});

/** The address says which message is open while the microscope is. */
function tellAddress(): void {
  const { run, chosen, history, problem } = get();
  const open = useDock.getState().tab === "messages" && run && chosen && (history || problem);
  if (open) showInAddress({ job: chosen, run: useSession.getState().scenario ? run : null });
  else if (useDock.getState().tab !== "messages") showInAddress(null);
}
useMicroscope.subscribe((state, before) => {
  if (state.history !== before.history || state.problem !== before.problem) tellAddress();
});
useDock.subscribe((state, before) => {
  if (state.tab !== before.tab) tellAddress();
});

/** Opens the message that the address names, in the run that it names. */
export async function openLinked(): Promise<void> {
  const link = readLink(location.hash);
  if (!link) return;
  const session = useSession.getState();
  if (link.run && link.run !== session.current?.id) await session.select(link.run);
  const shown = useSession.getState().current?.id ?? null;
  if (!shown || (link.run && shown !== link.run)) return;
  if (get().run !== shown || !get().list) await get().load(shown);
  if (get().list?.kept) await get().look({ job: link.job });
}

function sentenceOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : "The messages could not be loaded. Reload the page to try again.";
}

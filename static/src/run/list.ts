/** List: the runs of a scenario, the newest first; those that are not shown are asked about now and then. */
import { api } from "./api";
import type { RunBrief } from "./types";
import { isOver } from "./types";

const POLL_MS = 1_500;

/** What the list needs of the session. */
interface Listing {
  readonly scenario: string | null;
  readonly runs: readonly RunBrief[];
  readonly current: { readonly id: string } | null;
}

export interface RunList {
  /** Takes in a run that is new or has changed. */
  merge(run: RunBrief): void;
  /** Changes some of what is known of a run. */
  update(id: string, changes: Partial<RunBrief>): void;
  /** Asks about runs that are going on and not shown, until there are none. */
  poll(): void;
}

export function newestFirst(runs: readonly RunBrief[]): RunBrief[] {
  return [...runs].sort((a, b) => b.number - a.number);
}

/** The list of a session. */
export function runList(session: () => Listing, set: (changes: { runs: RunBrief[] }) => void): RunList {
  let timer: ReturnType<typeof setTimeout> | null = null;

  /** The shown run has a feed of its own. */
  const poll = (): void => {
    if (timer !== null) return;
    const { runs, current } = session();
    if (runs.some((run) => !isOver(run.status) && run.id !== current?.id)) timer = setTimeout(() => void ask(), POLL_MS);
  };

  const ask = async (): Promise<void> => {
    timer = null;
    const { scenario } = session();
    if (!scenario) return;
    try {
      set({ runs: newestFirst(await api.runs(scenario)) });
    } catch {
      // The list is a convenience: the shown run has its own feed, and the next poll asks again.
    }
    poll();
  };

  return {
    poll,
    merge: (run) => set({ runs: newestFirst([...session().runs.filter((other) => other.id !== run.id), run]) }),
    update: (id, changes) => set({ runs: session().runs.map((run) => (run.id === id ? { ...run, ...changes } : run)) }),
  };
}

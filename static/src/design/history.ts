/** History: the one door through which a design changes, with single steps back and forward. */
import type { Action } from "./actions";
import type { Design } from "./types";

/** Typing in one field within this many milliseconds is one step back. */
const COALESCE_MS = 1200;
/** Steps kept; designs share their unchanged parts, so that a step is small. */
const STEPS_MAX = 300;

interface Step {
  readonly before: Design;
  readonly label: string;
  readonly key: string | undefined;
  readonly at: number;
}

export interface History {
  readonly present: Design;
  readonly past: readonly Step[];
  readonly future: readonly { readonly after: Design; readonly label: string }[];
}

export function begin(design: Design): History {
  return { present: design, past: [], future: [] };
}

/** Applies an action. One that changes nothing leaves no step. */
export function act(history: History, action: Action, now: number): History {
  const next = action.apply(history.present);
  if (next === history.present) return history;
  const last = history.past.at(-1);
  if (last && action.key !== undefined && last.key === action.key && now - last.at < COALESCE_MS && history.future.length === 0) {
    return { ...history, present: next, past: [...history.past.slice(0, -1), { ...last, label: action.label, at: now }] };
  }
  const step = { before: history.present, label: action.label, key: action.key, at: now };
  return { present: next, past: [...history.past, step].slice(-STEPS_MAX), future: [] };
}

export function undo(history: History): History {
  const step = history.past.at(-1);
  if (!step) return history;
  return {
    present: step.before,
    past: history.past.slice(0, -1),
    future: [{ after: history.present, label: step.label }, ...history.future],
  };
}

export function redo(history: History): History {
  const [step, ...rest] = history.future;
  if (!step) return history;
  return {
    present: step.after,
    past: [...history.past, { before: history.present, label: step.label, key: undefined, at: 0 }],
    future: rest,
  };
}

/** Ends a run of typing, so that the next change is a step of its own. */
export function seal(history: History): History {
  const last = history.past.at(-1);
  if (!last || last.key === undefined) return history;
  return { ...history, past: [...history.past.slice(0, -1), { ...last, key: undefined }] };
}

/** Editor store: the open scenario, its history, what is selected and what is open on the screen. */
import { create } from "zustand";
import * as actions from "../design/actions";
import { begin, act, redo, seal, undo } from "../design/history";
import { quickProblems } from "../design/problems";
import type { Action } from "../design/actions";
import type { History } from "../design/history";
import type { Catalog, Design, Finding, Position, Problem } from "../design/types";

export type Mode = "build" | "watch" | "read";

export interface Selection {
  readonly components: ReadonlySet<string>;
  readonly edges: ReadonlySet<string>;
}

export const NOTHING: Selection = { components: new Set(), edges: new Set() };

export interface Beside {
  readonly id: string;
  readonly side: "after" | "before";
}

/** What floats above the canvas; one at a time. Places on the screen are in client pixels. */
export type Floating =
  | { readonly kind: "quick-add"; /** Null: beside the neighbour. */ readonly at: Position | null; readonly screen: Position; readonly beside: Beside | null; readonly edge: string | null }
  | { readonly kind: "context"; readonly screen: Position; readonly on: "pane" | "component" | "edge" | "selection"; readonly id: string | null; readonly at: Position }
  | { readonly kind: "join"; readonly from: string }
  | { readonly kind: "commands" }
  | { readonly kind: "help" }
  | { readonly kind: "share" }
  | { readonly kind: "import" };

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly more: string;
  readonly undo: (() => void) | null;
  /** The design that it speaks of: only while that is the present one would Undo take back what it says. */
  readonly of: Design;
}

export type Saving =
  | { readonly state: "saved"; readonly at: number }
  | { readonly state: "changed" }
  | { readonly state: "saving" }
  | { readonly state: "offline"; readonly why: string }
  | { readonly state: "conflict"; readonly theirs: Design; readonly version: number };

export interface EditorState {
  readonly catalog: Catalog;
  readonly scenario: string;
  readonly history: History;
  readonly selection: Selection;
  readonly mode: Mode;
  readonly rightOpen: boolean;
  readonly presenting: boolean;
  readonly problems: readonly Problem[];
  readonly designFindings: readonly Finding[];
  readonly floating: Floating | null;
  readonly renaming: string | null;
  readonly toasts: readonly Toast[];
  readonly saving: Saving;
  /** Parts a finding points at; they are ringed for a moment. */
  readonly ringed: ReadonlySet<string>;

  do(action: Action): void;
  /** Like do, and says so with a way back. */
  doAndTell(action: Action, more?: string): void;
  undo(): void;
  redo(): void;
  seal(): void;
  select(selection: Selection): void;
  setMode(mode: Mode): void;
  set(part: Partial<Pick<EditorState, "rightOpen" | "presenting" | "floating" | "renaming" | "saving" | "ringed">>): void;
  setChecked(problems: readonly Problem[], findings: readonly Finding[]): void;
  tell(text: string, more?: string, undo?: (() => void) | null): void;
  dismiss(toast: number): void;
}

const MODE_KEY = "queueyard.mode";
const TOAST_MS = 8000;
const MODES: readonly Mode[] = ["build", "watch", "read"];

/** A catalog for the moments before the real one has come. */
const NO_CATALOG: Catalog = {
  engine: "", types: [], edges: {}, connections: {}, run: { fields: [] }, timeline: { fields: [] }, distributions: [], categories: [],
  system_metrics: [], edge_metrics: [], limits: {}, rules: [], presets: [],
};

let toastNumber = 0;

function rememberedMode(): Mode {
  const mode = localStorage.getItem(MODE_KEY);
  return MODES.find((known) => known === mode) ?? "build";
}

/** A selection without what is no longer there. */
function surviving(selection: Selection, design: Design): Selection {
  const gone = [...selection.components].some((id) => !(id in design.components)) || [...selection.edges].some((id) => !(id in design.edges));
  if (!gone) return selection;
  return {
    components: new Set([...selection.components].filter((id) => id in design.components)),
    edges: new Set([...selection.edges].filter((id) => id in design.edges)),
  };
}

/** The toasts after a step: one that was taken back is silent, one that is not the last step has no Undo. */
function toastsAfter(toasts: readonly Toast[], { present, past }: History, before: History): readonly Toast[] {
  if (present === before.present) return toasts;
  return toasts.flatMap((toast) => {
    if (!toast.undo || toast.of === present) return [toast];
    return past.length < before.past.length ? [] : [{ ...toast, undo: null }];
  });
}

export const useEditor = create<EditorState>((set, get) => {
  const goTo = (history: History): void => {
    const { selection, catalog, toasts, history: before } = get();
    if (history === before) return;
    const design = history.present;
    const same = design.components === before.present.components && design.edges === before.present.edges && design.run === before.present.run;
    set({
      history,
      selection: surviving(selection, design),
      toasts: toastsAfter(toasts, history, before),
      ...(same ? {} : { problems: quickProblems(catalog, design) }),
    });
  };
  return {
    catalog: NO_CATALOG,
    scenario: "",
    history: begin(actions.emptyDesign("Untitled design")),
    selection: NOTHING,
    mode: rememberedMode(),
    rightOpen: true,
    presenting: false,
    problems: [],
    designFindings: [],
    floating: null,
    renaming: null,
    toasts: [],
    saving: { state: "saved", at: Date.now() },
    ringed: new Set(),

    do: (action) => goTo(act(get().history, action, Date.now())),
    doAndTell(action, more = "") {
      get().do(action);
      get().tell(`${action.label}.`, more, () => get().undo());
    },
    undo: () => goTo(undo(get().history)),
    redo: () => goTo(redo(get().history)),
    seal: () => set({ history: seal(get().history) }),
    select: (selection) => set({ selection }),
    setMode(mode) {
      localStorage.setItem(MODE_KEY, mode);
      set({ mode });
    },
    set: (part) => set(part),
    setChecked: (problems, designFindings) => set({ problems, designFindings }),
    tell(text, more = "", back = null) {
      const id = (toastNumber += 1);
      set({ toasts: [...get().toasts.filter((other) => other.text !== text || other.more !== more).slice(-2), { id, text, more, undo: back, of: get().history.present }] });
      setTimeout(() => get().dismiss(id), TOAST_MS);
    },
    dismiss: (id) => set({ toasts: get().toasts.filter((toast) => toast.id !== id) }),
  };
});

/** The design as it stands now. */
export function useDesign(): Design {
  return useEditor((state) => state.history.present);
}

export function currentDesign(): Design {
  return useEditor.getState().history.present;
}

/** Opens a scenario: its design becomes the beginning of the history. */
export function openScenario(catalog: Catalog, scenario: string, design: Design): void {
  useEditor.setState({ catalog, scenario, history: begin(design), problems: quickProblems(catalog, design), selection: NOTHING });
}

/** Commands: everything the editor can do, by name, with its keys and where they act. */
import { hasMessages, useMicroscope } from "../microscope";
import { clock, useDock } from "../run";
import { focusWhenThere, sendFocus } from "./focus";
import { matches, isTyping } from "./keys";
import { closeMicroscope } from "./looking";
import * as operations from "./operations";
import { runNow } from "./running";
import { along, clearSelection, everything, focusComponent, focusEdge, neighbour, nextInOrder, onlyComponent, soleComponent, soleEdge } from "./selection";
import { currentDesign, useEditor } from "./store";
import { toggleTheme } from "../pages/theme";
import { attention, fit, reveal, toCanvas, toScreen, zoomIn, zoomOut, zoomToActual } from "./viewport";
import type { Chord } from "./keys";
import type { Floating, Mode } from "./store";

export type Group = "Run and look" | "Edit" | "Add and join" | "Select and move" | "View";

export interface Command {
  readonly id: string;
  readonly label: string;
  readonly group: Group;
  readonly keys: readonly Chord[];
  /** Where the keys act: anywhere but in a field, only with the focus on the canvas, or always. */
  readonly where: "outside-fields" | "canvas" | "always";
  readonly run: () => void;
  /** Left out of the command list: only of use as a key. */
  readonly keyOnly?: boolean;
  /** Whether there is anything to do it with; left out of the command list where not. */
  readonly when?: () => boolean;
}

const state = () => useEditor.getState();
const open = (floating: Floating) => state().set({ floating });
const MODES: readonly Mode[] = ["build", "watch", "read"];

function stepMode(by: 1 | -1): void {
  const at = MODES.indexOf(state().mode) + by;
  const mode = MODES[Math.min(MODES.length - 1, Math.max(0, at))];
  if (mode) state().setMode(mode);
}

export function quickAdd(): void {
  const screen = attention();
  open({ kind: "quick-add", screen, at: toCanvas(screen), beside: null, edge: null });
}

/** Quick-add for what comes after (or before) a component, beside it on the screen. */
export function quickAddBeside(id: string, side: "after" | "before"): void {
  const at = currentDesign().layout[id] ?? { x: 0, y: 0 };
  const place = { x: at.x + (side === "after" ? 200 : -60), y: at.y };
  open({ kind: "quick-add", screen: toScreen(place), at: null, beside: { id, side }, edge: null });
}

function withSole(act: (id: string) => void): () => void {
  return () => {
    const id = soleComponent(state().selection);
    if (id) act(id);
    else state().tell("Select one component first.");
  };
}

function walk(direction: "left" | "right" | "up" | "down"): () => void {
  return () => {
    const id = soleComponent(state().selection);
    const next = id ? neighbour(currentDesign(), id, direction) : nextInOrder(currentDesign(), null, 1);
    if (!next) return;
    state().select(onlyComponent(next));
    reveal(next);
    focusComponent(next);
  };
}

function reach(towards: "upstream" | "downstream"): () => void {
  return () => state().select(along(currentDesign(), state().selection.components, towards));
}

const GRID = 16;
const move = (x: number, y: number) => () => operations.moveSelected({ x: x * GRID, y: y * GRID });

/** Among the settings of what is selected; with nothing selected, in the palette. */
function find(): void {
  const { selection, set, setMode } = state();
  if (soleComponent(selection) ?? soleEdge(selection)) {
    set({ rightOpen: true });
    sendFocus("find-setting");
  } else {
    setMode("build");
    sendFocus("find-component");
  }
}

function focusInspector(): void {
  state().set({ rightOpen: true });
  focusWhenThere(".insp .fields :is(input, select)");
}

/** Out of a field, back to the part whose field it is. */
function leaveField(): boolean {
  const field = document.activeElement;
  if (!(field instanceof HTMLElement) || !isTyping(field) || !field.closest(".insp")) return false;
  field.blur();
  const { selection } = state();
  const [component, edge] = [soleComponent(selection), soleEdge(selection)];
  if (component) focusComponent(component);
  if (edge) focusEdge(edge);
  return true;
}

function escape(): void {
  const { floating, renaming, presenting, set } = state();
  if (floating) set({ floating: null });
  else if (leaveField()) set({ renaming: null });
  else if (renaming) set({ renaming: null });
  else if (presenting) set({ presenting: false });
  else if (useDock.getState().tab === "messages") closeMicroscope();
  else clearSelection();
}

function openMicroscope(): void {
  if (hasMessages()) void useMicroscope.getState().look({ reason: useMicroscope.getState().reason });
  else state().tell("There are no messages to look at.", "They are kept when a run has finished.");
}

function contextMenu(): void {
  const { selection } = state();
  const id = soleComponent(selection);
  const many = selection.components.size + selection.edges.size > 1;
  const [edge] = selection.edges;
  const at = id ? (currentDesign().layout[id] ?? { x: 0, y: 0 }) : toCanvas(attention());
  const screen = id ? toScreen({ x: at.x + 20, y: at.y + 40 }) : attention();
  if (many) open({ kind: "context", screen, on: "selection", id: null, at });
  else if (id) open({ kind: "context", screen, on: "component", id, at });
  else if (edge) open({ kind: "context", screen, on: "edge", id: edge, at });
  else open({ kind: "context", screen, on: "pane", id: null, at });
}

const noKeys: readonly Chord[] = [];

export const COMMANDS: readonly Command[] = [
  { id: "run", label: "Run", group: "Run and look", keys: ["Mod+Enter"], where: "always", run: () => void runNow() },
  { id: "messages", label: "Look at single messages", group: "Run and look", keys: ["m"], where: "outside-fields", run: openMicroscope, when: () => hasMessages() },
  { id: "play", label: "Play or pause", group: "Run and look", keys: ["p"], where: "outside-fields", run: () => clock.toggle() },
  { id: "step-back", label: "One frame back", group: "Run and look", keys: [","], where: "outside-fields", run: () => clock.step(-1) },
  { id: "step", label: "One frame on", group: "Run and look", keys: ["."], where: "outside-fields", run: () => clock.step(1) },
  { id: "to-end", label: "To the end of the run", group: "Run and look", keys: ["End"], where: "canvas", run: () => clock.toEnd() },
  { id: "mode-back", label: "Towards Build", group: "Run and look", keys: ["["], where: "outside-fields", run: () => stepMode(-1) },
  { id: "mode-on", label: "Towards Read", group: "Run and look", keys: ["]"], where: "outside-fields", run: () => stepMode(1) },
  { id: "commands", label: "Find or do", group: "Run and look", keys: ["Mod+k"], where: "always", run: () => open({ kind: "commands" }), keyOnly: true },
  { id: "help", label: "Keys", group: "Run and look", keys: ["?"], where: "outside-fields", run: () => open({ kind: "help" }) },
  { id: "share", label: "Share", group: "Run and look", keys: noKeys, where: "always", run: () => open({ kind: "share" }) },

  { id: "undo", label: "Undo", group: "Edit", keys: ["Mod+z"], where: "outside-fields", run: () => state().undo() },
  { id: "redo", label: "Redo", group: "Edit", keys: ["Mod+Shift+z", "Mod+y"], where: "outside-fields", run: () => state().redo() },
  { id: "copy", label: "Copy", group: "Edit", keys: ["Mod+c"], where: "outside-fields", run: () => void operations.copy() },
  { id: "cut", label: "Cut", group: "Edit", keys: ["Mod+x"], where: "outside-fields", run: () => void operations.cut() },
  { id: "paste", label: "Paste", group: "Edit", keys: ["Mod+v"], where: "outside-fields", run: () => void operations.pasteFromClipboard() },
  { id: "duplicate", label: "Duplicate", group: "Edit", keys: ["Mod+d"], where: "outside-fields", run: () => operations.duplicate() },
  { id: "delete", label: "Delete", group: "Edit", keys: ["Delete", "Backspace"], where: "canvas", run: () => operations.removeSelected() },
  { id: "rename", label: "Rename", group: "Edit", keys: ["F2"], where: "outside-fields", run: withSole((id) => state().set({ renaming: id, rightOpen: true })) },
  { id: "properties", label: "Settings of the selected part", group: "Edit", keys: ["Enter"], where: "canvas", run: focusInspector },
  { id: "export", label: "Save the design as a file", group: "Edit", keys: ["Mod+s"], where: "always", run: () => operations.exportDesign() },
  { id: "import", label: "Open a file or paste a design", group: "Edit", keys: ["Mod+o"], where: "always", run: () => open({ kind: "import" }) },
  { id: "tidy", label: "Tidy up", group: "Edit", keys: ["Shift+Alt+t"], where: "outside-fields", run: () => operations.tidyUp() },

  { id: "add", label: "Add a component", group: "Add and join", keys: ["n"], where: "outside-fields", run: quickAdd },
  { id: "add-after", label: "Add after the selected component", group: "Add and join", keys: ["a"], where: "outside-fields", run: withSole((id) => quickAddBeside(id, "after")) },
  { id: "add-before", label: "Add before the selected component", group: "Add and join", keys: ["Shift+a"], where: "outside-fields", run: withSole((id) => quickAddBeside(id, "before")) },
  { id: "join", label: "Join the selected component with another", group: "Add and join", keys: ["c"], where: "outside-fields", run: withSole((id) => open({ kind: "join", from: id })) },
  { id: "find", label: "Find a setting, or a component in the palette", group: "Edit", keys: ["/"], where: "outside-fields", run: find, keyOnly: true },

  { id: "select-all", label: "Select all", group: "Select and move", keys: ["Mod+a"], where: "outside-fields", run: () => state().select(everything(currentDesign())) },
  { id: "escape", label: "Close, or select nothing", group: "Select and move", keys: ["Escape"], where: "always", run: escape, keyOnly: true },
  { id: "move-left", label: "Move left", group: "Select and move", keys: ["ArrowLeft"], where: "canvas", run: move(-1, 0), keyOnly: true },
  { id: "move-right", label: "Move right", group: "Select and move", keys: ["ArrowRight"], where: "canvas", run: move(1, 0), keyOnly: true },
  { id: "move-up", label: "Move up", group: "Select and move", keys: ["ArrowUp"], where: "canvas", run: move(0, -1), keyOnly: true },
  { id: "move-down", label: "Move down", group: "Select and move", keys: ["ArrowDown"], where: "canvas", run: move(0, 1), keyOnly: true },
  { id: "far-left", label: "Move far left", group: "Select and move", keys: ["Shift+ArrowLeft"], where: "canvas", run: move(-5, 0), keyOnly: true },
  { id: "far-right", label: "Move far right", group: "Select and move", keys: ["Shift+ArrowRight"], where: "canvas", run: move(5, 0), keyOnly: true },
  { id: "far-up", label: "Move far up", group: "Select and move", keys: ["Shift+ArrowUp"], where: "canvas", run: move(0, -5), keyOnly: true },
  { id: "far-down", label: "Move far down", group: "Select and move", keys: ["Shift+ArrowDown"], where: "canvas", run: move(0, 5), keyOnly: true },
  { id: "walk-right", label: "Walk along the work", group: "Select and move", keys: ["Alt+ArrowRight"], where: "outside-fields", run: walk("right"), keyOnly: true },
  { id: "walk-left", label: "Walk against the work", group: "Select and move", keys: ["Alt+ArrowLeft"], where: "outside-fields", run: walk("left"), keyOnly: true },
  { id: "walk-up", label: "Walk up", group: "Select and move", keys: ["Alt+ArrowUp"], where: "outside-fields", run: walk("up"), keyOnly: true },
  { id: "walk-down", label: "Walk down", group: "Select and move", keys: ["Alt+ArrowDown"], where: "outside-fields", run: walk("down"), keyOnly: true },
  { id: "upstream", label: "Select everything upstream", group: "Select and move", keys: ["Shift+Alt+ArrowLeft"], where: "outside-fields", run: reach("upstream") },
  { id: "downstream", label: "Select everything downstream", group: "Select and move", keys: ["Shift+Alt+ArrowRight"], where: "outside-fields", run: reach("downstream") },
  { id: "context", label: "Menu of the selected part", group: "Select and move", keys: ["Shift+F10", "ContextMenu"], where: "canvas", run: contextMenu, keyOnly: true },

  { id: "fit", label: "Fit the whole design", group: "View", keys: ["1", "Shift+1"], where: "outside-fields", run: () => fit() },
  { id: "fit-selection", label: "Fit the selection", group: "View", keys: ["Shift+2"], where: "outside-fields", run: () => fit(state().selection.components) },
  { id: "zoom-actual", label: "Zoom to 100 %", group: "View", keys: ["0", "Mod+0"], where: "outside-fields", run: zoomToActual },
  { id: "zoom-in", label: "Zoom in", group: "View", keys: ["+", "=", "Mod+=", "Mod++"], where: "outside-fields", run: zoomIn },
  { id: "zoom-out", label: "Zoom out", group: "View", keys: ["-", "Mod+-"], where: "outside-fields", run: zoomOut },
  { id: "right", label: "Fold or open the right column", group: "View", keys: ["\\"], where: "outside-fields", run: () => state().set({ rightOpen: !state().rightOpen }) },
  { id: "present", label: "Present", group: "View", keys: ["Shift+p"], where: "outside-fields", run: () => state().set({ presenting: !state().presenting }) },
  { id: "theme", label: "Switch between light and dark", group: "View", keys: noKeys, where: "always", run: () => void toggleTheme() },
];

export function commandNamed(id: string): Command {
  const command = COMMANDS.find((candidate) => candidate.id === id);
  if (!command) throw new Error(`There is no command ${id}.`);
  return command;
}

/** The browser fires its own copy, cut and paste events, which work without permission. */
const BY_CLIPBOARD_EVENT = new Set(["copy", "cut", "paste"]);

function onCanvas(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return true;
  if (target === document.body) return true;
  return target.closest(".canvas-field") !== null && target.closest("button:not(.edge-label), a, .menu, .quick, .palette, .minimap") === null;
}

function mayAct(command: Command, event: KeyboardEvent): boolean {
  if (command.where === "always") return true;
  if (isTyping(event.target) || state().floating) return false;
  return command.where === "outside-fields" || onCanvas(event.target);
}

/** Hands a key press to its command; what the browser would have done is then left undone. */
export function dispatchKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const command = COMMANDS.find((candidate) => candidate.keys.some((chord) => matches(event, chord)) && mayAct(candidate, event));
  if (!command || BY_CLIPBOARD_EVENT.has(command.id)) return;
  // Nothing selected: the arrows are left to whoever scrolls.
  if (command.id.startsWith("move-") && state().selection.components.size === 0) return;
  event.preventDefault();
  command.run();
}

/** Operations: what keys, menus and drops do to the design; each is one step back. */
import * as actions from "../design/actions";
import { fieldsOfEdge, typeNamed } from "../design/catalog";
import { documentFrom, fragmentOf, fromText, paste, toText } from "../design/clipboard";
import { joining, joiningOfTypes } from "../design/connections";
import { partOfType, presetNamed, settingsAs } from "../design/presets";
import { tidy } from "../design/tidy";
import { nodeSpec, nodeSpecs } from "../diagram/spec";
import { copyText as toClipboard } from "../pages/clipboard";
import { focusComponentSoon, onlyComponent, onlyEdge } from "./selection";
import { currentDesign, NOTHING, useEditor } from "./store";
import { attention, fit, reveal, toCanvas } from "./viewport";
import type { Offer } from "../design/connections";
import type { Component, Design, EdgeKind, Position, Preset, Settings } from "../design/types";
import type { Beside } from "./store";

const GRID = 16;
const GAP = 60;
const NEARLY_LEVEL = 48;
const snap = (value: number) => Math.round(value / GRID) * GRID;

/** A place beside a component that covers nothing. */
function placeBeside(design: Design, beside: Beside, kind: EdgeKind | null, size: { width: number; height: number }): Position {
  const specs = nodeSpecs(useEditor.getState().catalog, design);
  const own = specs.get(beside.id);
  const from = design.layout[beside.id] ?? { x: 0, y: 0 };
  if (!own) return from;
  if (kind === "dead-letter" && beside.side === "after") {
    return { x: Math.round(from.x + (own.width - size.width) / 2), y: from.y + own.height + 88 };
  }
  const x = beside.side === "after" ? from.x + own.width + GAP : from.x - GAP - size.width;
  let y = Math.round(from.y + (own.height - size.height) / 2);
  const covered = () =>
    [...specs].some(([id, { width, height }]) => {
      const at = design.layout[id] ?? { x: 0, y: 0 };
      return x < at.x + width + 16 && x + size.width + 16 > at.x && y < at.y + height + 16 && y + size.height + 16 > at.y;
    });
  for (let tries = 0; tries < 20 && covered(); tries += 1) y += 48;
  return { x, y };
}

/** Adds what the palette or the quick-add offers; joined to a neighbour, put into an edge, or alone. */
export function add(offer: Offer, where: { at?: Position | null; beside?: Beside | null; edge?: string | null }): string {
  const { catalog, do: perform, select } = useEditor.getState();
  const design = currentDesign();
  const { id, component: plain } = actions.newComponent(design, catalog, offer.type.type, offer.role);
  const preset = presetFor(design, offer, where.beside ?? null);
  const component = preset ? following(plain, offer, preset) : plain;
  const size = sizeOf(design, id, component, offer.role !== null);
  const { beside } = where;
  const kind = beside ? offer.kind : null;
  const centred = (at: Position) => ({ x: snap(at.x - size.width / 2), y: Math.round(at.y - size.height / 2) });
  // What was dragged to a place takes hold there with the side that faces its neighbour.
  const held = (place: Position) => {
    const x = kind === "dead-letter" ? place.x - size.width / 2 : beside?.side === "after" ? place.x : place.x - size.width;
    const y = kind === "dead-letter" ? place.y : levelWith(design, beside, place.y) - size.height / 2;
    return { x: Math.round(x), y: Math.round(y) };
  };
  const middle = where.edge && !where.at ? middleOfEdge(design, where.edge) : null;
  const at = middle ? centred(middle) : where.at ? (kind ? held(where.at) : centred(where.at)) : beside ? placeBeside(design, beside, kind, size) : centred(freePlace());
  const edges: actions.NewEdge[] =
    beside && kind ? [{ ...(beside.side === "after" ? { source: beside.id, target: id } : { source: id, target: beside.id }), kind, ...redrive(preset, kind) }] : [];
  const steps = [actions.addComponent(id, component, at, edges)];
  const between = where.edge ? kindsThrough(where.edge, offer.type.type) : null;
  if (where.edge && between) steps.push(actions.insertIntoEdge(where.edge, id, between));
  perform(actions.inOneStep(`${component.label} added`, steps));
  select(onlyComponent(id));
  requestAnimationFrame(() => reveal(id));
  focusComponentSoon(id);
  return id;
}

/** The product that a new component follows: the one it is offered as, else that of its neighbour. */
function presetFor(design: Design, offer: Offer, beside: Beside | null): Preset | null {
  if (offer.preset) return offer.preset;
  const part = partOfType(offer.type.type, offer.role !== null);
  return part && beside ? presetNamed(useEditor.getState().catalog, design.components[beside.id]?.preset) : null;
}

function following(component: Component, offer: Offer, preset: Preset): Component {
  const part = partOfType(offer.type.type, offer.role !== null);
  return part ? { ...component, preset: preset.name, settings: settingsAs(offer.type.fields, preset.settings[part]) } : component;
}

/** The settings of a new dead-letter edge of a queue that follows a product. */
function redrive(preset: Preset | null, kind: EdgeKind): { settings?: Settings } {
  const { catalog } = useEditor.getState();
  return preset && kind === "dead-letter" ? { settings: settingsAs(fieldsOfEdge(catalog, kind), preset.settings.redrive) } : {};
}

/** Halfway between the two ends of an edge. */
function middleOfEdge(design: Design, edgeId: string): Position | null {
  const edge = design.edges[edgeId];
  const specs = nodeSpecs(useEditor.getState().catalog, design);
  const [source, target] = [edge && specs.get(edge.source), edge && specs.get(edge.target)];
  const [from, to] = [edge && design.layout[edge.source], edge && design.layout[edge.target]];
  if (!source || !target || !from || !to) return null;
  return { x: (from.x + source.width + to.x) / 2, y: (from.y + source.height / 2 + to.y + target.height / 2) / 2 };
}

/** Nearly level with its neighbour is meant to be level. */
function levelWith(design: Design, beside: Beside | null | undefined, y: number): number {
  const own = beside ? nodeSpecs(useEditor.getState().catalog, design).get(beside.id) : null;
  const middle = own && beside ? (design.layout[beside.id]?.y ?? 0) + own.height / 2 : y;
  return Math.abs(middle - y) < NEARLY_LEVEL ? middle : y;
}

function sizeOf(design: Design, id: string, component: Design["components"][string], deadLetter: boolean): { width: number; height: number } {
  const { catalog } = useEditor.getState();
  const trial: Design = { ...design, components: { [id]: component } };
  return nodeSpec(catalog, trial, id, deadLetter) ?? { width: 160, height: 120 };
}

/** The middle of what is seen, or lower when that is taken. */
function freePlace(): Position {
  const design = currentDesign();
  const at = toCanvas(attention());
  const taken = (place: Position) =>
    Object.values(design.layout).some((other) => Math.abs(other.x + 80 - place.x) < 150 && Math.abs(other.y + 60 - place.y) < 110);
  let place = at;
  for (let tries = 0; tries < 12 && taken(place); tries += 1) place = { x: place.x + 48, y: place.y + 48 };
  return place;
}

/** By what a component would be joined when put into an edge; null when it does not fit there. */
export function kindsThrough(edgeId: string, type: string): { before: EdgeKind; after: EdgeKind } | null {
  const { catalog } = useEditor.getState();
  const design = currentDesign();
  const edge = design.edges[edgeId];
  const source = edge && design.components[edge.source];
  const target = edge && design.components[edge.target];
  if (!edge || !source || !target || edge.kind === "dead-letter") return null;
  const before = joiningOfTypes(catalog, source.type, type).kinds.find((kind) => kind !== "dead-letter");
  const after = joiningOfTypes(catalog, type, target.type).kinds.find((kind) => kind !== "dead-letter");
  return before && after ? { before, after } : null;
}

/** Joins two components by the usual kind; says why when they cannot be joined. */
export function join(source: string, target: string): void {
  const { catalog, do: perform, tell, select } = useEditor.getState();
  const design = currentDesign();
  const { kinds, reason } = joining(catalog, design, source, target);
  const kind = kinds[0];
  if (!kind) {
    tell(reason);
    return;
  }
  perform(actions.connect({ source, target, kind }));
  const made = Object.entries(currentDesign().edges).find(
    ([id, edge]) => !(id in design.edges) && edge.source === source && edge.target === target,
  );
  if (made) select(onlyEdge(made[0]));
}

export function changeKind(edge: string, kind: EdgeKind): void {
  const { catalog, do: perform } = useEditor.getState();
  perform(actions.setEdgeKind(edge, kind, fieldsOfEdge(catalog, kind)));
}

export function removeSelected(): void {
  const { selection, doAndTell, select } = useEditor.getState();
  const design = currentDesign();
  if (selection.components.size + selection.edges.size === 0) return;
  const [only] = selection.components;
  const label = selection.components.size === 1 && only ? `${design.components[only]?.label ?? "Component"} removed` : null;
  const action = actions.remove(selection.components, selection.edges);
  doAndTell(label ? { ...action, label } : action);
  select(NOTHING);
}

/** The selected components as text; the same text for the clipboard and for duplicates. */
function selectedText(): string | null {
  const { selection } = useEditor.getState();
  return selection.components.size > 0 ? toText(fragmentOf(currentDesign(), selection.components)) : null;
}

let pasted = { text: "", times: 0 };

export function copyText(): string | null {
  const text = selectedText();
  if (text) pasted = { text, times: 0 };
  return text;
}

/** Copies by the browser's clipboard, for menus; keys go through the copy event. */
export async function copy(): Promise<void> {
  const text = copyText();
  if (!text) return;
  const copied = await toClipboard(text);
  useEditor.getState().tell(copied ? "Copied. Paste it here or in another design." : "The browser does not let this page copy. Use Ctrl+C.");
}

export async function cut(): Promise<void> {
  await copy();
  removeSelected();
}

/** Pastes text: parts into the design, a whole design in its place when there is nothing yet. */
export function pasteText(text: string, at: Position | null): boolean {
  const design = currentDesign();
  const whole = documentFrom(text);
  if (whole && Object.keys(design.components).length === 0) {
    openDocument(whole, "Design pasted");
    return true;
  }
  const fragment = fromText(text);
  if (!fragment) return false;
  pasted = pasted.text === text ? { text, times: pasted.times + 1 } : { text, times: 0 };
  const off = 20 * pasted.times;
  const place = at ? { at: { x: at.x + off, y: at.y + off } } : { shift: { x: off + 20, y: off + 20 } };
  const { action, ids } = paste(design, fragment, place);
  useEditor.getState().do(action);
  useEditor.getState().select({ components: ids, edges: new Set() });
  return true;
}

export async function pasteFromClipboard(): Promise<void> {
  const { tell } = useEditor.getState();
  try {
    const text = await navigator.clipboard.readText();
    if (!pasteText(text, toCanvas(attention()))) tell("There is no design on the clipboard.");
  } catch {
    tell("The browser does not let this page read the clipboard. Use Ctrl+V.");
  }
}

export function duplicate(by: Position = { x: 32, y: 32 }): void {
  const { selection, do: perform, select } = useEditor.getState();
  if (selection.components.size === 0) return;
  const design = currentDesign();
  const { action, ids } = paste(design, fragmentOf(design, selection.components), { shift: by });
  perform({ ...action, label: "Duplicated" });
  select({ components: ids, edges: new Set() });
}

/** Puts a whole document in place of the present one, as one step that can be taken back. */
export function openDocument(design: Design, label: string): void {
  const { doAndTell, select } = useEditor.getState();
  doAndTell(actions.replaceDesign(design, label));
  select(NOTHING);
  requestAnimationFrame(() => fit());
}

export function tidyUp(): void {
  const { catalog, doAndTell } = useEditor.getState();
  const design = currentDesign();
  const specs = nodeSpecs(catalog, design);
  const layout = tidy(design, (id) => specs.get(id) ?? { width: 160, height: 120 });
  doAndTell({ ...actions.move(layout, "Tidied up"), label: "Tidied up" });
  requestAnimationFrame(() => fit());
}

export function moveSelected(by: Position): void {
  const { selection, do: perform } = useEditor.getState();
  const { layout } = currentDesign();
  const positions = Object.fromEntries(
    [...selection.components].map((id) => {
      const from = layout[id] ?? { x: 0, y: 0 };
      return [id, { x: from.x + by.x, y: from.y + by.y }];
    }),
  );
  if (selection.components.size > 0) perform(actions.move(positions));
}

/** Saves the design as a file. */
export function exportDesign(): void {
  const design = currentDesign();
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(design, null, 2)}\n`], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${design.name.replace(/[^\w-]+/g, "-").replace(/^-|-$/g, "").toLowerCase() || "design"}.json`;
  link.click();
  URL.revokeObjectURL(url);
}

/** Opens a file that was chosen or dropped. */
export async function importFile(file: File, at: Position | null): Promise<void> {
  const text = await file.text();
  const whole = documentFrom(text);
  if (whole && at === null) openDocument(whole, `${file.name} opened`);
  else if (!pasteText(text, at)) useEditor.getState().tell(`${file.name} is not a design. A design is a JSON file with components.`);
}

/** The type's name for sentences about a component. */
export function typeLabel(type: string): string {
  return typeNamed(useEditor.getState().catalog, type)?.label ?? type;
}

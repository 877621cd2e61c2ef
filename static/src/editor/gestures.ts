/** Gestures: what the mouse does on the canvas: drag, join, drop, and the menus of the right button. */
import { useMemo } from "react";
import { move, insertIntoEdge, reconnect } from "../design/actions";
import { joining, offerKey, offers, withPresets } from "../design/connections";
import { guided, distanceTo } from "./guides";
import * as operations from "./operations";
import { cameByTab } from "./focus";
import { onlyComponent, onlyEdge } from "./selection";
import { currentDesign, useEditor } from "./store";
import { toCanvas } from "./viewport";
import type { Connection, EdgeChange, FinalConnectionState, NodeChange, OnConnectEnd } from "@xyflow/react";
import type { DragEvent, FocusEvent, MouseEvent, RefObject } from "react";
import type { Box } from "../diagram/geometry";
import type { Position } from "../design/types";
import type { CanvasEdge, CanvasNode } from "./flow";
import type { Guided } from "./guides";
import type { Selection } from "./store";

/** What is dragged from the palette names itself with this. */
export const DRAG_TYPE = "application/x-queueyard-offer";

/** How near the middle of a component must come to an edge to be put into it. */
const INTO_EDGE = 26;

interface Latest {
  readonly nodes: readonly CanvasNode[];
  readonly edges: readonly CanvasEdge[];
  readonly moving: ReadonlyMap<string, Position>;
}

interface Effects {
  readonly setMoving: (moving: ReadonlyMap<string, Position>) => void;
  readonly setGuides: (guides: Guided | null) => void;
  readonly setTarget: (edge: string | null) => void;
  readonly commit: (positions: { readonly [id: string]: Position }) => void;
}

const editor = () => useEditor.getState();
const boxOf = (node: CanvasNode): Box => ({ ...node.position, width: node.data.spec.width, height: node.data.spec.height });
const middleOf = (box: Box): Position => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });

/** The edge at a place into which a component of this type would fit. */
function edgeAt(edges: readonly CanvasEdge[], at: Position, type: string): string | null {
  const near = edges.find(({ data }) => data && distanceTo(data.shape.points, at) < INTO_EDGE);
  return near && operations.kindsThrough(near.id, type) ? near.id : null;
}

/** The edge into which the one dragged component would go, when it has no edges of its own. */
function edgeUnder(latest: Latest, dragged: readonly CanvasNode[]): string | null {
  const [only] = dragged;
  const design = currentDesign();
  if (!only || dragged.length > 1) return null;
  const joined = Object.values(design.edges).some((edge) => edge.source === only.id || edge.target === only.id);
  if (joined) return null;
  const at = { ...boxOf(only), ...(latest.moving.get(only.id) ?? only.position) };
  return edgeAt(latest.edges, middleOf(at), only.data.spec.type);
}

/** The selection after React Flow's changes. */
function selectedAfter(selection: Selection, changes: readonly { type: string; id?: string; selected?: boolean }[], part: keyof Selection): Selection {
  const chosen = changes.filter((change) => change.type === "select");
  if (chosen.length === 0) return selection;
  const next = new Set(selection[part]);
  for (const { id, selected } of chosen) {
    if (id && selected) next.add(id);
    else if (id) next.delete(id);
  }
  return { ...selection, [part]: next };
}

function pointOf(event: globalThis.MouseEvent | TouchEvent): Position {
  const at = "changedTouches" in event ? event.changedTouches[0] : event;
  return { x: at?.clientX ?? 0, y: at?.clientY ?? 0 };
}

/** An edge was let go: over a node it joins, over the empty canvas it asks what to add. */
const connectEnd: OnConnectEnd = (event, state: FinalConnectionState) => {
  const from = state.fromNode?.id;
  if (state.isValid || !from) return;
  const screen = pointOf(event);
  const after = state.fromHandle?.type !== "target";
  const under = document.elementFromPoint(screen.x, screen.y)?.closest(".react-flow__node")?.getAttribute("data-id");
  if (under === from) return;
  if (under) {
    operations.join(after ? from : under, after ? under : from);
    return;
  }
  const beside = { id: from, side: after ? "after" : "before" } as const;
  editor().set({ floating: { kind: "quick-add", screen, at: toCanvas(screen), beside, edge: null } });
};

export function useGestures(ref: RefObject<Latest>, effects: Effects) {
  return useMemo(() => {
    let copying = false;
    let began: ReadonlyMap<string, Position> = new Map();

    const positionChanges = (changes: readonly NodeChange<CanvasNode>[]): void => {
      const moved = changes.flatMap((change) =>
        change.type === "position" && change.position && change.dragging ? [{ id: change.id, position: change.position }] : [],
      );
      if (moved.length === 0) return;
      const next = new Map(ref.current.moving);
      for (const { id, position } of moved) next.set(id, position);
      const [only] = moved;
      if (moved.length === 1 && only) {
        const own = ref.current.nodes.find((node) => node.id === only.id);
        if (own) {
          const others = ref.current.nodes.filter((node) => node.id !== only.id).map(boxOf);
          const guides = guided({ ...boxOf(own), ...only.position }, others);
          next.set(only.id, guides.position);
          effects.setGuides(guides);
          effects.setTarget(edgeUnder({ ...ref.current, moving: next }, [own]));
        }
      }
      effects.setMoving(next);
    };

    const menu = (on: "pane" | "component" | "edge" | "selection", id: string | null) => (event: MouseEvent | globalThis.MouseEvent): void => {
      event.preventDefault();
      const screen = { x: event.clientX, y: event.clientY };
      editor().set({ floating: { kind: "context", screen, on, id, at: toCanvas(screen) } });
    };

    return {
      onNodesChange(changes: NodeChange<CanvasNode>[]) {
        const { selection, select } = editor();
        const next = selectedAfter(selection, changes, "components");
        if (next !== selection) select(next);
        positionChanges(changes);
      },
      onEdgesChange(changes: EdgeChange<CanvasEdge>[]) {
        const { selection, select } = editor();
        const next = selectedAfter(selection, changes, "edges");
        if (next !== selection) select(next);
      },
      onNodeDragStart(event: globalThis.MouseEvent | TouchEvent, _node: CanvasNode, dragged: CanvasNode[]) {
        copying = event.altKey;
        began = new Map(dragged.map((node) => [node.id, node.position]));
      },
      onNodeDragStop(_event: globalThis.MouseEvent | TouchEvent, _node: CanvasNode, dragged: CanvasNode[]) {
        const { moving } = ref.current;
        const into = edgeUnder(ref.current, dragged);
        effects.setGuides(null);
        effects.setTarget(null);
        effects.setMoving(new Map());
        const ends = new Map([...moving].filter(([id, at]) => began.get(id)?.x !== at.x || began.get(id)?.y !== at.y));
        if (ends.size === 0) return;
        const [first] = ends;
        if (copying && first) {
          const start = began.get(first[0]) ?? first[1];
          // The original stays where it was; the copy goes where the pointer went.
          operations.duplicate({ x: Math.round(first[1].x - start.x), y: Math.round(first[1].y - start.y) });
          return;
        }
        const rounded = Object.fromEntries([...ends].map(([id, at]) => [id, { x: Math.round(at.x), y: Math.round(at.y) }]));
        const type = dragged[0]?.data.spec.type;
        const kinds = into && type ? operations.kindsThrough(into, type) : null;
        if (into && kinds && dragged[0]) {
          const [put, place] = [insertIntoEdge(into, dragged[0].id, kinds), move(rounded)];
          editor().do({ label: put.label, apply: (design) => put.apply(place.apply(design)) });
          return;
        }
        editor().seal();
        effects.commit(rounded);
      },
      onNodeClick(event: MouseEvent, node: CanvasNode) {
        const { floating, set } = editor();
        if (floating?.kind === "join") {
          set({ floating: null });
          operations.join(floating.from, node.id);
        }
        if (event.detail === 2) document.querySelector<HTMLElement>(".insp .fields :is(input, select)")?.focus();
      },
      onPaneContextMenu: menu("pane", null),
      onNodeContextMenu(event: MouseEvent, node: CanvasNode) {
        const { selection, select } = editor();
        const many = selection.components.has(node.id) && selection.components.size > 1;
        if (!many) select(onlyComponent(node.id));
        menu(many ? "selection" : "component", node.id)(event);
      },
      onEdgeContextMenu(event: MouseEvent, edge: CanvasEdge) {
        editor().select({ components: new Set(), edges: new Set([edge.id]) });
        menu("edge", edge.id)(event);
      },
      onSelectionContextMenu: menu("selection", null),
      isValidConnection: ({ source, target }: Connection | CanvasEdge) =>
        joining(editor().catalog, currentDesign(), source, target).kinds.length > 0,
      onConnect: ({ source, target }: Connection) => operations.join(source, target),
      onConnectEnd: connectEnd,
      onReconnect(edge: CanvasEdge, { source, target }: Connection) {
        const { catalog, do: perform, tell } = editor();
        const { kinds, reason } = joining(catalog, currentDesign(), source, target);
        const own = currentDesign().edges[edge.id]?.kind;
        const kind = kinds.find((candidate) => candidate === own) ?? kinds[0];
        if (kind) perform(reconnect(edge.id, source, target, kind));
        else tell(reason);
      },
      onDoubleClick(event: MouseEvent) {
        if (!(event.target instanceof Element) || !event.target.closest(".react-flow__pane")) return;
        const screen = { x: event.clientX, y: event.clientY };
        editor().set({ floating: { kind: "quick-add", screen, at: toCanvas(screen), beside: null, edge: null } });
      },
      onDragOver(event: DragEvent) {
        const { types } = event.dataTransfer;
        if (!types.includes(DRAG_TYPE) && !types.includes("Files")) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = "copy";
      },
      onDrop(event: DragEvent) {
        event.preventDefault();
        const at = toCanvas({ x: event.clientX, y: event.clientY });
        const [file] = event.dataTransfer.files;
        if (file) {
          void operations.importFile(file, Object.keys(currentDesign().components).length ? at : null);
          return;
        }
        const wanted = event.dataTransfer.getData(DRAG_TYPE);
        const { catalog } = editor();
        const offer = withPresets(catalog, offers(catalog)).find((each) => offerKey(each) === wanted);
        if (offer) operations.add(offer, { at, edge: edgeAt(ref.current.edges, at, offer.type.type) });
      },
      /** Focus by Tab selects, so that keys act on what the ring is around. */
      onFocus(event: FocusEvent) {
        const { selection, select, floating } = editor();
        if (!(event.target instanceof HTMLElement) || floating !== null || !cameByTab() || !event.target.matches(":focus-visible")) return;
        const { id, edge } = event.target.dataset;
        if (event.target.matches(".react-flow__node") && id && !selection.components.has(id)) select(onlyComponent(id));
        if (event.target.matches(".edge-label") && edge && !selection.edges.has(edge)) select(onlyEdge(edge));
      },
    };
  }, [ref]);
}

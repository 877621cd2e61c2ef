/** Canvas: the design on React Flow; it draws what the store says and tells the store what was done. */
import { Background, ReactFlow, ReactFlowProvider, useStore, ViewportPortal } from "@xyflow/react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { move } from "../design/actions";
import { inOrderOfWork } from "../design/tidy";
import { EdgeLabel } from "../diagram/EdgeLabel";
import { nodeSpecs } from "../diagram/spec";
import { zoomClass } from "../diagram/StaticDiagram";
import { detailChanged } from "../diagram/visible";
import { hub, useSession } from "../run";
import { CanvasDots } from "./CanvasDots";
import { ComponentNode, DrawnEdge, WorkEdge, WaitingEdge } from "./CanvasParts";
import { CanvasTools } from "./CanvasTools";
import { boxesOf, flowEdges, flowNodes, Shapes } from "./flow";
import { useGestures } from "./gestures";
import { badEdges, marksOf } from "../diagram/marks";
import { onlyEdge, toggleEdge } from "./selection";
import { useDesign, useEditor } from "./store";
import { attach, fit, sawPointer } from "./viewport";
import { flattened } from "../diagram/geometry";
import type { NodeMarks, NodeSpec } from "../diagram/spec";
import type { Catalog, Design, Position } from "../design/types";
import type { CanvasEdge, CanvasNode } from "./flow";
import type { Guided } from "./guides";

const NODE_TYPES = { component: ComponentNode };
const EDGE_TYPES = { work: WorkEdge };
const COARSE = matchMedia("(pointer: coarse)").matches;
const ADD_KEYS = ["Shift", "Meta", "Control"];
const PAN_BUTTONS = COARSE ? true : [1, 2];

/** The order of the keyboard's walk: it follows the edges, and changes only with them. */
function useOrder(design: Design): readonly string[] {
  const { components, edges } = design;
  // Positions only break ties; a drag does not reorder the walk under the user's hands.
  return useMemo(() => inOrderOfWork(design), [components, edges]);
}

/** The same arrangement, flatter: for the strip above what is read. */
function stripLayout(catalog: Catalog, design: Design, strip: ReadonlyMap<string, NodeSpec>): Design["layout"] {
  const full = nodeSpecs(catalog, design);
  return Object.fromEntries(
    Object.entries(design.layout).map(([id, at]) => {
      const [large, small] = [full.get(id), strip.get(id)];
      return [id, large && small ? flattened(at, large, small) : at];
    }),
  );
}

function useMarks(design: Design): ReadonlyMap<string, NodeMarks> {
  const before = useRef<ReadonlyMap<string, NodeMarks>>(new Map());
  const selection = useEditor((state) => state.selection);
  const problems = useEditor((state) => state.problems);
  const ofDesign = useEditor((state) => state.designFindings);
  const ofRun = useSession((state) => state.findings);
  const hasRun = useSession((state) => state.current !== null);
  const ringed = useEditor((state) => state.ringed);
  const findings = hasRun ? ofRun : ofDesign;
  return useMemo(() => {
    before.current = marksOf(design, selection.components, problems, findings, before.current, ringed);
    return before.current;
  }, [design, selection, problems, findings, ringed]);
}

function CanvasField() {
  const design = useDesign();
  const catalog = useEditor((state) => state.catalog);
  const selection = useEditor((state) => state.selection);
  const problems = useEditor((state) => state.problems);
  const joining = useEditor((state) => state.floating?.kind === "join");
  const [moving, setMoving] = useState<ReadonlyMap<string, Position>>(new Map());
  const [guides, setGuides] = useState<Guided | null>(null);
  const [target, setTarget] = useState<string | null>(null);

  const order = useOrder(design);
  const strip = useEditor((state) => state.mode === "read" && !state.presenting);
  const specs = useMemo(() => nodeSpecs(catalog, design, strip), [catalog, design, strip]);
  const layout = useMemo(() => (strip ? stripLayout(catalog, design, specs) : design.layout), [catalog, design, specs, strip]);
  const marks = useMarks(design);
  const nodesBefore = useRef<readonly CanvasNode[]>([]);
  const nodes = useMemo(() => {
    nodesBefore.current = flowNodes(specs, order, layout, moving, marks, nodesBefore.current);
    return nodesBefore.current as CanvasNode[];
  }, [specs, order, layout, moving, marks]);

  const shapes = useRef(new Shapes());
  const edgesBefore = useRef<readonly CanvasEdge[]>([]);
  const bad = useMemo(() => badEdges(problems), [problems]);
  const edges = useMemo(() => {
    const boxes = boxesOf(nodes);
    edgesBefore.current = flowEdges(design, boxes, shapes.current, selection.edges, bad, edgesBefore.current);
    return edgesBefore.current as CanvasEdge[];
  }, [design, nodes, selection.edges, bad]);

  const latest = useRef({ nodes, edges, moving });
  latest.current = { nodes, edges, moving };
  const gestures = useGestures(latest, {
    setMoving, setGuides, setTarget,
    commit: (positions) => {
      useEditor.getState().do(move(positions));
      setMoving(new Map());
    },
  });
  useRefit();
  const zoomed = useStore((state) => zoomClass(state.transform[2]));
  useEffect(detailChanged, [zoomed, strip]);

  return (
    <div
      className={`canvas-field ${zoomed}${strip ? " strip" : ""}${joining ? " joining" : ""}`}
      onPointerMove={(event) => sawPointer({ x: event.clientX, y: event.clientY })}
      onPointerLeave={() => sawPointer(null)}
      onDoubleClick={gestures.onDoubleClick}
      onDragOver={gestures.onDragOver}
      onDrop={gestures.onDrop}
      onFocus={gestures.onFocus}
    >
      <ReactFlow<CanvasNode, CanvasEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        onInit={attach}
        onNodesChange={gestures.onNodesChange}
        onEdgesChange={gestures.onEdgesChange}
        onNodeDragStart={gestures.onNodeDragStart}
        onNodeDragStop={gestures.onNodeDragStop}
        onNodeClick={gestures.onNodeClick}
        onPaneContextMenu={gestures.onPaneContextMenu}
        onNodeContextMenu={gestures.onNodeContextMenu}
        onEdgeContextMenu={gestures.onEdgeContextMenu}
        onSelectionContextMenu={gestures.onSelectionContextMenu}
        isValidConnection={gestures.isValidConnection}
        onConnect={gestures.onConnect}
        onConnectEnd={gestures.onConnectEnd}
        onReconnect={gestures.onReconnect}
        connectionLineComponent={DrawnEdge}
        connectionRadius={28}
        selectionOnDrag={!COARSE}
        panOnDrag={PAN_BUTTONS}
        panOnScroll
        selectionKeyCode={null}
        multiSelectionKeyCode={ADD_KEYS}
        deleteKeyCode={null}
        zoomOnDoubleClick={false}
        nodesDraggable={!strip}
        disableKeyboardA11y
        minZoom={0.1}
        maxZoom={2}
        elevateNodesOnSelect={false}
        attributionPosition="top-right"
        aria-label="Diagram"
      >
        <Background gap={16} size={1.6} />
        <ViewportPortal>
          <EdgeLabels design={design} edges={edges} order={order} target={target} />
          <GuideLines guides={guides} />
          <WaitingEdge nodes={nodes} />
        </ViewportPortal>
      </ReactFlow>
      <CanvasDots design={design} edges={edges} />
      <CanvasTools nodes={nodes} />
    </div>
  );
}

interface EdgeLabelsProps {
  readonly design: Design;
  readonly edges: readonly CanvasEdge[];
  /** The nodes in the direction of work, which the keyboard's walk over the edges follows too. */
  readonly order: readonly string[];
  readonly target: string | null;
}

function EdgeLabels({ design, edges, order, target }: EdgeLabelsProps) {
  const select = useCallback((id: string, addTo: boolean) => {
    const { selection, select: choose } = useEditor.getState();
    choose(addTo ? toggleEdge(selection, id) : onlyEdge(id));
  }, []);
  const inWalk = useMemo(() => {
    const at = new Map(order.map((id, index) => [id, index]));
    const place = (id: string) => at.get(id) ?? order.length;
    return [...edges].sort((a, b) => place(a.source) - place(b.source) || place(a.target) - place(b.target));
  }, [edges, order]);
  const aim = edges.find((edge) => edge.id === target);
  return (
    <>
      {inWalk.map(({ id, data }) => {
        const edge = design.edges[id];
        if (!edge || !data) return null;
        const [from, to] = [design.components[edge.source]?.label, design.components[edge.target]?.label];
        const name = `${edge.kind} from ${from ?? edge.source} to ${to ?? edge.target}`;
        return <EdgeLabel key={id} id={id} edge={edge} at={data.shape.label} live={hub} name={name} onSelect={select} />;
      })}
      {aim?.data && (
        <svg className="edge-aim">
          <path d={aim.data.shape.line} />
        </svg>
      )}
    </>
  );
}

const FAR = 20_000;

function GuideLines({ guides }: { guides: Guided | null }) {
  if (!guides || (guides.x === null && guides.y === null)) return null;
  return (
    <svg className="guides">
      {guides.x !== null && <path d={`M${guides.x} ${-FAR}V${FAR}`} />}
      {guides.y !== null && <path d={`M${-FAR} ${guides.y}H${FAR}`} />}
    </svg>
  );
}

const SETTLING_MS = 1200;

/** Fits the design again when its field gets another shape: another mode, presenting, a fold. */
function useRefit(): void {
  const shape = useEditor((state) => `${state.mode} ${state.presenting} ${state.scenario}`);
  const size = useStore((state) => `${state.width} ${state.height}`);
  const settled = useRef(0);
  useEffect(() => {
    settled.current = performance.now() + SETTLING_MS;
    fit();
  }, [shape]);
  // The field takes its new size a moment after the mode; later sizes are the user's own (splitters).
  useEffect(() => {
    if (performance.now() < settled.current) fit();
  }, [size]);
}

export function Canvas() {
  return (
    <ReactFlowProvider>
      <CanvasField />
    </ReactFlowProvider>
  );
}

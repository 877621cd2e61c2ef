/** Static diagram: a design to look at, fitted into its box; nodes, edges and dots move with the clock. */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { DotsOverlay } from "./dots";
import { EdgeLines } from "./Edge";
import { EdgeLabel } from "./EdgeLabel";
import { boundsOf, edgeShape } from "./geometry";
import { NodeBody } from "./NodeBody";
import { nodeSpecs, NO_MARKS } from "./spec";
import { installSprite } from "./sprite";
import { detailChanged } from "./visible";
import type { Catalog, Design } from "../design/types";
import type { DotsClock, View } from "./dots";
import type { Box, EdgeShape } from "./geometry";
import type { LiveSource } from "./live";
import type { NodeMarks } from "./spec";

interface Props {
  readonly design: Design;
  readonly catalog: Catalog;
  readonly live?: LiveSource | null;
  readonly clock?: DotsClock | null;
  readonly marks?: ReadonlyMap<string, NodeMarks>;
  readonly onSelect?: (id: string) => void;
  /** Room around the diagram, in pixels. */
  readonly margin?: number;
  readonly label?: string;
}

/** Larger than life would be blurred by the eye, not by the screen. */
const ZOOM_MAX = 1;

export function zoomClass(zoom: number): string {
  return zoom < 0.4 ? "zoom-far" : zoom < 0.6 ? "zoom-mid" : "";
}

export function StaticDiagram({
  design, catalog, live = null, clock = null, marks, onSelect, margin = 24, label = "Diagram",
}: Props) {
  const frame = useRef<HTMLElement>(null);
  const world = useRef<HTMLDivElement>(null);
  const view = useRef<View>({ x: 0, y: 0, zoom: 1 });
  const [zoom, setZoom] = useState(1);
  const specs = useMemo(() => nodeSpecs(catalog, design), [catalog, design]);
  const boxes = useMemo(() => {
    const found = new Map<string, Box>();
    for (const [id, { width, height }] of specs) found.set(id, { ...(design.layout[id] ?? { x: 0, y: 0 }), width, height });
    return found;
  }, [specs, design.layout]);
  const shapes = useMemo(() => {
    const found = new Map<string, EdgeShape>();
    for (const [id, edge] of Object.entries(design.edges)) {
      const [source, target] = [boxes.get(edge.source), boxes.get(edge.target)];
      if (source && target) found.set(id, edgeShape(edge.kind, source, target));
    }
    return found;
  }, [design.edges, boxes]);

  useLayoutEffect(installSprite, []);
  const detail = zoomClass(zoom);
  useEffect(detailChanged, [detail]);

  useLayoutEffect(() => {
    const box = frame.current;
    const bounds = boundsOf(boxes.values());
    if (!box || !bounds) return undefined;
    const fit = () => {
      const [width, height] = [box.clientWidth, box.clientHeight];
      const scale = Math.min(ZOOM_MAX, (width - 2 * margin) / bounds.width, (height - 2 * margin) / bounds.height);
      const next = {
        zoom: Math.max(0.05, scale),
        x: (width - bounds.width * scale) / 2 - bounds.x * scale,
        y: (height - bounds.height * scale) / 2 - bounds.y * scale,
      };
      view.current = next;
      world.current?.style.setProperty("transform", `translate(${next.x}px, ${next.y}px) scale(${next.zoom})`);
      setZoom(next.zoom);
    };
    fit();
    const observer = new ResizeObserver(fit);
    observer.observe(box);
    return () => observer.disconnect();
  }, [boxes, margin]);

  return (
    <section className={`diagram ${detail}`} ref={frame} aria-label={label}>
      <div className="diagram-world" ref={world}>
        <svg aria-hidden="true">
          {[...shapes].map(([id, shape]) => (
            <EdgeLines key={id} kind={design.edges[id]?.kind ?? "message"} shape={shape} />
          ))}
        </svg>
        {[...specs.values()].map((spec) => (
          <Placed key={spec.id} box={boxes.get(spec.id)} onSelect={onSelect} id={spec.id}>
            {(onDescribe) => (
              <NodeBody spec={spec} marks={marks?.get(spec.id) ?? NO_MARKS} live={live} onDescribe={onDescribe} />
            )}
          </Placed>
        ))}
        {[...shapes].map(([id, shape]) => {
          const edge = design.edges[id];
          return edge && <EdgeLabel key={id} id={id} edge={edge} at={shape.label} live={live} />;
        })}
      </div>
      {live && clock && <Dots design={design} shapes={shapes} live={live} clock={clock} view={view} />}
    </section>
  );
}

interface PlacedProps {
  readonly id: string;
  readonly box: Box | undefined;
  readonly onSelect: ((id: string) => void) | undefined;
  readonly children: (onDescribe: (text: string) => void) => React.ReactNode;
}

function Placed({ id, box, onSelect, children }: PlacedProps) {
  const place = useRef<HTMLElement | null>(null);
  useLayoutEffect(() => {
    if (!place.current || !box) return;
    for (const [name, value] of Object.entries({ left: box.x, top: box.y, width: box.width, height: box.height })) {
      place.current.style.setProperty(name, `${value}px`);
    }
  }, [box]);
  const describe = useRef((text: string) => place.current?.setAttribute("aria-label", text));
  const content = children(describe.current);
  const ref = (node: HTMLElement | null) => {
    place.current = node;
  };
  if (!onSelect) {
    return <div className="diagram-node" role="group" data-id={id} ref={ref}>{content}</div>;
  }
  return (
    <button type="button" className="diagram-node" data-id={id} ref={ref} onClick={() => onSelect(id)}>
      {content}
    </button>
  );
}

interface DotsProps {
  readonly design: Design;
  readonly shapes: ReadonlyMap<string, EdgeShape>;
  readonly live: LiveSource;
  readonly clock: DotsClock;
  readonly view: { readonly current: View };
  /** Told when the view has changed, so that the dots stay on their edges while the clock stands. */
  readonly onView?: (changed: () => void) => () => void;
}

/** The canvas of moving messages over a diagram. */
export function Dots({ design, shapes, live, clock, view, onView }: DotsProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<DotsOverlay | null>(null);
  useEffect(() => {
    if (!canvas.current) return undefined;
    const dots = new DotsOverlay(canvas.current, live, () => view.current, clock);
    overlay.current = dots;
    const stops = [clock.subscribe(() => dots.wake()), onView?.(() => dots.wake())];
    const theme = new MutationObserver(() => dots.restyle());
    theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => {
      for (const stop of stops) stop?.();
      theme.disconnect();
      dots.dispose();
    };
  }, [live, clock, view, onView]);
  useEffect(() => {
    const tracks = [...shapes].flatMap(([id, shape]) => {
      const edge = design.edges[id];
      return edge ? [{ id, kind: edge.kind, source: edge.source, points: shape.points }] : [];
    });
    overlay.current?.setTracks(tracks);
  }, [shapes, design.edges, live, clock, view, onView]);
  return <canvas className="diagram-dots" ref={canvas} aria-hidden="true" />;
}

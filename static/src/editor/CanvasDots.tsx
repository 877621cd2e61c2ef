/** Canvas dots: messages on their way, over React Flow's viewport. */
import { useStoreApi } from "@xyflow/react";
import { useCallback, useMemo, useRef } from "react";
import { Dots } from "../diagram/StaticDiagram";
import { clock, hub } from "../run";
import type { Design } from "../design/types";
import type { View } from "../diagram/dots";
import type { CanvasEdge } from "./flow";

export function CanvasDots({ design, edges }: { design: Design; edges: readonly CanvasEdge[] }) {
  const flow = useStoreApi();
  const view = useRef<View>({ x: 0, y: 0, zoom: 1 });
  const onView = useCallback((changed: () => void) => {
    const take = () => {
      const [x, y, zoom] = flow.getState().transform;
      const { current } = view;
      if (current.x === x && current.y === y && current.zoom === zoom) return;
      view.current = { x, y, zoom };
      changed();
    };
    take();
    return flow.subscribe(take);
  }, [flow]);
  const shapes = useMemo(
    () => new Map(edges.flatMap(({ id, data }) => (data ? [[id, data.shape] as const] : []))),
    [edges],
  );
  return <Dots design={design} shapes={shapes} live={hub} clock={clock} view={view} onView={onView} />;
}

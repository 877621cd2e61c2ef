/** Canvas tools: zoom, fit, tidy and the small map, which shows itself when something is out of sight. */
import { MiniMap, useStore } from "@xyflow/react";
import { EdgeKey } from "../diagram/Edge";
import { SlotsKey } from "../diagram/SlotsKey";
import { boundsOf } from "../diagram/geometry";
import { Icon } from "../diagram/Icon";
import { chordText } from "./keys";
import { commandNamed } from "./commands";
import { boxesOf } from "./flow";
import { hub, useSession } from "../run";
import { useEditor } from "./store";
import type { CanvasNode } from "./flow";

function Tool({ command, icon }: { command: string; icon: string }) {
  const { label, keys, run } = commandNamed(command);
  const title = keys[0] ? `${label} (${chordText(keys[0])})` : label;
  return (
    <button type="button" className="btn" aria-label={label} title={title} onClick={run}>
      <Icon name={icon} />
    </button>
  );
}

/** Whether part of the design lies outside what is seen. */
function useOutOfSight(nodes: readonly CanvasNode[]): boolean {
  const bounds = boundsOf(boxesOf(nodes).values());
  return useStore(({ transform: [x, y, zoom], width, height }) => {
    if (!bounds || width === 0) return false;
    const [left, top] = [bounds.x * zoom + x, bounds.y * zoom + y];
    const slack = 24;
    return left < -slack || top < -slack || left + bounds.width * zoom > width + slack || top + bounds.height * zoom > height + slack;
  });
}

const mapClass = (node: CanvasNode) => (node.data.marks.selected ? "map-node sel" : "map-node");

export function CanvasTools({ nodes }: { nodes: readonly CanvasNode[] }) {
  const zoom = useStore((state) => Math.round(state.transform[2] * 100));
  const presenting = useEditor((state) => state.presenting);
  const mode = useEditor((state) => state.mode);
  const hidden = useOutOfSight(nodes);
  const hasRun = useSession((state) => state.current !== null);
  return (
    <>
      {nodes.length > 1 && mode !== "read" && (
        <div className="keys">
          <EdgeKey />
          {hasRun && <SlotsKey specs={nodes.map((node) => node.data.spec)} live={hub} />}
        </div>
      )}
      {!presenting && hidden && (
        <MiniMap<CanvasNode>
          className="minimap" pannable zoomable position="bottom-right" nodeClassName={mapClass} ariaLabel="Small map of the diagram"
        />
      )}
      <div className="tools" role="toolbar" aria-label="View">
        <Tool command="zoom-out" icon="i-minus" />
        <button type="button" className="z num" title="Zoom to 100 % (0)" onClick={commandNamed("zoom-actual").run}>
          {zoom}&nbsp;%
        </button>
        <Tool command="zoom-in" icon="i-plus" />
        <Tool command="fit" icon="i-fit" />
        <Tool command="tidy" icon="i-tidy" />
      </div>
    </>
  );
}

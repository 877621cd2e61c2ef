/** Node: React's frame around the DOM instrument; live values go past React. */
import { memo, useEffect, useLayoutEffect, useRef } from "react";
import { NodeView } from "./node-view";
import { paced, unpaced } from "./paced";
import { onDetail, watchVisible } from "./visible";
import type { LiveSource } from "./live";
import type { NodeMarks, NodeSpec } from "./spec";

/** A screen reader's name need not change ten times a second. */
const DESCRIBE_MS = 1000;

interface Props {
  readonly spec: NodeSpec;
  readonly marks: NodeMarks;
  readonly live: LiveSource | null;
  /** Told the node's name with its state: at once, then at most once a second. */
  readonly onDescribe?: ((text: string) => void) | undefined;
}

export const NodeBody = memo(function NodeBody({ spec, marks, live, onDescribe }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const view = useRef<NodeView | null>(null);
  const describe = useRef(onDescribe);
  describe.current = onDescribe;

  useLayoutEffect(() => {
    if (!frame.current) return;
    view.current ??= new NodeView(frame.current);
    view.current.update(spec, marks);
    describe.current?.(view.current.describe());
  }, [spec, marks]);

  useEffect(() => {
    if (!live) return undefined;
    let due: ReturnType<typeof setTimeout> | null = null;
    const tell = () => {
      due = null;
      // Its name is told from the values at the clock, even while the node itself is out of sight.
      if (!visible) catchUp();
      if (view.current) describe.current?.(view.current.describe());
    };
    let visible = true;
    const catchUp = () => view.current?.show(live.current("component", spec.id));
    const stops = [
      live.subscribe("component", spec.id, (values) => {
        if (visible) paced(view, () => view.current?.show(values));
        due ??= setTimeout(tell, DESCRIBE_MS);
      }),
      onDetail(catchUp),
    ];
    if (frame.current) {
      stops.push(watchVisible(frame.current, (now) => {
        visible = now;
        if (now) catchUp();
      }));
    }
    catchUp();
    return () => {
      for (const stop of stops) stop();
      unpaced(view);
      if (due !== null) clearTimeout(due);
    };
  }, [live, spec.id]);

  return <div className="node" ref={frame} />;
});

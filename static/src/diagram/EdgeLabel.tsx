/** Edge label: React's frame around the words on an edge; live values go past React. */
import { memo, useEffect, useLayoutEffect, useRef } from "react";
import { write } from "./dom";
import { breakerWords, edgeLabel } from "./edge-label";
import { paced, unpaced } from "./paced";
import { onDetail, watchVisible } from "./visible";
import type { Edge, Position } from "../design/types";
import type { LiveSource } from "./live";

/** Where its words are too small to be read (diagram.css), they are not written either. */
const WORDLESS = ".strip .edge-label, .zoom-mid .edge-label:not(.dead, .broken), .zoom-far .edge-label";

interface Props {
  readonly id: string;
  readonly edge: Edge;
  readonly at: Position;
  readonly live: LiveSource | null;
  /** With a name it is a stop for the keyboard: Enter selects the edge. */
  readonly name?: string | undefined;
  readonly onSelect?: ((id: string, add: boolean) => void) | undefined;
}

export const EdgeLabel = memo(function EdgeLabel({ id, edge, at, live, name, onSelect }: Props) {
  const target = useRef<HTMLElement>(null);
  const className = `edge-label${edge.kind === "dead-letter" ? " dead" : ""}`;

  useLayoutEffect(() => {
    target.current?.style.setProperty("left", `${at.x}px`);
    target.current?.style.setProperty("top", `${at.y}px`);
  }, [at.x, at.y]);

  useEffect(() => {
    let visible = true;
    const show = () => {
      if (!visible || !target.current) return;
      const now = live?.current("edge", id) ?? null;
      const broken = breakerWords(now);
      target.current.classList.toggle("broken", broken !== "");
      if (target.current.title !== broken) target.current.title = broken;
      if (!target.current.matches(WORDLESS)) write(target.current, edgeLabel(edge, now));
    };
    show();
    const stops = [live?.subscribe("edge", id, () => visible && paced(target, show)), onDetail(show)];
    if (target.current) {
      stops.push(watchVisible(target.current, (now) => {
        visible = now;
        show();
      }));
    }
    return () => {
      for (const stop of stops) stop?.();
      unpaced(target);
    };
  }, [live, id, edge]);

  if (!onSelect) return <span className={className} ref={target} />;
  return (
    <button
      type="button"
      className={`${className} nopan`}
      data-edge={id}
      aria-label={name}
      ref={(node) => {
        target.current = node;
      }}
      onClick={(event) => onSelect(id, event.shiftKey || event.ctrlKey || event.metaKey)}
    />
  );
});

/** Joint: an edge of the column that a narrow screen shows, with its kind, its rate and a place to add something. */
import { useEffect, useRef } from "react";
import { write } from "./dom";
import { EdgeLines } from "./Edge";
import { breakerWords, edgeLabel } from "./edge-label";
import { Icon } from "./Icon";
import type { EdgeShape } from "./geometry";
import type { LiveSource } from "./live";
import type { Edge } from "../design/types";

const SHAPES: Record<Edge["kind"], Omit<EdgeShape, "points" | "label">> = {
  call: { line: "M10 9V23", head: "M10 28l-4.3 -7h8.6z", tail: "M10 1l-4.3 7h8.6z", ties: null, stop: null },
  message: { line: "M10 1V23", ties: "M10 4V20", head: "M10 28l-4.3 -7h8.6z", tail: null, stop: null },
  "dead-letter": { line: "M10 1V19", head: "M10 24l-4.3 -7h8.6z", tail: null, ties: null, stop: "M1 27h18" },
};

interface Props {
  readonly id: string;
  readonly edge: Edge;
  readonly live: LiveSource;
  /** Where it comes from, unless that is the row above. */
  readonly from: string;
  readonly selected: boolean;
  readonly onSelect: (() => void) | null;
  /** Null where nothing can be added: the design is only to be read. */
  readonly onAdd: (() => void) | null;
}

export function JointLine({ id, edge, live, from, selected, onSelect, onAdd }: Props) {
  const words = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const show = () => {
      const now = live.current("edge", id);
      const said = breakerWords(now) || edgeLabel(edge, now);
      const kind = edge.kind === "dead-letter" ? said : [edge.kind, said].filter(Boolean).join(", ");
      if (words.current) write(words.current, from ? `${kind}, from ${from}` : kind);
    };
    show();
    return live.subscribe("edge", id, show);
  }, [id, edge, live, from]);
  const line = (
    <>
      <svg width="20" height="30" aria-hidden="true">
        <EdgeLines kind={edge.kind} shape={{ ...SHAPES[edge.kind], points: [], label: { x: 0, y: 0 } }} selected={selected} />
      </svg>
      <span ref={words} />
    </>
  );
  return (
    <div className="joint">
      {onSelect ? (
        <button type="button" className="joint-line" onClick={onSelect} aria-pressed={selected}>{line}</button>
      ) : (
        <div className="joint-line">{line}</div>
      )}
      {onAdd && edge.kind !== "dead-letter" && (
        <button type="button" className="joint-add" aria-label="Put a component in between" onClick={onAdd}>
          <i><Icon name="i-plus" /></i>
        </button>
      )}
    </div>
  );
}

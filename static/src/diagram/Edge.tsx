/** Edge: a call, a track or a siding, drawn so that its kind is seen without colour. */
import { memo } from "react";
import type { EdgeKind } from "../design/types";
import type { EdgeShape } from "./geometry";

interface Props {
  readonly kind: EdgeKind;
  readonly shape: EdgeShape;
  readonly selected?: boolean;
  readonly bad?: boolean;
}

export const EdgeLines = memo(function EdgeLines({ kind, shape, selected = false, bad = false }: Props) {
  return (
    <g className={`edge edge-${kind}${selected ? " sel" : ""}${bad ? " bad" : ""}`}>
      {selected && <path className="edge-halo" d={shape.line} />}
      {shape.ties && <path className="edge-ties" d={shape.ties} />}
      <path className="edge-line" d={shape.line} />
      <path className="edge-head" d={shape.head} />
      {shape.tail && <path className="edge-tail" d={shape.tail} />}
      {shape.stop && <path className="edge-stop" d={shape.stop} />}
    </g>
  );
});

const SAMPLES: readonly { kind: EdgeKind; label: string; d: Partial<EdgeShape> & { line: string; head: string } }[] = [
  { kind: "call", label: "call, waits", d: { line: "M7 7H37", head: "M42 7l-7 -4.3v8.6z", tail: "M1 7l7 -4.3v8.6z" } },
  { kind: "message", label: "message", d: { line: "M0 7H37", ties: "M5 7H34", head: "M42 7l-7 -4.3v8.6z" } },
  { kind: "dead-letter", label: "dead letter", d: { line: "M1 7H34", head: "M39 7l-7 -4.3v8.6z", stop: "M42 1v12" } },
];

/** The key to the three kinds of edge. */
export function EdgeKey() {
  return (
    <div className="edgekey">
      {SAMPLES.map(({ kind, label, d }) => (
        <span key={kind}>
          <svg width="44" height="14" aria-hidden="true">
            <EdgeLines
              kind={kind}
              shape={{ points: [], label: { x: 0, y: 0 }, ties: null, tail: null, stop: null, ...d }}
            />
          </svg>
          {label}
        </span>
      ))}
    </div>
  );
}

/** Column node: a component as a row of the phone's column. */
import { useEffect, useRef } from "react";
import { element, write } from "../diagram/dom";
import { Icon } from "../diagram/Icon";
import { makeInstrument } from "../diagram/instruments";
import { rowFigure } from "../diagram/words";
import { hub } from "../run";
import type { NodeSpec } from "../diagram/spec";
import type { Live } from "../diagram/live";

interface Props {
  readonly spec: NodeSpec;
  readonly selected: boolean;
  readonly onSelect: () => void;
}

export function ColumnNode({ spec, selected, onSelect }: Props) {
  const state = useRef<HTMLElement>(null);
  const figure = useRef<HTMLElement>(null);
  const word = useRef<HTMLElement>(null);
  const extra = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const kind = spec.face.instrument?.kind;
    const instrument = kind === "gauge" || kind === "slots" ? makeInstrument(spec) : null;
    extra.current?.replaceChildren(instrument?.element ?? element("span"));
    const show = (live: Live | null) => {
      const said = rowFigure(spec, live);
      if (figure.current) write(figure.current, said.figure);
      if (word.current) write(word.current, said.word);
      if (state.current) write(state.current, said.line);
      if (extra.current) extra.current.hidden = live === null || !instrument;
      if (live) instrument?.show(live);
    };
    show(hub.current("component", spec.id));
    return hub.subscribe("component", spec.id, show);
  }, [spec]);
  return (
    <button type="button" className={`column-node${selected ? " sel" : ""}${spec.deadLetter ? " dlq" : ""}`} data-id={spec.id} aria-pressed={selected} onClick={onSelect}>
      <span className="tile"><Icon name={spec.icon} size={18} /></span>
      <span className="column-names">
        <b>{spec.label}</b>
        <span className="column-type" ref={state} />
      </span>
      <span className="column-figure">
        <b ref={figure} />
        <span ref={word} />
      </span>
      <span className="column-extra" ref={extra} />
    </button>
  );
}

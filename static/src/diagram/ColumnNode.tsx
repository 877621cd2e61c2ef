/** Column node: a component as a row of the column that a narrow screen shows. */
import { useEffect, useRef } from "react";
import { element, write } from "./dom";
import { Icon } from "./Icon";
import { makeInstrument } from "./instruments";
import { rowFigure } from "./words";
import type { NodeSpec } from "./spec";
import type { Live, LiveSource } from "./live";

interface Props {
  readonly spec: NodeSpec;
  readonly live: LiveSource;
  readonly selected: boolean;
  readonly onSelect: () => void;
}

export function ColumnNode({ spec, live, selected, onSelect }: Props) {
  const state = useRef<HTMLElement>(null);
  const figure = useRef<HTMLElement>(null);
  const word = useRef<HTMLElement>(null);
  const extra = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const kind = spec.face.instrument?.kind;
    const instrument = kind === "gauge" || kind === "slots" ? makeInstrument(spec) : null;
    extra.current?.replaceChildren(instrument?.element ?? element("span"));
    const show = (values: Live | null) => {
      const said = rowFigure(spec, values);
      if (figure.current) write(figure.current, said.figure);
      if (word.current) write(word.current, said.word);
      if (state.current) write(state.current, said.line);
      if (extra.current) extra.current.hidden = values === null || !instrument;
      if (values) instrument?.show(values);
    };
    show(live.current("component", spec.id));
    return live.subscribe("component", spec.id, show);
  }, [spec, live]);
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

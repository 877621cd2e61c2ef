/** Chart: one question, its lines, a key with the values at the clock, and a table behind it. */

import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { Icon } from "../diagram/Icon";
import { useMicroscope } from "../microscope/store";
import { formatClock } from "../run/format";
import { clock } from "../run/playback";
import { ChartTable } from "./ChartTable";
import { titleOf } from "./figures";
import { useChartView } from "./view";
import type { ChartInput, Line } from "./figures";
import type { ChartTemplate } from "./templates";
import { Plot } from "./plot";
import type { KeyText } from "./plot";
import { withUnit } from "./words";

export interface ChartProps {
  input: ChartInput;
  numbers: { run: number; older: number };
  /** Zoom and the like are kept while this stays the same. */
  revision: string;
  stamp: number;
  onPlot?: (plot: Plot | null, key: string) => void;
}

export function Chart({ input, numbers, revision, stamp, onPlot }: ChartProps) {
  const [asTable, setAsTable] = useState(false);
  const [lines, setLines] = useState<readonly Line[]>([]);
  const [unit, setUnit] = useState(() => unitUntilDrawn(input.placed.template));
  const key = useRef<HTMLSpanElement>(null);
  const texts = useRef<readonly KeyText[]>([]);
  const sayKey = useCallback((now: readonly Line[], values: readonly KeyText[], shownUnit: string) => {
    texts.current = values;
    setUnit(shownUnit);
    setLines((before) => (sameLines(before, now) ? before : now));
    write(key.current, values);
  }, []);
  useLayoutEffect(() => write(key.current, texts.current));

  const title = titleOf(input.placed, input.older !== null);
  return (
    <figure className="cell">
      <figcaption>
        <h3>
          {title}
          {unit && <span className="u">{unit}</span>}
        </h3>
        <button
          type="button"
          className="behind"
          aria-pressed={asTable}
          aria-label={`${title} as a table`}
          title={asTable ? "Show the chart" : "Show the table"}
          onClick={() => setAsTable(!asTable)}
        >
          <Icon name={asTable ? "i-chart" : "i-table"} size={14} />
        </button>
        <LookButton title={title} place={input.placed.component} />
        <span ref={key} className="lgs">
          {lines.map((line) => (
            <span key={line.label} className="lg">
              <Sample colour={line.colour} dash={line.dash} />
              {line.label} <b />
            </span>
          ))}
        </span>
      </figcaption>
      {asTable ? (
        <ChartTable title={title} unit={unit} lines={lines} />
      ) : (
        <PlotBox
          input={input}
          numbers={numbers}
          revision={revision}
          stamp={stamp}
          sayKey={sayKey}
          label={spoken(title, unit, lines)}
          {...(onPlot ? { onPlot } : {})}
        />
      )}
    </figure>
  );
}

interface PlotBoxProps extends ChartProps {
  sayKey: (lines: readonly Line[], texts: readonly KeyText[], unit: string) => void;
  label: string;
}

function PlotBox({ input, numbers, revision, stamp, sayKey, label, onPlot }: PlotBoxProps) {
  const frame = useRef<HTMLDivElement>(null);
  const target = useRef<HTMLDivElement>(null);
  const veil = useRef<HTMLDivElement>(null);
  const cursor = useRef<HTMLElement>(null);
  const pointer = useRef<HTMLElement>(null);
  const dots = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | null>(null);
  const id = input.placed.key;

  useEffect(() => {
    if (!frame.current || !target.current || !veil.current) return;
    if (!cursor.current || !pointer.current || !dots.current) return;
    const host = {
      frame: frame.current,
      target: target.current,
      veil: veil.current,
      cursor: cursor.current,
      pointer: pointer.current,
      dots: dots.current,
    };
    const made = new Plot(host, clock, sayKey);
    plot.current = made;
    onPlot?.(made, id);
    return () => {
      onPlot?.(null, id);
      made.dispose();
      plot.current = null;
    };
  }, [id, sayKey, onPlot]);

  useEffect(() => {
    plot.current?.update(input, numbers, revision);
    // The stamp says that the columns, which are the same objects, have grown.
  }, [id, input.placed, input.frames, input.older, input.live, input.settings, input.marks, numbers.run, numbers.older, revision, stamp]);

  return (
    <div ref={frame} className="plot">
      <div ref={target} className="plot-target" role="img" aria-label={label} />
      <div className="rest">
        <div ref={veil} className="veil" />
      </div>
      <i ref={pointer} className="pointer" />
      <i ref={cursor} className="cursor" />
      <div ref={dots} className="dots" />
      <PickedPoint chart={id} place={input.placed.component} />
    </div>
  );
}

function useLooks(): boolean {
  return useMicroscope((state) => (state.list?.kept ?? 0) > 0);
}

/** From a chart to the messages that were there at the clock's time. */
function LookButton({ title, place }: { title: string; place: string | null }) {
  const look = useMicroscope((state) => state.look);
  if (!useLooks()) return null;
  return (
    <button
      type="button" className="behind" aria-label={`${title}: messages at the clock`} title="Messages at the clock"
      onClick={() => void look({ place, at: clock.time })}
    >
      <Icon name="i-microscope" size={14} />
    </button>
  );
}

/** At the point that was pressed: the way to the messages that were there then. */
function PickedPoint({ chart, place }: { chart: string; place: string | null }) {
  const time = useChartView((view) => (view.picked?.chart === chart ? view.picked.time : null));
  const look = useMicroscope((state) => state.look);
  if (!useLooks() || time === null) return null;
  return (
    <button type="button" className="chip picked" onClick={() => void look({ place, at: time })}>
      <Icon name="i-microscope" size={12} />
      Messages at {formatClock(time)}
    </button>
  );
}

/** The unit of a chart of nothing, until it is drawn and a unit that fits is known. */
function unitUntilDrawn({ scales, unit }: ChartTemplate): string {
  return scales.find((scale) => scale.factor === 1)?.unit ?? unit;
}

/** A sample of the line, as the key shows it. */
export function Sample({ colour, dash }: { colour: string; dash: string }) {
  const path = useRef<SVGPathElement>(null);
  useLayoutEffect(() => path.current?.style.setProperty("stroke", colour), [colour]);
  return (
    <svg className="sample" width={18} height={8} aria-hidden="true">
      <path ref={path} className={dash} d="M1 4H17" />
    </svg>
  );
}

function write(key: HTMLElement | null, values: readonly KeyText[]): void {
  key?.querySelectorAll<HTMLElement>(".lg").forEach((entry, index) => {
    const { text, room } = values[index] ?? { text: "", room: "" };
    const bold = entry.querySelector("b");
    if (bold && bold.textContent !== text) bold.textContent = text;
    if (entry.dataset.room !== room) entry.dataset.room = room;
  });
}

function sameLines(a: readonly Line[], b: readonly Line[]): boolean {
  return (
    a.length === b.length &&
    a.every((line, index) => {
      const other = b[index];
      return line.label === other?.label && line.colour === other.colour && line.values === other.values;
    })
  );
}

/** What a screen reader says in the place of the lines: each one's peak and when it was. */
function spoken(title: string, unit: string, lines: readonly Line[]): string {
  const peaks = lines.map((line) => {
    const at = peakOf(line.values);
    if (at < 0) return `${line.label} without observations`;
    const when = formatClock(line.frames.ends.at(at));
    return `${line.label} at most ${withUnit(line.values[at], unit)} at ${when}`;
  });
  return [title, ...peaks].join(", ");
}

function peakOf(values: ArrayLike<number | null>): number {
  let at = -1;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    if (value !== null && value !== undefined && value > (at < 0 ? -1 : (values[at] as number))) at = index;
  }
  return at;
}

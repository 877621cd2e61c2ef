/** Life strip: everything that happened to a message on the run's time, with the clock's line through it. */

import { useEffect, useRef } from "react";
import { formatClock, formatDuration, spokenClock } from "../run/format";
import { clock } from "../run/playback";
import type { Life } from "./attempts";
import { BarShape } from "./Marks";
import { lasting } from "./names";
import type { Names } from "./names";
import { callsWithin, fitted, lifeBars, scaleOf, ticksOf } from "./strip";
import type { Bar, Scale } from "./strip";
import type { MessageHistory } from "./types";
import { useWidth } from "./useWidth";
import { VERDICTS } from "./words";

const TOP = 30;
const LANE = 31;
const BAR = 23;

interface StripProps {
  history: MessageHistory;
  life: Life;
  names: Names;
}

export function LifeStrip({ history, life, names }: StripProps) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const { bars, lanes } = lifeBars(life);
  const scale = scaleOf(history.sent, life.last, Math.max(width - 2, 1), 1);
  const foot = TOP + lanes * LANE;
  return (
    <section className="mic-part" aria-labelledby="mic-life">
      <h3 id="mic-life">{lifeTitle(history, life)}</h3>
      <div ref={frame} className="mic-strip">
        {width > 0 && (
          <svg width={width} height={foot + 20} role="img" aria-label={spoken(history, life, names)}>
            {ticksOf(scale).map((time) => (
              <g key={time}>
                <path className="mic-grid" d={`M${scale.x(time)} ${TOP - 8}V${foot}`} />
                <text className="f" x={scale.x(time)} y={foot + 15} textAnchor={anchor(scale.x(time), width)}>{tick(time, scale, names)}</text>
              </g>
            ))}
            {bars.map((bar, index) => <StripBar key={index} bar={bar} scale={scale} names={names} />)}
            {history.ended !== null && <Ending history={history} x={scale.x(history.ended)} foot={foot} width={width} names={names} />}
            <ClockLine scale={scale} foot={foot} />
          </svg>
        )}
      </div>
    </section>
  );
}

function anchor(x: number, width: number): "start" | "middle" | "end" {
  return x < 18 ? "start" : x > width - 18 ? "end" : "middle";
}

/** Times of less than a second apart are told exactly. */
function tick(time: number, scale: Scale, names: Names): string {
  return scale.to - scale.from < 10 ? names.time(time) : formatClock(time);
}

function lifeTitle(history: MessageHistory, life: Life): string {
  const end = history.ended ?? life.last;
  const beyond = life.last - end;
  const said = (seconds: number): string => (seconds >= 1 ? spokenClock(Math.round(seconds)) : formatDuration(seconds));
  const whole = history.ended === null ? `Its life so far, ${said(end - history.sent)}` : `Its whole life, ${said(end - history.sent)}`;
  return beyond > 1e-6 ? `${whole}, and ${said(beyond)} beyond` : whole;
}

function spoken(history: MessageHistory, life: Life, names: Names): string {
  const attempts = `${life.attempts.length} ${life.attempts.length === 1 ? "attempt" : "attempts"}`;
  const end = history.ended === null ? "not over when the run ended" : `${VERDICTS[history.verdict].word} at ${names.time(history.ended)}`;
  return `From ${names.time(history.sent)} on: ${attempts}, ${end}. Every step is listed beside it.`;
}

function StripBar({ bar, scale, names }: { bar: Bar; scale: Scale; names: Names }) {
  const x = scale.x(bar.from);
  const width = scale.x(bar.to) - x;
  const y = TOP + bar.lane * LANE;
  const seconds = lasting(bar.to - bar.from);
  const verb = bar.kind === "delayed" ? "delayed" : "waited";
  const text = bar.wait ? fitted(`${verb} ${seconds}`, width) || fitted(seconds, width, 6) : bar.kind === "work" || bar.kind === "failed" ? fitted(names.slot(bar.attempt), width) : "";
  return (
    <>
      <BarShape kind={bar.kind} x={x} y={y} width={width} height={BAR} />
      {callsWithin(bar).map(({ call, from, to }, index) => (
        <rect
          key={index} className={`mic-call ${call.outcome === "ok" ? "ok" : call.outcome === null ? "open" : "error"}`} x={scale.x(from)} y={y + BAR - 4}
          width={Math.max(scale.x(to) - scale.x(from) - 1, 2)} height={2.5}
        >
          <title>{`${names.edge(call.edge)} ${call.outcome ?? "not answered"}`}</title>
        </rect>
      ))}
      {text && (
        <text className={bar.wait ? "f" : "on"} x={bar.wait ? x + width / 2 : x + 8} y={y + 15.5} textAnchor={bar.wait ? "middle" : "start"}>
          {text.endsWith("…") && bar.wait ? "" : text}
        </text>
      )}
    </>
  );
}

function Ending({ history, x, foot, width, names }: { history: MessageHistory; x: number; foot: number; width: number; names: Names }) {
  const words = `${VERDICTS[history.verdict].word} ${names.time(history.ended ?? 0)}`;
  const half = words.length * 3.3;
  const side = x - half < 0 ? "start" : x + half > width ? "end" : "middle";
  return (
    <g className={`mic-over ${VERDICTS[history.verdict].tag}`}>
      <path d={`M${x} ${TOP - 8}V${foot}`} />
      <text x={side === "middle" ? x : Math.min(Math.max(x, 0), width)} y={14} textAnchor={side}>{words}</text>
    </g>
  );
}

/** The playback clock's line: moved without a new drawing, and away while the clock is elsewhere. */
function ClockLine({ scale, foot }: { scale: Scale; foot: number }) {
  const line = useRef<SVGPathElement>(null);
  useEffect(() => {
    const follow = (): void => {
      const inside = clock.time >= scale.from && clock.time <= scale.to;
      line.current?.classList.toggle("out", !inside);
      if (inside) line.current?.setAttribute("transform", `translate(${scale.x(clock.time).toFixed(1)} 0)`);
    };
    follow();
    return clock.subscribe(follow);
  }, [scale.from, scale.to, scale.width]);
  return <path ref={line} className="mic-clock out" d={`M0 ${TOP - 8}V${foot}`} />;
}

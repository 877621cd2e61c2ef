/** Attempt rows: each attempt from its receive on, so that one line is the timeout of all. */

import { useRef } from "react";
import { formatClock, formatDuration, plural } from "../run/format";
import { commonTimeout, heldUntil } from "./attempts";
import type { Attempt, Life } from "./attempts";
import { BarShape, EndMark, Key } from "./Marks";
import { capital, lasting } from "./names";
import type { Names } from "./names";
import { attemptsReach, fitted, partsOf, scaleOf, ticksOf } from "./strip";
import type { BarKind, Scale } from "./strip";
import { useWidth } from "./useWidth";

const LEFT = 118;
const NARROW_LEFT = 82;
const TOP = 36;
const ROW = 68;
const BAR = 27;
/** More attempts than this are not drawn; every step is listed all the same. */
const MOST = 12;

interface AttemptsProps {
  life: Life;
  names: Names;
  /** Without an axis of their own: on the scale of another life's attempts, which stand above. */
  beside?: Life;
}

export function AttemptRows({ life, names, beside }: AttemptsProps) {
  const plain = beside !== undefined;
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const shown = life.attempts.slice(0, MOST);
  const timeout = commonTimeout(life.attempts);
  const left = width < 480 ? NARROW_LEFT : LEFT;
  const reach = beside ? Math.max(reachOf(beside), attemptsReach(shown, life.last, null)) : reachOf(life);
  const scale = scaleOf(0, reach, Math.max(width - left - 2, 1), left);
  const top = plain ? 6 : TOP;
  const row = plain ? 44 : ROW;
  const foot = top + shown.length * row - (plain ? 0 : 4);
  return (
    <>
      <div ref={frame} className="mic-strip">
        {width > 0 && (
          <svg width={width} height={foot + (plain ? 0 : 20)} role="img" aria-label={shown.map((attempt) => spoken(attempt, names)).join(". ")}>
            {!plain && ticksOf(scale).map((seconds) => (
              <g key={seconds}>
                <path className="mic-grid" d={`M${scale.x(seconds)} ${TOP - 10}V${foot}`} />
                <text className="f" x={scale.x(seconds)} y={foot + 15} textAnchor={scale.left + scale.width - scale.x(seconds) < 16 ? "end" : "middle"}>{formatDuration(seconds)}</text>
              </g>
            ))}
            {!plain && timeout !== null && timeout <= scale.to && <Timeout seconds={timeout} scale={scale} foot={foot} />}
            {shown.map((attempt, index) => (
              <Row key={index} attempt={attempt} life={life} names={names} scale={scale} y={top + index * row} plain={plain} />
            ))}
          </svg>
        )}
      </div>
      {life.attempts.length > MOST && <p className="muted">And {plural(life.attempts.length - MOST, "more attempt")}; every step is listed.</p>}
      {!plain && timeout !== null && timeout > scale.to && <p className="muted">The visibility timeout, {formatDuration(timeout)}, lies far to the right of this.</p>}
    </>
  );
}

function reachOf(life: Life): number {
  return attemptsReach(life.attempts.slice(0, MOST), life.last, commonTimeout(life.attempts));
}

/** The kinds of bars that these attempts have. */
export function kindsOf(life: Life): BarKind[] {
  const found = new Set(life.attempts.slice(0, MOST).flatMap((attempt) => partsOf(attempt, life.last).map(([kind]) => kind)));
  return (["held", "work", "late", "failed", "idle"] as const).filter((kind) => found.has(kind));
}

export function AttemptsKey({ life }: { life: Life }) {
  const kinds = kindsOf(life);
  return kinds.length > 1 || kinds[0] !== "work" ? <Key kinds={kinds} /> : null;
}

function Timeout({ seconds, scale, foot }: { seconds: number; scale: Scale; foot: number }) {
  const x = scale.x(seconds);
  const words = `visibility timeout, ${formatDuration(seconds)}: visible to others again`;
  const short = `timeout, ${formatDuration(seconds)}`;
  const right = scale.left + scale.width - x;
  const [text, side] = words.length * 6.2 < right ? [words, "start"] as const : words.length * 6.2 < x ? [words, "end"] as const : [short, "end"] as const;
  return (
    <g className="mic-timeout">
      <path d={`M${x} ${TOP - 18}V${foot}`} />
      <text x={side === "start" ? x + 6 : x - 6} y={14} textAnchor={side}>{text}</text>
    </g>
  );
}

interface RowProps {
  attempt: Attempt;
  life: Life;
  names: Names;
  scale: Scale;
  y: number;
  plain: boolean;
}

function Row({ attempt, life, names, scale, y, plain }: RowProps) {
  const at = (time: number): number => scale.x(time - attempt.received);
  const parts = partsOf(attempt, life.last);
  const hidden = at(heldUntil(attempt, life.last));
  const worker = names.of(attempt.worker);
  const free = freeFrom(attempt, life, names, scale, at);
  return (
    <g>
      <text className="s" x={0} y={y + 15}>Receive {attempt.receive}</text>
      {!plain && <text className="f" x={0} y={y + 31}>{fitted(capital(names.slot(attempt)), scale.left + 6, 6)}</text>}
      {!plain && <text className="f" x={0} y={y + 46}>{names.time(attempt.received)}</text>}
      {parts.map(([kind, from, to]) => <BarShape key={`${kind} ${from}`} kind={kind} x={at(from)} y={y} width={at(to) - at(from)} height={BAR} />)}
      {parts.filter(([kind]) => kind === "work" || kind === "failed").slice(0, 1).map(([kind, from, to]) => (
        <text key={kind} className="on" x={at(from) + 10} y={y + 17.5}>{fitted(worker, at(to) - at(from))}</text>
      ))}
      {!plain && attempt.firstUntil !== null && (
        <g className="mic-hidden">
          <path d={`M${scale.left} ${y + 34}H${hidden}M${scale.left} ${y + 30}v8M${hidden} ${y + 30}v8`} />
          <text className="f" x={free} y={y + 50}>{fitted(hiddenWords(attempt), hidden - free + 10, 5.7)}</text>
        </g>
      )}
      {attempt.renewals.map((time) => <path key={time} className="mic-beat" d={`M${at(time)} ${y + 28}l4 7h-8z`}><title>{`Heartbeat at ${names.time(time)}`}</title></path>)}
      {attempt.ended !== null && <End attempt={attempt} life={life} names={names} x={at(attempt.ended)} y={y} scale={scale} plain={plain} />}
    </g>
  );
}

/** Where the words under a bar may begin: at its start, or behind what is said of an early end. */
function freeFrom(attempt: Attempt, life: Life, names: Names, scale: Scale, at: (time: number) => number): number {
  const start = scale.left + 10;
  if (attempt.ended === null) return start;
  const { word, why } = endWords(attempt, life, names);
  const x = at(attempt.ended);
  const half = Math.max(word.length, why.length) * 3.2;
  const meets = why !== "" && x - half < start + hiddenWords(attempt).length * 5.7;
  return meets ? Math.max(start, x + half + 12) : start;
}

function hiddenWords(attempt: Attempt): string {
  return attempt.renewals.length ? "hidden from other workers, kept so by heartbeats" : "hidden from other workers";
}

/** How an attempt ended, at the end of its bar: the answer, and under it why. */
function End({ attempt, life, names, x, y, scale, plain }: RowProps & { x: number }) {
  const { tone, word, why } = endWords(attempt, life, names);
  const beside = plain || scale.left + scale.width - x > (word.length + 3) * 6.6;
  const half = Math.max(word.length, why.length) * 3.2;
  const middle = Math.min(Math.max(x, scale.left + half), scale.left + scale.width - half);
  return (
    <>
      <EndMark x={x} y={y + BAR / 2} tone={tone} />
      {plain || (beside && !why) ? (
        <text className={`mic-said ${tone}`} x={x + 14} y={y + 17.5}>{word}</text>
      ) : (
        <>
          <text className={`mic-said ${tone}`} x={middle} y={y + 40} textAnchor="middle">{word}</text>
          {why && <text className="f" x={middle} y={y + 53} textAnchor="middle">{why}</text>}
        </>
      )}
    </>
  );
}

interface EndSaid {
  tone: "ok" | "error" | "open";
  word: string;
  why: string;
}

const FAILED: Readonly<Record<string, string>> = { transient: "by chance", poison: "poison", call: "a call failed", "soft limit": "soft time limit" };
const KILLED: Readonly<Record<string, string>> = { memory: "out of memory" };

/** What stands at the end of an attempt's bar. */
export function endWords(attempt: Attempt, life: Life, names: Names): EndSaid {
  if (attempt.outcome === "failed") return { tone: "error", word: "failed", why: FAILED[attempt.reason ?? ""] ?? attempt.reason ?? "" };
  if (attempt.outcome === "killed") return { tone: "error", word: "cut short", why: KILLED[attempt.reason ?? ""] ?? attempt.reason ?? "" };
  if (attempt.answer === "refused") return { tone: "error", word: "ack refused", why: refusal(attempt, life, names) };
  if (attempt.answer === "acked") return { tone: "ok", word: "ack accepted", why: "" };
  return { tone: "ok", word: "done", why: "" };
}

function refusal(attempt: Attempt, life: Life, names: Names): string {
  if (attempt.refusal === "received again") {
    const other = life.attempts.findLast((one) => one !== attempt && one.queue === attempt.queue && one.received <= (attempt.answered ?? 0));
    return other ? `${names.slot(other)} has it now` : "received again";
  }
  if (attempt.refusal === "gone") return "it is gone from the queue";
  return attempt.refusal === "expired" ? "its lock had expired" : (attempt.refusal ?? "");
}

function spoken(attempt: Attempt, names: Names): string {
  const end = attempt.ended === null ? "not over" : `${attempt.outcome}${attempt.answer === "refused" ? ", ack refused" : ""} after ${lasting(attempt.ended - attempt.received)}`;
  return `Receive ${attempt.receive} by ${names.slot(attempt)} at ${formatClock(attempt.received)}: ${end}`;
}

/** Density: a small picture of a distribution, with the thresholds of its neighbours drawn into it. */
import { useId, useLayoutEffect, useRef, useState } from "react";
import { quantile, readDistribution } from "../../design/distributions";
import { formatDuration, formatShare } from "../../run/format";
import type { Shape } from "../../design/distributions";
import type { SettingValue } from "../../design/types";

const HEIGHT = 92;
const GROUND = 74;
const POINTS = 120;

export interface Threshold {
  readonly label: string;
  readonly seconds: number;
  /** What takes longer: "jobs", "calls". */
  readonly what: string;
}

/** A round end of the scale, a little beyond what matters. */
function niceEnd(seconds: number): number {
  const unit = 10 ** Math.floor(Math.log10(seconds));
  return ([1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((step) => step * unit >= seconds) ?? 10) * unit;
}

/** A mark's number without its unit; the last mark carries it. */
function tickText(seconds: number, end: number, last: boolean): string {
  const [factor, unit] = end < 1 ? [0.001, "ms"] : end <= 180 ? [1, "s"] : end <= 7200 ? [60, "min"] : [3600, "h"];
  const number = Number((seconds / factor).toPrecision(3));
  return last ? `${number}\u00a0${unit}` : String(number);
}

function ticks(end: number, marked: readonly number[]): number[] {
  const parts = [4, 3, 5].find((count) => Number((end / count).toPrecision(2)) * count === end) ?? 4;
  const even = Array.from({ length: parts + 1 }, (_, index) => (index * end) / parts);
  const clear = (tick: number) => marked.every((mark) => Math.abs(mark - tick) > end * 0.13);
  return [...even.filter((tick) => tick === 0 || tick === end || clear(tick)), ...marked.filter((mark) => mark > end * 0.05 && mark < end * 0.93)];
}

/** The curve's heights; a peak at the very start is cut, so that the rest can be seen. */
function curve(shape: Shape, end: number): number[] {
  const values = Array.from({ length: POINTS + 1 }, (_, index) => shape.density((end * Math.max(index, 0.2)) / POINTS));
  const sorted = [...values].sort((a, b) => a - b);
  const highest = Math.min(sorted.at(-1) ?? 1, 3 * (sorted[Math.floor(POINTS * 0.9)] ?? 1) || Infinity) || 1;
  return values.map((value) => Math.min(1, value / highest));
}

function useWidth(): [React.RefObject<HTMLDivElement | null>, number] {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(315);
  useLayoutEffect(() => {
    if (!box.current) return undefined;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.max(120, Math.round(entry.contentRect.width))));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return [box, width];
}

export function Density({ value, name, thresholds }: { value: SettingValue; name: string; thresholds: readonly Threshold[] }) {
  const [box, width] = useWidth();
  const hatch = useId();
  const shape = readDistribution(value);
  if (!shape) return <p className="help">The picture comes when all its numbers are there.</p>;
  const threshold = [...thresholds].sort((a, b) => a.seconds - b.seconds)[0] ?? null;
  const middle = quantile(shape, 0.5);
  const p99 = quantile(shape, 0.99);
  const farthest = threshold && threshold.seconds < 6 * p99 ? Math.max(p99, threshold.seconds) : p99;
  const end = niceEnd(Math.max(farthest * 1.15, 1e-6));
  const x = (seconds: number) => Math.min(width, (seconds / end) * width);
  const y = (share: number) => GROUND - share * 66;
  const beyond = threshold ? shape.beyond(threshold.seconds) : 0;
  const heights = shape.constant === null ? curve(shape, end) : [];
  const line = heights.map((height, index) => `${index ? "L" : "M"}${((width * index) / POINTS).toFixed(1)} ${y(height).toFixed(1)}`).join("");
  const from = threshold ? Math.ceil((threshold.seconds / end) * POINTS) : POINTS + 1;
  const tail = heights.slice(from).map((height, index) => `L${((width * (from + index)) / POINTS).toFixed(1)} ${y(height).toFixed(1)}`).join("");
  const said = threshold ? `${formatShare(Number(beyond.toPrecision(2)))} of ${threshold.what} take longer` : "";
  const alarming = beyond > 0.001;
  const spoken = threshold ? ` ${formatShare(beyond)} lies beyond the ${threshold.label} of ${formatDuration(threshold.seconds)}.` : "";
  const right = threshold !== null && x(threshold.seconds) > width * 0.58;
  const marked = [middle, ...(threshold && threshold.seconds <= end ? [threshold.seconds] : [])];
  return (
    <div className="density" ref={box}>
      <svg width={width} height={HEIGHT} role="img" aria-label={`Density of ${name}.${spoken}`}>
        <defs>
          <pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <path className="hatch" d="M0 0V5" />
          </pattern>
        </defs>
        {shape.constant === null ? (
          <>
            <path className="fill" d={`${line}L${width} ${GROUND}L0 ${GROUND}z`} />
            {threshold && tail && <path d={`M${x(threshold.seconds)} ${GROUND}${tail}L${width} ${GROUND}z`} fill={`url(#${hatch})`} />}
            <path className="curve" d={line} />
          </>
        ) : (
          <path className="constant" d={`M${x(shape.constant)} ${GROUND}V8`} />
        )}
        <path className="ground" d={`M0 ${GROUND}H${width}`} />
        {shape.constant === null && <path className="middle" d={`M${x(middle)} ${GROUND}V26`} />}
        {threshold && threshold.seconds <= end && (
          <>
            <path className={`threshold${alarming ? " over" : ""}`} d={`M${x(threshold.seconds)} ${GROUND}V2`} />
            <text className={`note${alarming ? " over" : ""}`} x={x(threshold.seconds) + (right ? -6 : 6)} y="11" textAnchor={right ? "end" : "start"}>
              <tspan>{`${threshold.label} ${formatDuration(threshold.seconds)}`}</tspan>
              <tspan x={x(threshold.seconds) + (right ? -6 : 6)} dy="14">{said}</tspan>
            </text>
          </>
        )}
        {threshold && threshold.seconds > end && (
          <text className="note" x={width} y="11" textAnchor="end">{`${threshold.label} ${formatDuration(threshold.seconds)}, far to the right`}</text>
        )}
        {[...new Set(ticks(end, marked))].map((seconds) => (
          <text className="tick" key={seconds} x={x(seconds)} y="88" textAnchor={seconds === 0 ? "start" : seconds === end ? "end" : "middle"}>
            {tickText(seconds, end, seconds === end)}
          </text>
        ))}
      </svg>
    </div>
  );
}

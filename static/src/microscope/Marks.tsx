/** Marks: the small drawings that strip, attempts and key share. */

import type { BarKind } from "./strip";

/** The hatching of what goes beyond a limit; drawn once for all strips of the page. */
export function Hatching() {
  return (
    <svg className="mic-defs" width={0} height={0} aria-hidden="true">
      <defs>
        <pattern id="mic-late" width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect className="hatch-ground" width={6} height={6} />
          <path className="hatch-line" d="M0 0V6" />
        </pattern>
        <pattern id="mic-idle" width={5} height={5} patternUnits="userSpaceOnUse">
          <circle className="hatch-dot" cx={1.5} cy={1.5} r={0.9} />
        </pattern>
      </defs>
    </svg>
  );
}

export const BAR_WORDS: Readonly<Record<BarKind, string>> = {
  waiting: "waiting",
  delayed: "delayed",
  held: "waiting for a slot",
  work: "work within the timeout",
  late: "work after it",
  failed: "work that failed",
  idle: "hidden, nobody at work",
};

interface BarProps {
  kind: BarKind;
  x: number;
  y: number;
  width: number;
  height: number;
}

export function BarShape({ kind, x, y, width, height }: BarProps) {
  return <rect className={`mic-bar ${kind}`} x={x + 0.5} y={y + 0.5} width={Math.max(width - 1, 1)} height={height - 1} rx={3} />;
}

/** What the bars mean; only those that are drawn. */
export function Key({ kinds }: { kinds: readonly BarKind[] }) {
  return (
    <ul className="mic-key" aria-label="What the bars mean">
      {kinds.map((kind) => (
        <li key={kind}>
          <svg width={18} height={10} aria-hidden="true">
            <BarShape kind={kind} x={0} y={0} width={18} height={10} />
          </svg>
          {BAR_WORDS[kind]}
        </li>
      ))}
    </ul>
  );
}

/** A round mark with a tick, a cross or a dot. */
export function EndMark({ x, y, tone }: { x: number; y: number; tone: "ok" | "error" | "open" }) {
  const shape = tone === "ok" ? `M${x - 3.5} ${y}l2.5 2.5 4.5-5` : tone === "error" ? `M${x - 3} ${y - 3}l6 6m0-6l-6 6` : `M${x - 3} ${y}h6`;
  return (
    <g className={`mic-end ${tone}`}>
      <circle cx={x} cy={y} r={8} />
      <path d={shape} />
    </g>
  );
}

/** Split grip: the line on the playback bar that divides diagram and results, by pointer or keyboard. */

import { useRef } from "react";
import type { KeyboardEvent, PointerEvent } from "react";

export interface Splitter {
  /** Height of the results in pixels, and its bounds. */
  value: number;
  min: number;
  max: number;
  onChange: (value: number) => void;
  /** Double-click: back to the usual place. */
  onReset: () => void;
}

const STEP = 16;

export function SplitGrip({ splitter }: { splitter: Splitter }) {
  const from = useRef<{ y: number; value: number } | null>(null);
  const { value, min, max, onChange } = splitter;
  const set = (wanted: number): void => onChange(Math.round(Math.min(max, Math.max(min, wanted))));

  const down = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    from.current = { y: event.clientY, value };
  };
  const move = (event: PointerEvent): void => {
    if (from.current) set(from.current.value + from.current.y - event.clientY);
  };
  const up = (): void => {
    from.current = null;
  };
  const keys = (event: KeyboardEvent): void => {
    const to: Record<string, number> = { ArrowUp: value + STEP, ArrowDown: value - STEP, Home: min, End: max };
    const wanted = to[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    set(wanted);
  };

  return (
    <div
      className="split-grip"
      role="separator"
      aria-orientation="horizontal"
      aria-label="Height of the results"
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      onDoubleClick={splitter.onReset}
      onKeyDown={keys}
    />
  );
}

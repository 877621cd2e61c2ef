/** Splitter: the one vertical line, between the diagram and the right column. */
import { useRef } from "react";

interface Props {
  readonly value: number;
  readonly onChange: (value: number) => void;
}

export const RIGHT = { usual: 344, min: 280, max: 480 } as const;
const STEP = 16;

export function RightSplitter({ value, onChange }: Props) {
  const from = useRef<{ x: number; value: number } | null>(null);
  const set = (wanted: number) => onChange(Math.round(Math.min(RIGHT.max, Math.max(RIGHT.min, wanted))));
  return (
    <div
      className="splitter" role="separator" aria-orientation="vertical" aria-label="Width of the right column"
      aria-valuenow={value} aria-valuemin={RIGHT.min} aria-valuemax={RIGHT.max} tabIndex={0}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { x: event.clientX, value };
      }}
      onPointerMove={(event) => {
        if (from.current) set(from.current.value + from.current.x - event.clientX);
      }}
      onPointerUp={() => {
        from.current = null;
      }}
      onDoubleClick={() => onChange(RIGHT.usual)}
      onKeyDown={(event) => {
        const to = { ArrowLeft: value + STEP, ArrowRight: value - STEP, Home: RIGHT.min, End: RIGHT.max }[event.key];
        if (to === undefined) return;
        event.preventDefault();
        set(to);
      }}
    />
  );
}

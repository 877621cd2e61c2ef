/** Sparkline: the last values of one metric, on a small canvas of its own. */

import { useEffect, useRef } from "react";
import { subscribeLive } from "../run/playback";
import type { Kind } from "../run/frames";
import { readTheme } from "./theme";

interface SparklineProps {
  kind: Kind;
  id: string;
  metric: string;
  label: string;
  points?: number;
}

export function Sparkline({ kind, id, metric, label, points = 60 }: SparklineProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(
    () =>
      subscribeLive(kind, id, (live) => {
        if (canvas.current) drawSpark(canvas.current, live?.history(metric, points) ?? [], points);
      }),
    [kind, id, metric, points],
  );
  return <canvas ref={canvas} className="sparkline" role="img" aria-label={label} />;
}

/** Draws values from zero up; a missing one interrupts the line. */
export function drawSpark(canvas: HTMLCanvasElement, values: readonly (number | null)[], points: number): void {
  const ratio = devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  if (!width || !height) return;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.scale(ratio, ratio);
  pen.lineWidth = 1.5;
  pen.lineJoin = "round";
  pen.strokeStyle = readTheme().roles["chart-1"] ?? "";
  const top = Math.max(...values.map((value) => value ?? 0), 1e-9);
  let drawing = false;
  pen.beginPath();
  values.forEach((value, index) => {
    if (value === null) {
      drawing = false;
      return;
    }
    const x = (index / Math.max(points - 1, 1)) * (width - 2) + 1;
    const y = height - 1 - (value / top) * (height - 2);
    if (drawing) pen.lineTo(x, y);
    else pen.moveTo(x, y);
    drawing = true;
  });
  pen.stroke();
}

/** Arrivals preview: what a client's pattern looks like, below its settings. */
import { useLayoutEffect, useMemo, useRef } from "react";
import { valueOf } from "../design/catalog";
import { arrivalsPreview } from "../diagram/preview";
import { formatDuration, formatNumber } from "../run/format";
import type { Field, Settings } from "../design/types";

const BARS = 36;

function sentence(fields: readonly Field[], settings: Settings, seconds: number): string {
  const pattern = fields.find((field) => field.name === "pattern");
  const size = fields.find((field) => field.name === "burst_size");
  const choice = pattern?.choices.find((candidate) => candidate.value === valueOf(pattern, settings));
  if (choice?.value === "burst" && size) {
    return `Bursts of about ${formatNumber(Number(valueOf(size, settings)))}, with quiet between them. A steady client of the same rate needs fewer workers.`;
  }
  return choice ? `${choice.help} Drawn over ${formatDuration(seconds)}.` : "";
}

export function ArrivalsPreview({ fields, settings }: { fields: readonly Field[]; settings: Settings }) {
  const box = useRef<HTMLDivElement>(null);
  const { counts, seconds } = useMemo(() => arrivalsPreview(fields, settings, BARS), [fields, settings]);
  useLayoutEffect(() => {
    const highest = Math.max(...counts, 1e-9);
    counts.forEach((count, index) => {
      const bar = box.current?.children[index];
      if (bar instanceof HTMLElement) bar.style.setProperty("--share", (count / highest).toFixed(3));
    });
  }, [counts]);
  if (valueOf(fields.find((field) => field.name === "pattern") ?? (fields[0] as Field), settings) === "closed") return null;
  return (
    <section className="arrivals" aria-hidden="true">
      <h2 className="sech">Arrivals, {seconds === 60 ? "one minute of them" : `over ${formatDuration(seconds)}`}</h2>
      <div className="bars tall" ref={box}>
        {counts.map((_, index) => <i key={index} />)}
      </div>
      <p className="help">{sentence(fields, settings, seconds)}</p>
    </section>
  );
}

/** Summary table: every component in figures, for the whole run or at the clock. */

import { useState } from "react";
import { Sparkline } from "../charts/Sparkline";
import { inOrderOfWork } from "../design/tidy";
import { Icon } from "../diagram/Icon";
import { useMicroscope } from "../microscope/store";
import { isDeadLetter } from "../charts/templates";
import type { Catalog, Component, ComponentType, Metric } from "../design/types";
import { typeOf, useCatalog } from "./catalog";
import { formatClock, formatDuration, formatNumber, formatShare } from "./format";
import type { FrameStore } from "./frames";
import { SYSTEM } from "./frames";
import { LiveValues } from "./live";
import { clock } from "./playback";
import { useSession } from "./session";
import type { Run, Summary } from "./types";
import { useClockTime } from "./useClock";
import { conservationWords } from "./words";

/** What is timed at a component, in the order in which one is looked for. */
const TIMED: Record<string, string> = {
  latency: "answer",
  wait: "waiting",
  work: "attempt",
};

interface Line {
  id: string;
  name: string;
  type: string;
  timed: string;
  p50: number | null;
  p95: number | null;
  p99: number | null;
  most: number | null;
  used: number | null;
  counted: Counted[];
}

/** A column with what it comes to; the catalog's words for it come later. */
interface Counted {
  name: string;
  value: number;
  label: string;
  help: string;
  text: string;
}

export function SummaryTable() {
  const run = useSession((state) => state.current);
  const frames = useSession((state) => state.frames);
  const [whole, setWhole] = useState(true);
  const time = useClockTime(250);
  if (!run || !frames) return <p className="empty">The table fills when a run has begun.</p>;
  const atEnd = whole && run.result !== null;
  return (
    <div className="summary" tabIndex={0} role="region" aria-label="Summary of the run">
      <div className="seg" role="group" aria-label="What the table shows">
        <button type="button" aria-pressed={atEnd} disabled={!run.result} onClick={() => setWhole(true)}>
          Whole run
        </button>
        <button type="button" aria-pressed={!atEnd} onClick={() => setWhole(false)}>
          At {formatClock(time)}
        </button>
      </div>
      <LinesTable run={run} frames={frames} atEnd={atEnd} />
      {run.result && atEnd && <p className="note">{conservationWords(run.result.conservation)}</p>}
      {run.result && atEnd && <p className="muted note">{noteOf(run)}</p>}
    </div>
  );
}

function noteOf(run: Run): string {
  const error = run.result?.system.percentiles.latency?.error;
  const exact = error ? ` They are right to ${formatShare(Number(error.toPrecision(1)))}.` : "";
  const from = run.result?.warm_up ? ` Measured after a warm-up of ${formatDuration(run.result.warm_up)}.` : "";
  return `Percentiles of the whole run, not of its frames.${exact}${from}`;
}

function LinesTable({ run, frames, atEnd }: { run: Run; frames: FrameStore; atEnd: boolean }) {
  const catalog = useCatalog();
  const lines = linesOf(run, frames, atEnd, catalog);
  const looks = useMicroscope((state) => (state.list?.kept ?? 0) > 0);
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">Component</th>
          <th scope="col">Up to the clock</th>
          <th scope="col">Timed</th>
          <th scope="col" className="n">p50</th>
          <th scope="col" className="n">p95</th>
          <th scope="col" className="n">p99</th>
          <th scope="col" className="n">Longest</th>
          <th scope="col" className="n">In use</th>
          <th scope="col">Counted</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.id}>
            <th scope="row">
              {line.name} <span className="type">{line.type}</span>
              {looks && <LookButton line={line} at={atEnd ? null : clock.time} />}
            </th>
            <td>
              <Trend id={line.id} metrics={metricsOf(frames, line.id)} />
            </td>
            <td>{line.timed || "–"}</td>
            <td className="n">{duration(line.p50)}</td>
            <td className="n">{duration(line.p95)}</td>
            <td className="n">{duration(line.p99)}</td>
            <td className="n">{duration(line.most)}</td>
            <td className="n">{line.used === null ? "–" : formatShare(line.used)}</td>
            <td>
              <div className="counted">
                {line.counted.map(({ name, label, help, text }) => (
                  <span key={name} title={help}>
                    {label} <b>{text}</b>
                  </span>
                ))}
              </div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Leads to the messages of a line: those that were there, at the clock's time where the table shows that. */
function LookButton({ line, at }: { line: Line; at: number | null }) {
  const look = useMicroscope((state) => state.look);
  const words = line.id === SYSTEM ? "Messages of the run" : `Messages of ${line.name}`;
  return (
    <button type="button" className="look" aria-label={words} title={words} onClick={() => void look({ place: line.id === SYSTEM ? null : line.id, at })}>
      <Icon name="i-microscope" size={14} />
    </button>
  );
}

/** What is drawn beside a part: the first of these that it has. */
const TRENDS: readonly [string, string][] = [
  ["waiting", "waiting"],
  ["busy", "busy"],
  ["sent", "sent"],
];

function metricsOf(frames: FrameStore, id: string): readonly string[] {
  return frames.metrics(id === SYSTEM ? "system" : "component", id);
}

function Trend({ id, metrics }: { id: string; metrics: readonly string[] }) {
  // Workers and services wait too, but their slots say more.
  const busyFirst = metrics.includes("slots") && id !== SYSTEM;
  const found = (busyFirst ? TRENDS.slice(1) : TRENDS).find(([metric]) => metrics.includes(metric));
  if (!found) return null;
  const [metric, word] = found;
  return (
    <span className="trend">
      <Sparkline kind={id === SYSTEM ? "system" : "component"} id={id} metric={metric} label={`${word}, up to the clock`} />
      {word}
    </span>
  );
}

function duration(seconds: number | null): string {
  return seconds === null ? "–" : formatDuration(seconds);
}

function linesOf(
  run: Run,
  frames: FrameStore,
  atEnd: boolean,
  catalog: Catalog | null,
): Line[] {
  const index = frames.indexAt(clock.time);
  const system: Line = {
    ...(atEnd && run.result
      ? fromSummary(run.result.system)
      : fromFrame(new LiveValues(frames, "system", SYSTEM, index, clock.time, null), frames.schema.system)),
    id: SYSTEM,
    name: "Whole system",
    type: "",
  };
  system.timed = system.timed && "born to done";
  system.counted = labelled(system.counted, catalog?.system_metrics ?? []);
  const parts = inOrderOfWork(run.design).map((id): Line => {
    const part = run.design.components[id] as Component;
    const summary = run.result?.components[id];
    const figures =
      atEnd && summary
        ? fromSummary(summary)
        : fromFrame(new LiveValues(frames, "component", id, index, clock.time, null), frames.metrics("component", id));
    const kind = typeOf(catalog, part.type);
    return {
      ...figures,
      counted: labelled(figures.counted, metricsNamed(kind, run.design, id)),
      id,
      name: part.label || id,
      type: kind?.label ?? part.type,
    };
  });
  return [system, ...parts];
}

function metricsNamed(kind: ComponentType | null, design: Run["design"], id: string): readonly Metric[] {
  const role = isDeadLetter(design, id) ? kind?.roles?.["dead-letter"]?.metrics : [];
  return [...(kind?.metrics ?? []), ...(role ?? [])];
}

/** Only what is counted, as the catalog calls it; seconds as a time. */
function labelled(counted: readonly Counted[], metrics: readonly Metric[]): Counted[] {
  const known = new Map(metrics.map((metric) => [metric.name, metric]));
  return counted.flatMap((one) => {
    const metric = known.get(one.name);
    if (!metric) return [one];
    if (metric.kind !== "count") return [];
    const text = metric.unit === "s" ? formatDuration(one.value) : one.text;
    return [{ ...one, label: metric.label, help: metric.help, text }];
  });
}

type Figures = Omit<Line, "id" | "name" | "type">;

function fromSummary(summary: Summary): Figures {
  const timed = Object.keys(TIMED).find((name) => summary.percentiles[name]?.count);
  const spread = timed ? summary.percentiles[timed] : undefined;
  return {
    timed: (timed && TIMED[timed]) ?? "",
    p50: spread?.p50 ?? null,
    p95: spread?.p95 ?? null,
    p99: spread?.p99 ?? null,
    most: spread?.max ?? null,
    used: summary.means.utilisation ?? null,
    counted: counted(summary.totals),
  };
}

function fromFrame(live: LiveValues, metrics: readonly string[]): Figures {
  const timed = Object.keys(TIMED).find((name) => metrics.includes(`${name}_p50`));
  return {
    timed: (timed && TIMED[timed]) ?? "",
    p50: live.value(`${timed}_p50`),
    p95: live.value(`${timed}_p95`),
    p99: live.value(`${timed}_p99`),
    most: null,
    used: live.value("utilisation"),
    counted: counted(Object.fromEntries(metrics.filter((name) => !/_p\d\d$/.test(name)).map((name) => [name, live.total(name)]))),
  };
}

/** What has counted something; until the catalog is here, by the names of the columns. */
function counted(totals: Readonly<Record<string, number>>): Counted[] {
  return Object.entries(totals)
    .filter(([, value]) => value > 0)
    .map(([name, value]) => ({ name, value, label: name, help: "", text: formatNumber(value) }));
}

/** Chart grid: the charts of the whole system or of one component, on the clock of the page. */

import { useEffect, useMemo, useRef } from "react";
import { marksOf } from "../design/timeline";
import { useSession } from "../run/session";
import { isOver } from "../run/types";
import type { Run } from "../run/types";
import { useCatalog, useDefaults } from "../run/catalog";
import { Chart } from "./Chart";
import type { Plot } from "./plot";
import { chartsFor, useTemplates } from "./templates";
import type { ChartTemplate, Placed } from "./templates";
import { useChartView } from "./view";

const NONE = {};
const SKELETONS = [1, 2, 3, 4, 5, 6];

export interface ChartGridProps {
  component: string | null;
  /** Only the first so many, where there is little room. */
  most?: number;
  onPlot?: (plot: Plot | null, key: string) => void;
}

export function ChartGrid({ component, most, onPlot }: ChartGridProps) {
  const run = useSession((state) => state.current);
  const overlay = useSession((state) => state.overlay);
  const frames = useSession((state) => state.frames);
  const older = useSession((state) => state.olderFrames);
  const stamp = useSession((state) => state.stamp);
  const status = useSession((state) => state.status);
  const { templates, error } = useTemplates();
  const placed = useAsked(run, templates, component, most);
  const settings = useSettings(run, component);
  const catalog = useCatalog();
  const shownRun = run?.id;
  useEffect(() => () => useChartView.getState().unpick(), [shownRun]);
  const marks = useMemo(() => (run ? marksOf(catalog, run.design) : []), [catalog, run]);
  if (error) return <p className="problem">The charts could not be loaded. Reload the page to try again.</p>;
  if (!run || !frames || !placed.length) return <Waiting />;
  const numbers = { run: run.number, older: overlay?.number ?? 0 };
  const live = status !== "idle" && status !== "starting" && !isOver(status);
  return (
    <div className="charts">
      {placed.map((chart) => (
        <Chart
          key={chart.key}
          input={{ placed: chart, frames, older, settings, marks, live }}
          numbers={numbers}
          revision={run.id}
          stamp={stamp}
          {...(onPlot ? { onPlot } : {})}
        />
      ))}
    </div>
  );
}

/** The charts that have something to say by now; the same objects while these stay the same. */
function useAsked(run: Run | null, templates: readonly ChartTemplate[], component: string | null, most: number | undefined): readonly Placed[] {
  const frames = useSession((state) => state.frames);
  const older = useSession((state) => state.olderFrames);
  const before = useRef<readonly Placed[]>([]);
  const now = run && frames ? chartsFor(run.design, templates, component, older ? [frames, older] : [frames]).slice(0, most) : [];
  const same = now.length === before.current.length && now.every((chart, index) => sameChart(chart, before.current[index] as Placed));
  if (!same) before.current = now;
  return before.current;
}

function sameChart(a: Placed, b: Placed): boolean {
  const lines = (chart: Placed): string => chart.template.series.map((series) => series.label).join(" ");
  return a.key === b.key && a.title === b.title && lines(a) === lines(b);
}

/** The settings of the shown component with its defaults: a limit line may come from one of them. */
function useSettings(run: Run | null, component: string | null): Readonly<Record<string, unknown>> {
  const part = component === null ? undefined : run?.design.components[component];
  const defaults = useDefaults(part?.type ?? null);
  return useMemo(() => (part ? { ...defaults, ...part.settings } : NONE), [part, defaults]);
}

/** The grid of what will come, without shimmer. */
function Waiting() {
  return (
    <div className="charts waiting" aria-hidden="true">
      {SKELETONS.map((n) => (
        <div key={n} className="cell">
          <span className="skeleton line" />
          <span className="skeleton plot" />
        </div>
      ))}
    </div>
  );
}

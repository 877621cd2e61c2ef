/** Results dock: charts, table and runs, with the choice of component, overlay and downloads. */

import { useCallback, useMemo, useRef } from "react";
import { ChartGrid } from "../charts/ChartGrid";
import type { Plot } from "../charts/plot";
import { isDeadLetter } from "../charts/templates";
import { useChartView } from "../charts/view";
import { inOrderOfWork } from "../design/tidy";
import { Icon } from "../diagram/Icon";
import { RunHistory } from "../feedback/RunHistory";
import { Microscope, useHasMessages } from "../microscope";
import { typeOf, useCatalog } from "./catalog";
import { useDock } from "./dock";
import { DownloadMenu } from "./DownloadMenu";
import { Menu } from "./Menu";
import type { MenuItem } from "./Menu";
import { RunBanner } from "./RunBanner";
import { useSession } from "./session";
import { SummaryTable } from "./SummaryTable";
import { Tabs } from "./Tabs";

export interface ResultsDockProps {
  /** The diagram, for its picture. */
  diagram?: () => HTMLElement | null;
  /** Leaves out the runs, for pages that show only one. */
  single?: boolean;
  /** Opens the comparison of two runs, where there is one. */
  onCompare?: () => void;
  /** Brings the diagram into view, where a stretch is about to play on it. */
  onPlay?: () => void;
}

const CHARTS = { id: "charts", label: "Charts", icon: "i-chart" } as const;
const TABLE = { id: "table", label: "Table", icon: "i-table" } as const;
const MESSAGES = { id: "messages", label: "Messages", icon: "i-microscope" } as const;

export function ResultsDock({ diagram, single = false, onCompare, onPlay }: ResultsDockProps) {
  const { tab, setTab } = useDock();
  const looks = useHasMessages();
  const component = useShownComponent();
  const going = useSession((state) => state.runs.filter((run) => run.status === "running" || run.status === "queued").length);
  const plots = useRef(new Map<string, Plot>());
  const keep = useCallback((plot: Plot | null, key: string) => {
    if (plot) plots.current.set(key, plot);
    else plots.current.delete(key);
  }, []);
  const runs = { id: "runs", label: "Runs", count: going } as const;
  const tabs = [CHARTS, TABLE, ...(looks ? [MESSAGES] : []), ...(single ? [] : [runs])];
  const chosen = tabs.some((known) => known.id === tab) ? tab : "charts";
  const tools = (
    <>
      <WholeRun />
      {chosen === "charts" && <ComponentMenu />}
      {!single && chosen === "charts" && <OverlayMenu />}
      <DownloadMenu plots={plots.current} {...(diagram ? { diagram } : {})} />
    </>
  );
  return (
    <section className="dock" aria-label="Results">
      <h2 className="sr">Results</h2>
      <Tabs name="Results" tabs={tabs} chosen={chosen} onChoose={setTab} tools={tools}>
        <RunBanner />
        {chosen === "charts" && <ChartGrid component={component} onPlot={keep} />}
        {chosen === "table" && <SummaryTable />}
        {chosen === "messages" && <Microscope {...(onCompare ? { onCompare } : {})} {...(onPlay ? { onPlay } : {})} />}
        {chosen === "runs" && <RunHistory />}
      </Tabs>
    </section>
  );
}

/** The chosen component, as long as the shown run has it. */
function useShownComponent(): string | null {
  const chosen = useDock((state) => state.component);
  const has = useSession((state) => chosen !== null && state.current?.design.components[chosen] !== undefined);
  return has ? chosen : null;
}

function WholeRun() {
  const range = useChartView((view) => view.range);
  const zoom = useChartView((view) => view.zoom);
  if (!range) return null;
  return (
    <button type="button" className="chip" onClick={() => zoom(null)}>
      Show the whole run
    </button>
  );
}

function ComponentMenu() {
  const design = useSession((state) => state.current?.design);
  const chosen = useShownComponent();
  const choose = useDock((state) => state.setComponent);
  const catalog = useCatalog();
  const parts = useMemo(
    () => (design ? inOrderOfWork(design).flatMap((id) => [[id, design.components[id]] as const]) : []),
    [design],
  );
  const iconOf = (id: string, type: string): string =>
    design && isDeadLetter(design, id) ? "c-dead-letter-queue" : (typeOf(catalog, type)?.icon ?? "c-queue");
  const items: MenuItem[] = [
    { label: "Whole system", icon: <Icon name="i-tidy" />, chosen: chosen === null, run: () => choose(null) },
    ...parts.map(([id, part]) => ({
      label: part?.label || id,
      icon: <Icon name={iconOf(id, part?.type ?? "")} />,
      chosen: chosen === id,
      run: () => choose(id),
    })),
  ];
  const shown = chosen === null ? null : design?.components[chosen];
  return (
    <Menu label={`Charts of: ${shown ? shown.label : "the whole system"}`} className="chip" items={items}>
      <Icon name={shown && chosen ? iconOf(chosen, shown.type) : "i-tidy"} size={14} />
      {shown ? shown.label : "Whole system"}
      <Icon name="i-down" size={12} />
    </Menu>
  );
}

/** Lays an older run under the shown one; one press where there is only one to choose. */
function OverlayMenu() {
  const runs = useSession((state) => state.runs);
  const current = useSession((state) => state.current);
  const overlay = useSession((state) => state.overlay);
  const setOverlay = useSession((state) => state.setOverlay);
  const others = runs.filter((run) => run.status === "finished" && run.id !== current?.id);
  const first = others[0];
  if (!first) return null;
  if (others.length === 1 || overlay) {
    const number = overlay?.number ?? first.number;
    return (
      <button
        type="button"
        className="chip"
        aria-pressed={overlay !== null}
        onClick={() => void setOverlay(overlay ? null : first.id)}
      >
        Overlay run {number}
        {overlay && <Icon name="i-x" size={12} />}
      </button>
    );
  }
  const items = others.map((run) => ({
    label: `Run ${run.number}`,
    note: `seed ${run.seed}`,
    run: () => void setOverlay(run.id),
  }));
  return (
    <Menu label="Overlay another run" className="chip" items={items}>
      Overlay a run
      <Icon name="i-down" size={12} />
    </Menu>
  );
}

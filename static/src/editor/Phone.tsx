/** Phone: the design as a column of rows in the direction of work, with tabs below and a sheet for settings. */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { hub, useDock, useSession, PlaybackBar, ResultsDock } from "../run";
import { columnOf } from "../diagram/column";
import { ColumnNode } from "../diagram/ColumnNode";
import { Icon } from "../diagram/Icon";
import { JointLine } from "../diagram/JointLine";
import { nodeSpecs } from "../diagram/spec";
import { commandNamed } from "./commands";
import { Feedback } from "./Feedback";
import { ConflictBanner } from "./Messages";
import { EmptyState } from "./EmptyState";
import { Inspector } from "./Inspector";
import { compareRuns } from "./looking";
import * as operations from "./operations";
import { Menu } from "../run";
import { onlyComponent, onlyEdge, soleComponent } from "./selection";
import { NOTHING, useDesign, useEditor } from "./store";
import { RunSettings } from "./TopBar";

type Tab = "design" | "charts" | "findings";
/** Heights of the sheet: a strip, half, nearly all. */
const HEIGHTS = ["low", "half", "full"] as const;
type Height = (typeof HEIGHTS)[number];

const run = (id: string) => commandNamed(id).run();

function PhoneBar({ onSettings }: { onSettings: () => void }) {
  const name = useDesign().name;
  const canUndo = useEditor((state) => state.history.past.length > 0);
  return (
    <header className="bar phone-bar">
      <a className="logo" href="/" aria-label="Queueyard, home"><Icon name="mark" size={24} /></a>
      <h1 className="phone-name">{name}</h1>
      <button type="button" className="btn icon quiet" aria-label="Undo" disabled={!canUndo} onClick={() => run("undo")}><Icon name="i-undo" size={20} /></button>
      <Menu
        label="More" className="btn icon quiet"
        items={[
          { label: "Settings of design and run", run: onSettings },
          { label: "Redo", run: () => run("redo") },
          { label: "Share", run: () => run("share") },
          { label: "Find or do", run: () => run("commands") },
          { label: "Open a file or paste a design", run: () => run("import") },
          { label: "Save as a file", run: operations.exportDesign },
          { label: "Light or dark", run: () => run("theme") },
          { label: "All my scenarios", href: "/scenarios/" },
        ]}
      >
        <Icon name="i-more" size={20} />
      </Menu>
      <button type="button" className="btn pri phone-run" onClick={() => run("run")}><Icon name="i-play" />Run</button>
    </header>
  );
}

interface SheetProps {
  /** With nothing selected: whether to show what is of the whole design, and of its runs. */
  readonly whole: boolean;
  readonly onClose: () => void;
}

/** The settings of what is selected, or of the design, on a sheet that can be drawn up. */
function Sheet({ whole, onClose }: SheetProps) {
  const selection = useEditor((state) => state.selection);
  const [height, setHeight] = useState<Height>("half");
  const start = useRef(0);
  const component = soleComponent(selection);
  const [edge] = selection.edges;
  const chosen = component !== null || edge !== undefined;
  useEffect(() => setHeight("half"), [component, edge]);
  if (!chosen && !whole) return null;
  const close = () => {
    useEditor.getState().select(NOTHING);
    onClose();
  };
  const step = (by: number) => {
    const next = HEIGHTS[HEIGHTS.indexOf(height) + by];
    if (next) setHeight(next);
    else if (by < 0) close();
  };
  return (
    <section className={`sheet phone-sheet ${height}`} aria-label="Settings">
      <button
        type="button" className="grab-area" aria-label={height === "full" ? "Make it smaller" : "Make it larger"}
        onPointerDown={(event) => {
          start.current = event.clientY;
        }}
        onPointerUp={(event) => {
          const by = start.current - event.clientY;
          if (Math.abs(by) > 24) step(by > 0 ? 1 : -1);
        }}
        onClick={(event) => {
          if (event.detail === 0 || Math.abs(start.current - event.clientY) < 24) setHeight(height === "full" ? "half" : "full");
        }}
      >
        <span className="grab" />
      </button>
      <div className="sheet-acts">
        {chosen && <button type="button" className="btn icon quiet" aria-label="Delete" onClick={() => operations.removeSelected()}><Icon name="i-trash" size={20} /></button>}
        <button type="button" className="btn icon quiet" aria-label="Close" onClick={close}><Icon name="i-down" size={20} /></button>
      </div>
      <Inspector />
      {!chosen && <div className="phone-runs"><span>Its runs</span><RunSettings /></div>}
    </section>
  );
}

function Column() {
  const design = useDesign();
  const catalog = useEditor((state) => state.catalog);
  const selection = useEditor((state) => state.selection);
  const select = useEditor((state) => state.select);
  const set = useEditor((state) => state.set);
  const specs = useMemo(() => nodeSpecs(catalog, design), [catalog, design]);
  const rows = useMemo(() => columnOf(design), [design]);
  return (
    <div className="column canvas-field">
      {rows.map((row) => {
        const spec = specs.get(row.id);
        if (!spec) return null;
        return (
          <div key={row.id} className={`column-row${row.branch ? " branch" : ""}${row.passed ? " passed" : ""}`}>
            {row.joints.map(({ id, from, straight }) => {
              const edge = design.edges[id];
              return (
                edge && (
                  <JointLine
                    key={id} id={id} edge={edge} live={hub} from={straight ? "" : (design.components[from]?.label ?? from)} selected={selection.edges.has(id)}
                    onSelect={() => select(onlyEdge(id))}
                    onAdd={() => set({ floating: { kind: "quick-add", screen: { x: 0, y: 80 }, at: null, beside: null, edge: id } })}
                  />
                )
              );
            })}
            <ColumnNode spec={spec} live={hub} selected={selection.components.has(row.id)} onSelect={() => select(onlyComponent(row.id))} />
          </div>
        );
      })}
      <div className="column-end">
        <button type="button" className="btn" onClick={() => run("add")}><Icon name="i-plus" />Add a component</button>
      </div>
      <EmptyState />
    </div>
  );
}

export function Phone() {
  const [tab, setTab] = useState<Tab>("design");
  const [whole, setWhole] = useState(false);
  const count = useSession((state) => (state.current ? state.findings : state.designFindings).length);
  const status = useSession((state) => state.status);
  const hasRun = useSession((state) => state.current !== null);
  const root = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (status === "starting") setTab("charts");
  }, [status]);
  const looking = useDock((state) => state.tab === "messages");
  useLayoutEffect(() => {
    if (looking) setTab("charts");
  }, [looking]);
  const tabs: readonly (readonly [Tab, string, string])[] = [
    ["design", "Design", "i-tidy"], ["charts", "Charts", "i-chart"], ["findings", count ? `Findings ${count}` : "Findings", "i-error"],
  ];
  return (
    <div className={`phone phone-${tab}`} ref={root}>
      <PhoneBar
        onSettings={() => {
          useEditor.getState().select(NOTHING);
          setTab("design");
          setWhole(true);
        }}
      />
      <div className="phone-main">
        <ConflictBanner />
        {tab === "design" && <Column />}
        {tab === "charts" && <ResultsDock onPlay={() => setTab("design")} onCompare={() => (compareRuns(), setTab("findings"))} />}
        {tab === "findings" && <Feedback />}
      </div>
      {hasRun && <PlaybackBar compact />}
      {tab === "design" && <Sheet whole={whole} onClose={() => setWhole(false)} />}
      <nav className="phone-tabs" aria-label="Parts of the editor">
        {tabs.slice(0, 1).map((entry) => <TabButton key={entry[0]} entry={entry} chosen={tab} onChoose={setTab} />)}
        <button type="button" onClick={() => run("add")}><Icon name="i-plus" size={20} />Add</button>
        {tabs.slice(1).map((entry) => <TabButton key={entry[0]} entry={entry} chosen={tab} onChoose={setTab} />)}
      </nav>
    </div>
  );
}

function TabButton({ entry: [id, label, icon], chosen, onChoose }: { entry: readonly [Tab, string, string]; chosen: Tab; onChoose: (tab: Tab) => void }) {
  return (
    <button type="button" aria-current={id === chosen ? "page" : undefined} onClick={() => onChoose(id)}>
      <Icon name={icon} size={20} />
      {label}
    </button>
  );
}

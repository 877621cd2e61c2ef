/** App: the editor's frame: modes, splitters, what floats, and keys. */
import { useEffect, useLayoutEffect, useRef } from "react";
import { Icon } from "../diagram/Icon";
import { Announcer } from "../feedback/Announcer";
import { NARROW, useMedia } from "../diagram/media";
import { Microscope, useMicroscope } from "../microscope";
import { PlaybackBar, ResultsDock, RunBanner, useDock, useSession } from "../run";
import { Canvas } from "./Canvas";
import { CommandMenu, JoinList } from "./Finders";
import { ContextMenu } from "./ContextMenu";
import { dispatchKey } from "./commands";
import { isTyping } from "./keys";
import { EmptyState } from "./EmptyState";
import { Feedback } from "./Feedback";
import { Help } from "./Help";
import { ImportDialog } from "./ImportDialog";
import { Inspector } from "./Inspector";
import { closeMicroscope, compareRuns, watchDiagram } from "./looking";
import { useKept, useWindowHeight } from "./layout";
import { ConflictBanner, Toasts } from "./Messages";
import { PaletteList, PaletteRail } from "./Palette";
import { Phone } from "./Phone";
import { QuickAdd } from "./QuickAdd";
import { ShareDialog } from "./ShareDialog";
import { RIGHT, RightSplitter } from "./Splitter";
import { useEditor } from "./store";
import { TopBar } from "./TopBar";
import { copyText, pasteText, removeSelected } from "./operations";

const DOCK = { usual: 352, min: 200 } as const;
const BARS = 96;

/** Keys, and the browser's own copy, cut and paste, which need no permission. */
function useKeys(): void {
  useLayoutEffect(() => {
    const take = (event: ClipboardEvent, removes: boolean) => {
      if (isTyping(event.target) || getSelection()?.toString()) return;
      const text = copyText();
      if (!text) return;
      event.clipboardData?.setData("text/plain", text);
      event.preventDefault();
      if (removes) removeSelected();
    };
    const copy = (event: ClipboardEvent) => take(event, false);
    const cut = (event: ClipboardEvent) => take(event, true);
    const paste = (event: ClipboardEvent) => {
      if (isTyping(event.target)) return;
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (pasteText(text, null)) event.preventDefault();
      else if (text) useEditor.getState().tell("What is on the clipboard is not a design.");
    };
    document.addEventListener("keydown", dispatchKey);
    document.addEventListener("copy", copy);
    document.addEventListener("cut", cut);
    document.addEventListener("paste", paste);
    return () => {
      document.removeEventListener("keydown", dispatchKey);
      document.removeEventListener("copy", copy);
      document.removeEventListener("cut", cut);
      document.removeEventListener("paste", paste);
    };
  }, []);
}

/** A press beside what floats closes it. */
function useOutside(): void {
  useEffect(() => {
    const press = (event: PointerEvent) => {
      const { floating, set } = useEditor.getState();
      if (!floating || !(event.target instanceof Element)) return;
      if ((floating.kind === "quick-add" || floating.kind === "context") && !event.target.closest(".quick, .menu")) set({ floating: null });
    };
    document.addEventListener("pointerdown", press, true);
    return () => document.removeEventListener("pointerdown", press, true);
  }, []);
}

export function Floating() {
  const floating = useEditor((state) => state.floating);
  switch (floating?.kind) {
    case "quick-add":
      return <QuickAdd key={`${floating.at?.x ?? ""} ${floating.screen.x}`} place={floating} />;
    case "context":
      return <ContextMenu menu={floating} />;
    case "join":
      return <JoinList from={floating.from} />;
    case "commands":
      return <CommandMenu />;
    case "help":
      return <Help />;
    case "share":
      return <ShareDialog />;
    case "import":
      return <ImportDialog />;
    default:
      return null;
  }
}

function NothingYet() {
  const setMode = useEditor((state) => state.setMode);
  return (
    <>
      <span className="run-line none">Nothing has run yet. Charts open here after the first run.</span>
      <button type="button" className="btn quiet icon sm" aria-label="Open the results" title="Open the results" onClick={() => setMode("watch")}>
        <Icon name="i-up" />
      </button>
    </>
  );
}

function Playback() {
  const mode = useEditor((state) => state.mode);
  const presenting = useEditor((state) => state.presenting);
  const hasRun = useSession((state) => state.current !== null);
  const [dock, setDock] = useKept("queueyard.dock", DOCK.usual);
  const height = useWindowHeight();
  const frame = useRef<HTMLDivElement>(null);
  const max = Math.max(DOCK.min, height - BARS - DOCK.min);
  const value = Math.min(dock, max);
  useLayoutEffect(() => {
    frame.current?.closest<HTMLElement>(".ed")?.style.setProperty("--dock", `${value}px`);
  }, [value]);
  const splitter = mode === "watch" && !presenting
    ? { value, min: DOCK.min, max, onChange: setDock, onReset: () => setDock(DOCK.usual) }
    : null;
  return (
    <div className="ed-play" ref={frame}>
      <PlaybackBar {...(splitter ? { splitter } : {})}>{hasRun ? undefined : <NothingYet />}</PlaybackBar>
    </div>
  );
}

const canvasElement = () => document.querySelector<HTMLElement>(".react-flow__viewport");

/** The microscope takes the whole of Read: opening it leads there, and leaving Read closes it. */
function useMicroscopeInRead(): boolean {
  const mode = useEditor((state) => state.mode);
  const open = useDock((state) => state.tab === "messages");
  const kept = useMicroscope((state) => (state.list?.kept ?? 0) > 0);
  const before = useRef({ open: false, mode });
  useLayoutEffect(() => {
    const opened = open && !before.current.open;
    before.current = { open, mode };
    if (opened && kept && mode !== "read") useEditor.getState().setMode("read");
    else if (open && mode !== "read" && !opened) closeMicroscope();
  }, [open, kept, mode]);
  return open && kept && mode === "read";
}

/** The tab key walks the parts in the order in which they are written here; the grid places them. */
function Desk() {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useKept("queueyard.right", RIGHT.usual);
  useLayoutEffect(() => frame.current?.style.setProperty("--right", `${width}px`), [width]);
  const mode = useEditor((state) => state.mode);
  const open = useEditor((state) => state.rightOpen);
  const presenting = useEditor((state) => state.presenting);
  const selected = useEditor((state) => state.selection.components.size + state.selection.edges.size > 0);
  const set = useEditor((state) => state.set);
  const looking = useMicroscopeInRead() && !presenting;
  const column = open && !presenting && !looking;
  const splitter = <RightSplitter value={width} onChange={setWidth} />;
  return (
    <div className={`ed ed-${mode}${open ? "" : " folded"}${presenting ? " presenting" : ""}${looking ? " looking" : ""}${selected ? " selected" : ""}`} ref={frame}>
      <TopBar />
      {mode === "build" && !presenting && <div className="ed-palette"><PaletteList /></div>}
      <section className="ed-canvas" aria-label="Diagram">
        {mode === "watch" && !presenting && <PaletteRail />}
        <Canvas />
        {mode !== "read" && !presenting && <EmptyState />}
        <ConflictBanner />
        {mode === "build" && <RunBanner />}
        {presenting && (
          <button type="button" className="btn sm leave" onClick={() => set({ presenting: false })}>Stop presenting <span className="kbd">Esc</span></button>
        )}
        {!open && !presenting && !looking && (
          <button type="button" className="btn sm unfold" aria-label="Open the right column" title="Open the right column (\)" onClick={() => set({ rightOpen: true })}>
            <Icon name="i-left" />
          </button>
        )}
      </section>
      {column && mode !== "read" && <div className="ed-insp">{splitter}<Inspector /></div>}
      <Playback />
      {looking && <div className="ed-mic"><Microscope onClose={closeMicroscope} onCompare={compareRuns} onPlay={watchDiagram} /></div>}
      {(mode !== "build" || presenting) && !looking && <div className="ed-results"><ResultsDock diagram={canvasElement} onCompare={compareRuns} onPlay={watchDiagram} /></div>}
      {column && <div className="ed-feedback">{mode === "read" && splitter}<Feedback /></div>}
    </div>
  );
}

export function App() {
  useKeys();
  useOutside();
  const phone = useMedia(NARROW);
  return (
    <>
      {phone ? <Phone /> : <Desk />}
      <Floating />
      <Toasts />
      <Announcer />
    </>
  );
}

/** Top bar: where one is, whether it is saved, the three modes, and Run. */
import { setSetting } from "../design/actions";
import { fieldNamed } from "../design/catalog";
import { Icon } from "../diagram/Icon";
import { currentTheme, toggleTheme } from "../pages/theme";
import { Menu, RunSettingsPopover } from "../run";
import { commandNamed } from "./commands";
import { chordText } from "./keys";
import * as operations from "./operations";
import { SaveState } from "./SaveState";
import { duplicateScenario, copyEditLink } from "./scenario";
import { useDesign, useEditor } from "./store";
import { useState } from "react";
import type { Mode } from "./store";

const MODES: readonly (readonly [Mode, string])[] = [["build", "Build"], ["watch", "Watch"], ["read", "Read"]];

const run = (id: string) => commandNamed(id).run();
const keysOf = (id: string) => chordText(commandNamed(id).keys[0] ?? "");

function IconButton({ command, icon, label, disabled = false }: { command: string; icon: string; label: string; disabled?: boolean }) {
  return (
    <button type="button" className="btn quiet icon sm" aria-label={label} title={`${label} (${keysOf(command)})`} disabled={disabled} onClick={() => run(command)}>
      <Icon name={icon} size={18} />
    </button>
  );
}

function ThemeButton() {
  const [theme, setTheme] = useState(currentTheme());
  const label = theme === "dark" ? "Switch to light" : "Switch to dark";
  return (
    <button type="button" className="btn quiet icon sm" aria-label={label} title={label} onClick={() => setTheme(toggleTheme())}>
      <Icon name="i-sun" size={18} />
    </button>
  );
}

function ScenarioMenu() {
  const name = useDesign().name;
  return (
    <Menu
      label={`${name}: what can be done with this scenario`}
      className="linkname"
      items={[
        { label: "Rename", run: askName },
        { label: "Duplicate", run: () => void duplicateScenario() },
        { label: "Save as a file", note: keysOf("export"), run: operations.exportDesign },
        { label: "Open a file or paste a design", note: keysOf("import"), run: () => run("import") },
        { label: "Copy the secret edit link", run: () => void copyEditLink() },
        { label: "All my scenarios", href: "/scenarios/" },
        { label: "Gallery", href: "/gallery/" },
      ]}
    >
      <span title={name}>{name}</span>
      <Icon name="i-down" size={14} />
    </Menu>
  );
}

/** With nothing selected the inspector's heading is the design's name. */
function askName(): void {
  useEditor.getState().select({ components: new Set(), edges: new Set() });
  useEditor.getState().set({ rightOpen: true });
  requestAnimationFrame(() => document.querySelector<HTMLInputElement>(".insp input.insp-name")?.select());
}

export function RunSettings() {
  const settings = useDesign().run;
  const problems = useEditor((state) => state.problems);
  const fields = useEditor((state) => state.catalog.run.fields);
  return (
    <RunSettingsPopover
      run={settings}
      problems={problems}
      onChange={(name, value) => {
        const field = fieldNamed(fields, name);
        if (field) useEditor.getState().do(setSetting({ kind: "run" }, field, value));
      }}
    />
  );
}

export function TopBar() {
  const { name } = useDesign();
  const mode = useEditor((state) => state.mode);
  const setMode = useEditor((state) => state.setMode);
  const canUndo = useEditor((state) => state.history.past.length > 0);
  const canRedo = useEditor((state) => state.history.future.length > 0);
  return (
    <header className="bar editor-bar">
      <a className="logo" href="/" aria-label="Queueyard, home"><Icon name="mark" size={24} /></a>
      <h1 className="sr">{name}</h1>
      <nav className="crumb" aria-label="Scenario">
        <a className="faint" href="/scenarios/">My scenarios</a>
        <span className="faint" aria-hidden="true">/</span>
        <ScenarioMenu />
      </nav>
      <SaveState />
      <span className="sep" />
      <IconButton command="undo" icon="i-undo" label="Undo" disabled={!canUndo} />
      <IconButton command="redo" icon="i-redo" label="Redo" disabled={!canRedo} />
      <span className="grow" />
      <div className="seg modes" role="group" aria-label="Layout">
        {MODES.map(([id, label]) => (
          <button type="button" key={id} aria-pressed={mode === id} onClick={() => setMode(id)}>{label}</button>
        ))}
      </div>
      <span className="grow" />
      <button type="button" className="btn quiet sm find-or-do" onClick={() => run("commands")}>
        <Icon name="i-search" />
        <span className="wide">Find or do</span> <span className="kbd wide">{keysOf("commands")}</span>
      </button>
      <ThemeButton />
      <IconButton command="help" icon="i-help" label="Help" />
      <button type="button" className="btn sm" onClick={() => run("share")}>
        <Icon name="i-share" />
        Share
      </button>
      <RunSettings />
      <button type="button" className="btn pri sm run" onClick={() => run("run")}>
        <Icon name="i-play" size={14} />
        Run<span className="kbd">{keysOf("run")}</span>
      </button>
    </header>
  );
}


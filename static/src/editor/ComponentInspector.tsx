/** Component inspector: the name, the preset and the settings of the selected component. */
import { useState } from "react";
import { rename } from "../design/actions";
import { DEAD_LETTER, appearance, deadLetterIds, fieldsInRole, typeNamed } from "../design/catalog";
import { baselines, differing, partOfType, presetNamed } from "../design/presets";
import { problemsAt } from "../design/problems";
import { Icon } from "../diagram/Icon";
import { isUnfinished } from "../diagram/marks";
import { useMicroscope } from "../microscope";
import { useSession } from "../run";
import { ArrivalsPreview } from "./ArrivalsPreview";
import { thresholdsFor } from "./fields/thresholds";
import { helpOf, MoreButton, Panel, PartProblems } from "./InspectorPanel";
import { lookAt } from "./looking";
import { NameField } from "./NameField";
import { PresetChip, PresetPreview } from "./PresetChoice";
import { focusComponent } from "./selection";
import { SettingsForm } from "./SettingsForm";
import { useDesign, useEditor } from "./store";
import { Timeline } from "./Timeline";
import { reveal } from "./viewport";
import type { Preset } from "../design/types";
import type { Helped } from "./InspectorPanel";

export function ComponentInspector({ id }: { id: string }) {
  const [help, setHelp] = useState<Helped | null>(null);
  const [looked, setLooked] = useState<Preset | null>(null);
  const catalog = useEditor((state) => state.catalog);
  const problems = useEditor((state) => state.problems);
  const renaming = useEditor((state) => state.renaming === id);
  const design = useDesign();
  const component = design.components[id];
  if (!component) return null;
  const type = typeNamed(catalog, component.type);
  const letters = deadLetterIds(design).has(id);
  const look = appearance(catalog, component.type, letters);
  const fields = fieldsInRole(type?.fields ?? [], letters ? DEAD_LETTER : null, component.settings);
  const baseline = baselines(catalog, design, { kind: "component", id });
  const changed = differing(fields, component.settings, baseline);
  const about = `About ${plural(type?.label ?? component.type)}`;
  const follows = partOfType(component.type, letters) !== null && catalog.presets.length > 0;
  const own = problemsAt(problems, ["components", id]).filter((problem) => problem.path[2] !== "settings" || problem.path.length < 4);
  const head = (
    <>
      <div className="insp-row">
        <span className="tile"><Icon name={look.icon} size={18} /></span>
        <NameField
          label={`Name of this ${type?.label.toLowerCase() ?? "component"}`} value={component.label} active={renaming}
          onChange={(label) => useEditor.getState().do(rename(id, label))}
          onDone={() => {
            useEditor.getState().seal();
            useEditor.getState().set({ renaming: null });
          }}
          onLeave={() => {
            reveal(id); // A longer name makes a wider node.
            focusComponent(id);
          }}
        />
        <MoreButton on="component" id={id} />
      </div>
      <div className="insp-row under">
        {follows && <PresetChip id={id} looked={looked} onLook={setLooked} />}
        <Changed
          count={changed.length} onLook={setLooked}
          preset={changed.some((field) => baseline(field).fact) ? presetNamed(catalog, component.preset) : null}
        />
        {changed.length === 0 && !follows && <span className="insp-summary">{look.summary}</span>}
        <span className="grow" />
        <a className="ref" href={`/components/${component.type}/`} target="_blank" rel="noopener" aria-label={about}>{follows ? "About" : about}</a>
      </div>
    </>
  );
  return (
    <Panel label={`Settings of ${component.label}`} head={head} help={looked ? undefined : help}>
      {looked ? (
        <PresetPreview id={id} preset={looked} onDone={() => setLooked(null)} />
      ) : (
        <>
          <PartProblems problems={own.filter((problem) => !isUnfinished(design, problem))} unfinished={own.filter((problem) => isUnfinished(design, problem))} />
          {letters && <DeadLetters id={id} />}
          <SettingsForm
            owner={{ kind: "component", id }} of={component.type} path={["components", id, "settings"]} fields={fields} settings={component.settings}
            baseline={baseline} thresholds={(field) => thresholdsFor(catalog, design, id, field.name)} onHelp={setHelp}
          />
          {fields.some((field) => field.name === "pattern") && <ArrivalsPreview fields={fields} settings={component.settings} />}
          <Timeline target={id} onHelp={(field) => setHelp(field && helpOf(field))} />
        </>
      )}
    </Panel>
  );
}

/** How many settings differ; where a preset is followed, a way to see which and to take them all back. */
function Changed({ count, preset, onLook }: { count: number; preset: Preset | null; onLook: (preset: Preset) => void }) {
  if (count === 0) return null;
  const words = <><i className="chg" />{count} changed</>;
  if (!preset) return <span className="insp-changed">{words}</span>;
  return (
    <button type="button" className="insp-changed" title={`See what differs from ${preset.label}`} onClick={() => onLook(preset)}>{words}</button>
  );
}

/** Leads from a dead-letter queue to the messages that a run left in it. */
function DeadLetters({ id }: { id: string }) {
  const count = useMicroscope((state) => state.list?.rows.filter((row) => row.kept.includes("dead")).length ?? 0);
  const ran = useSession((state) => state.current?.design.components[id] !== undefined);
  if (!count || !ran) return null;
  return (
    <button type="button" className="btn sm insp-look" onClick={() => lookAt(id)}>
      <Icon name="i-microscope" size={14} />
      Look at its dead letters
    </button>
  );
}

function plural(label: string): string {
  const word = label.toLowerCase();
  return word.endsWith("y") ? `${word.slice(0, -1)}ies` : `${word}s`;
}

/** Preset choice: which product a queue and its workers follow, and a look at what a choice would set. */
import { useEffect, useRef } from "react";
import { choosePreset, leavePreset, plan, presetNamed } from "../design/presets";
import { showSetting } from "../design/format";
import { useEditor, useDesign } from "./store";
import type { Planned } from "../design/presets";
import type { Design, Preset } from "../design/types";

interface ChipProps {
  readonly id: string;
  /** The preset that is looked at, before it is chosen. */
  readonly looked: Preset | null;
  readonly onLook: (preset: Preset | null) => void;
}

/** The menu in the inspector's head. Choosing in it only shows what would be set. */
export function PresetChip({ id, looked, onLook }: ChipProps) {
  const catalog = useEditor((state) => state.catalog);
  const own = useDesign().components[id]?.preset ?? "";
  const unknown = own !== "" && presetNamed(catalog, own) === null;
  return (
    <select
      className="preset" aria-label="Preset" value={looked?.name ?? own} data-chip={id}
      onChange={(event) => {
        const name = event.target.value;
        onLook(name === own ? null : presetNamed(catalog, name));
        if (name === "") useEditor.getState().do(leavePreset(id));
      }}
    >
      <option value="">No preset</option>
      {unknown && <option value={own}>{own}</option>}
      {catalog.presets.map((preset) => <option key={preset.name} value={preset.name}>{preset.label}</option>)}
    </select>
  );
}

/** The parts of a plan, each with its rows, in the order in which they are set. */
function byTarget(design: Design, planned: readonly Planned[]): readonly { readonly title: string; readonly rows: readonly Planned[] }[] {
  const parts = new Map<string, Planned[]>();
  for (const each of planned) {
    const key = `${each.target.kind} ${each.target.id}`;
    parts.set(key, [...(parts.get(key) ?? []), each]);
  }
  return [...parts.values()].flatMap((rows) => {
    const [first] = rows;
    if (!first) return [];
    const edge = design.edges[first.target.id];
    const title = first.target.kind === "edge" && edge ? `Dead-letter edge of ${design.components[edge.source]?.label ?? edge.source}` : (design.components[first.target.id]?.label ?? first.target.id);
    return [{ title, rows }];
  });
}

interface PreviewProps {
  readonly id: string;
  readonly preset: Preset;
  readonly onDone: () => void;
}

/** What choosing the preset would set, with what it changes in front. */
export function PresetPreview({ id, preset, onDone }: PreviewProps) {
  const catalog = useEditor((state) => state.catalog);
  const design = useDesign();
  const planned = plan(catalog, design, id, preset);
  const changes = planned.filter((each) => each.changes);
  const same = planned.filter((each) => !each.changes);
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    box.current?.closest(".insp-body")?.scrollTo(0, 0);
  }, [preset]);
  const close = () => {
    onDone();
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-chip="${CSS.escape(id)}"]`)?.focus());
  };
  return (
    <section
      className="preset-look" aria-label={`What ${preset.label} would set`} ref={box}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        close();
      }}
    >
      <p>{preset.summary} <a href={`/presets/${preset.page}/`} target="_blank" rel="noopener">About {preset.label}</a></p>
      <p className="preset-count" role="status">{changes.length === 0 ? "Nothing changes." : `${changes.length} of ${planned.length} values change.`}</p>
      {byTarget(design, changes).map(({ title, rows }) => <PlanTable key={title} title={title} rows={rows} changed />)}
      {same.length > 0 && (
        <details>
          <summary>{same.length} stay as they are</summary>
          {byTarget(design, same).map(({ title, rows }) => <PlanTable key={title} title={title} rows={rows} changed={false} />)}
        </details>
      )}
      <div className="preset-acts">
        <button
          type="button" className="btn pri sm"
          onClick={() => {
            useEditor.getState().doAndTell(choosePreset(catalog, id, preset));
            close();
          }}
        >
          Set these values
        </button>
        <button type="button" className="btn sm" onClick={close}>Cancel</button>
      </div>
    </section>
  );
}

function PlanTable({ title, rows, changed }: { title: string; rows: readonly Planned[]; changed: boolean }) {
  return (
    <table className="preset-plan">
      <caption>{title}</caption>
      <thead className={changed ? undefined : "sr"}><tr><th scope="col">Setting</th>{changed && <th scope="col">Now</th>}<th scope="col">{changed ? "Then" : "Value"}</th></tr></thead>
      <tbody>
        {rows.map(({ field, before, after }) => (
          <tr key={field.name}>
            <th scope="row">{changed && <i className="chg" />}{field.label}</th>
            {changed && <td className="before">{showSetting(field, before)}</td>}
            <td>{showSetting(field, after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Inspector panel: a head, a body that scrolls, and a foot that says what the setting under the hand does. */
import { showSetting } from "../design/format";
import { defaultOf } from "../design/presets";
import { Icon } from "../diagram/Icon";
import { useEditor } from "./store";
import type { Baseline } from "../design/presets";
import type { Field, Problem, SettingValue } from "../design/types";

/** The setting that is pointed at, with what it is compared with. */
export interface Helped {
  readonly field: Field;
  readonly value: SettingValue;
  readonly baseline: Baseline;
}

/** The help of a field that follows no preset: of an action, or of one entry in a list. */
export function helpOf(field: Field): Helped {
  return { field, value: null, baseline: defaultOf(field) };
}

interface PanelProps {
  readonly label: string;
  readonly head: React.ReactNode;
  readonly children?: React.ReactNode;
  /** Undefined where there are no settings; null while none is pointed at. */
  readonly help?: Helped | null;
}

export function Panel({ label, head, children, help }: PanelProps) {
  return (
    <aside className="insp" aria-label={label}>
      <div className="insp-top">{head}</div>
      <div className="insp-body">{children}</div>
      {help !== undefined && <div className="insp-help" aria-hidden="true">{help ? <Help {...help} /> : <p className="faint">Point at a setting to read what it does and where its default comes from.</p>}</div>}
    </aside>
  );
}

/** What is said of a value's source: "Amazon SQS Developer Guide", "not verified: …". */
export function basisOf({ fact }: Baseline): string {
  if (!fact) return "";
  if (fact.basis === "documented") return fact.source;
  return `${fact.basis === "chosen" ? "our choice" : "not verified"}: ${fact.source}`;
}

function Help({ field, value, baseline }: Helped) {
  const choice = field.choices.find((each) => each.value === value);
  const { preset, fact } = baseline;
  return (
    <p>
      <b>{field.label}.</b> {field.help}
      {choice && ` ${choice.label}: ${choice.help}`}
      <span className="faint">
        {preset && fact ? ` ${preset.label}: ${showSetting(field, fact.value)} (${basisOf(baseline)}).` : field.source && ` Default: ${field.source}.`}
      </span>
    </p>
  );
}

const NONE: readonly Problem[] = [];

export function PartProblems({ problems, unfinished = NONE }: { problems: readonly Problem[]; unfinished?: readonly Problem[] }) {
  return (
    <>
      {unfinished.map((problem) => (
        <p className="remark" key={problem.message}>
          <Icon name="i-hint" />
          <span>Not joined yet. {problem.remedy || problem.message}</span>
        </p>
      ))}
      {problems.map((problem) => (
        <p className="problem part-problem" tabIndex={-1} key={problem.message}>
          <Icon name="i-error" size={14} />
          <span>{problem.message} {problem.remedy}</span>
        </p>
      ))}
    </>
  );
}

export function MoreButton({ on, id }: { on: "component" | "edge"; id: string }) {
  return (
    <button
      type="button" className="btn quiet icon sm" aria-label="More" title="More (Shift F10)"
      onClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        useEditor.getState().set({ floating: { kind: "context", screen: { x: box.left - 160, y: box.bottom + 4 }, on, id, at: { x: 0, y: 0 } } });
      }}
    >
      <Icon name="i-more" />
    </button>
  );
}

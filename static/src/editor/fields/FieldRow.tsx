/** Field row: one setting with its label, control, way back to the default, Problems and findings. */
import { useId } from "react";
import { sameSetting } from "../../design/catalog";
import { defaultOf } from "../../design/presets";
import { showSetting } from "../../design/format";
import { Icon } from "../../diagram/Icon";
import { applyFinding } from "../running";
import { Control } from "./Control";
import { DistributionEditor } from "./Distribution";
import { RowsControl } from "./Rows";
import type { Baseline } from "../../design/presets";
import type { Field, Finding, Problem, SettingValue, Severity } from "../../design/types";
import type { ControlProps, Remarks } from "./context";
import type { Threshold } from "./Density";

interface Props {
  readonly field: Field;
  readonly value: SettingValue;
  readonly remarks: Remarks;
  readonly thresholds: readonly Threshold[];
  /** What the value is compared with, where that is not the default: a preset's value. */
  readonly baseline?: Baseline;
  readonly onChange: (value: SettingValue | undefined) => void;
  readonly onDone: () => void;
  /** Called with the help of the field one is in, for the line at the foot of the panel. */
  readonly onHelp: (field: Field | null) => void;
}

/** Kinds whose control needs the width of the panel, below the label. */
const BELOW = new Set<Field["kind"]>(["distribution", "list"]);

export function FieldRow({ field, value, remarks, thresholds, baseline = defaultOf(field), onChange, onDone, onHelp }: Props) {
  const id = useId();
  const changed = !sameSetting(field, value, baseline.value);
  const bad = remarks.problems.length > 0;
  const describedBy = `${id}-help`;
  const control: ControlProps = { id, field, value, bad, describedBy, onChange, onDone };
  const label = (
    <>
      {field.kind === "list" ? <span id={id} className="list-label">{field.label}</span> : <label htmlFor={id}>{field.label}</label>}
      {changed && <Restore field={field} baseline={baseline} onChange={onChange} />}
    </>
  );
  return (
    <div className="field" data-field={field.name} onFocus={() => onHelp(field)} onMouseEnter={() => onHelp(field)} onMouseLeave={() => onHelp(null)}>
      {field.kind === "distribution" ? (
        <div className={changed ? "fld-block changed" : "fld-block"}>
          <DistributionEditor
            id={id} label={field.label} value={value} bad={bad} describedBy={describedBy} thresholds={thresholds}
            head={label} nothing={field.nullable ? field.nothing || "none" : null} onChange={onChange} onDone={onDone}
          />
        </div>
      ) : field.kind === "list" ? (
        <div className={changed ? "fld-block changed" : "fld-block"}>
          <div className="sech">{label}</div>
          <RowsControl {...control} onHelp={onHelp} />
        </div>
      ) : (
        <div className={changed ? "fld changed" : "fld"}>
          <span className="lbl">{label}</span>
          <Control {...control} />
        </div>
      )}
      <p id={describedBy} className={field.kind === "boolean" ? "help" : "sr"}>
        {field.help}<span className="sr"> {sourceOf(field, baseline)}</span>
      </p>
      {remarks.problems.map((problem) => <ProblemLine key={problem.message} problem={problem} />)}
      {remarks.findings.map((finding) => <FindingLine key={finding.rule} finding={finding} />)}
    </div>
  );
}

/** For whoever hears the page; others read it at the foot of the panel. */
function sourceOf(field: Field, { preset, fact, value }: Baseline): string {
  if (preset && fact) return `${preset.label}: ${showSetting(field, value)}.`;
  return field.source ? `Default: ${field.source}.` : "";
}

interface RestoreProps {
  readonly field: Field;
  readonly baseline: Baseline;
  readonly onChange: (value: SettingValue | undefined) => void;
}

/** The way back to the preset or the default, in the words of where it leads. */
function Restore({ field, baseline: { value, preset, word = "default" }, onChange }: RestoreProps) {
  const text = showSetting(field, value);
  const from = preset ? `${preset.label}:` : word;
  // Beside the menu of kinds there is no room for more than the word.
  const shown = BELOW.has(field.kind) ? (preset?.label ?? word) : `${from} ${text}`;
  const words = preset ? `back to ${text}, as ${preset.label}` : `back to ${text}`;
  return (
    <button type="button" className="was" title={`B${words.slice(1)}`} aria-label={`${field.label}: ${words}`} onClick={() => onChange(preset ? value : undefined)}>
      {shown}
    </button>
  );
}

function ProblemLine({ problem }: { problem: Problem }) {
  return (
    <p className="problem" tabIndex={-1}>
      <Icon name="i-error" size={14} />
      <span>{problem.message} {problem.remedy}</span>
    </p>
  );
}

const TONE: Record<Severity, { className: string; icon: string }> = {
  error: { className: "sev-e", icon: "i-error" },
  warning: { className: "sev-w", icon: "i-warn" },
  hint: { className: "sev-h", icon: "i-hint" },
};

/** Advice that would change this very field, with the change as a button. */
function FindingLine({ finding }: { finding: Finding }) {
  const { className, icon } = TONE[finding.severity];
  const { fix } = finding;
  return (
    <div className={`remark remark-${finding.severity}`}>
      <span className={className}><Icon name={icon} /></span>
      <div>
        {finding.title}.
        {fix && (
          <button type="button" className="btn sm" onClick={() => applyFinding(fix)}>
            {fix.label.replace(/^Apply fix:\s*/, "Set to ")}
          </button>
        )}
      </div>
    </div>
  );
}

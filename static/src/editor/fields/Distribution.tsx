/** Distribution editor: the kind, its density, its parameters, and the mean that follows from them. */
import { kindOf, readDistribution, startingPoint } from "../../design/distributions";
import { fieldNamed } from "../../design/catalog";
import { formatDuration } from "../../run/format";
import { Icon } from "../../diagram/Icon";
import { useEditor } from "../store";
import { Density } from "./Density";
import { QuantityInput, TypedInput } from "./Typed";
import { readNumber } from "../../design/units";
import type { DistributionKind, Field, SettingValue } from "../../design/types";
import type { Threshold } from "./Density";

type Parts = { readonly [name: string]: SettingValue };

export interface DistributionProps {
  readonly id: string;
  readonly label: string;
  readonly value: SettingValue;
  readonly bad: boolean;
  readonly describedBy: string;
  readonly thresholds: readonly Threshold[];
  /** What stands before the menu of kinds: the label with its restore button. */
  readonly head: React.ReactNode;
  /** What it is called when there is none: "no limit"; null where there must be one. */
  readonly nothing: string | null;
  readonly onChange: (value: SettingValue) => void;
  readonly onDone: () => void;
}

/** The mean with which a distribution begins where there was none. */
const FIRST_SECONDS = 60;

/** A plain duration in the document is a constant. */
function partsOf(value: SettingValue): Parts {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Parts;
  return { kind: "constant", value };
}

const keyOf = (entry: DistributionKind) => `${entry.kind} ${entry.fields.map((field) => field.name).join(" ")}`;

/** The catalog's entry for a value; log-normal has two, told apart by their parameters. */
function entryFor(entries: readonly DistributionKind[], parts: Parts): DistributionKind | null {
  const ofKind = entries.filter((entry) => entry.kind === kindOf(parts));
  return ofKind.find((entry) => entry.fields.every((field) => field.name in parts)) ?? ofKind[0] ?? null;
}

/** The same duration told in the parameters of another kind. */
function converted(entry: DistributionKind, value: SettingValue): SettingValue {
  const shape = readDistribution(value);
  if (entry.kind === "lognormal" && fieldNamed(entry.fields, "median") && shape) {
    const mean = shape.mean || 1;
    return { kind: "lognormal", median: round(mean * 0.8), p99: round(mean * 4) };
  }
  return startingPoint(entry.kind, value);
}

const round = (value: number) => Number(value.toPrecision(3));

export function DistributionEditor(props: DistributionProps) {
  const { id, label, value, thresholds, head, nothing, onChange, onDone } = props;
  const entries = useEditor((state) => state.catalog.distributions);
  const none = nothing !== null && value === null;
  const parts = partsOf(value);
  const entry = none ? null : entryFor(entries, parts);
  return (
    <div className="distribution" role="group" aria-label={label}>
      <div className="sech">
        {head}
        <span className="grow" />
        <select
          id={id} className="inp kind" aria-label={`Kind of ${label.toLowerCase()}`} value={entry ? keyOf(entry) : ""}
          onChange={(event) => {
            const next = entries.find((candidate) => keyOf(candidate) === event.target.value);
            if (!next) onChange(null);
            else if (none) onChange(converted(next, FIRST_SECONDS));
            else onChange(next.kind === parts["kind"] && next.kind === "lognormal" ? translated(next, value) : converted(next, value));
            onDone();
          }}
        >
          {nothing !== null && <option value="">{nothing.charAt(0).toUpperCase() + nothing.slice(1)}</option>}
          {entries.map((candidate) => (
            <option key={keyOf(candidate)} value={keyOf(candidate)}>{candidate.label}</option>
          ))}
        </select>
      </div>
      {!none && <Density value={value} name={label.toLowerCase()} thresholds={thresholds} />}
      {entry?.kind === "mixture" && <MixtureParts {...props} parts={parts} />}
      {entry?.kind === "percentiles" && <PercentilePoints {...props} parts={parts} />}
      {entry && entry.kind !== "mixture" && entry.kind !== "percentiles" && (
        <div className="three">
          {entry.fields.map((field) => (
            <Parameter key={field.name} {...props} parts={parts} field={field} />
          ))}
          {!fieldNamed(entry.fields, "mean") && entry.kind !== "constant" && <Derived value={value} />}
        </div>
      )}
    </div>
  );
}

/** Between the two ways to write a log-normal nothing changes but the words. */
function translated(entry: DistributionKind, value: SettingValue): SettingValue {
  const parts = partsOf(value);
  const shape = readDistribution(value);
  if (!shape) return converted(entry, value);
  if (entry.fields.every((field) => parts[field.name] !== undefined)) return value;
  if (fieldNamed(entry.fields, "median")) {
    const variance = Math.log(1 + (typeof parts["cv"] === "number" ? parts["cv"] : 0.5) ** 2);
    const median = shape.mean / Math.exp(variance / 2);
    return { kind: "lognormal", median: round(median), p99: round(median * Math.exp(2.3263478740408408 * Math.sqrt(variance))) };
  }
  const [median, p99] = [Number(readDistribution(parts["median"] ?? null)?.mean), Number(readDistribution(parts["p99"] ?? null)?.mean)];
  const sigma = Math.log(p99 / median) / 2.3263478740408408;
  return { kind: "lognormal", mean: round(shape.mean), cv: round(Math.sqrt(Math.exp(sigma * sigma) - 1)) };
}

function Derived({ value }: { value: SettingValue }) {
  const shape = readDistribution(value);
  return (
    <div>
      <span className="three-label">Mean</span>
      <span className="inp derived">
        <output>{shape ? formatDuration(shape.mean) : "–"}</output>
      </span>
    </div>
  );
}

interface ParameterProps extends DistributionProps {
  readonly parts: Parts;
  readonly field: Field;
}

function Parameter({ id, parts, field, bad, describedBy, onChange, onDone }: ParameterProps) {
  const own = `${id}-${field.name}`;
  const change = (next: SettingValue) => onChange({ ...parts, [field.name]: next });
  const value = parts[field.name] ?? null;
  return (
    <div>
      <label htmlFor={own}>{field.label}</label>
      {field.kind === "duration" ? (
        <QuantityInput id={own} kind="duration" value={value} bad={bad} describedBy={describedBy} onChange={change} onDone={onDone} />
      ) : (
        <TypedInput
          id={own} shown={value === null ? "" : String(value)} unit={field.unit ?? ""} bad={bad} describedBy={describedBy}
          step={field.step} minimum={field.minimum} onDone={onDone}
          onText={(text) => {
            const number = readNumber(text);
            if (number !== null) change(number);
            return number !== null;
          }}
        />
      )}
    </div>
  );
}

interface ListProps extends DistributionProps {
  readonly parts: Parts;
}

/** A mixture: weights, and for each part a plain distribution by its mean. */
function MixtureParts({ id, parts, bad, describedBy, onChange, onDone }: ListProps) {
  const list = Array.isArray(parts["parts"]) ? (parts["parts"] as readonly Parts[]) : [];
  const change = (next: readonly Parts[]) => onChange({ ...parts, parts: next });
  const put = (index: number, part: Parts) => change(list.map((old, at) => (at === index ? part : old)));
  return (
    <div className="rows">
      <div className="rows-head"><span>Weight</span><span>Mean, exponential or as written</span></div>
      {list.map((part, index) => {
        const of = partsOf(part["of"] ?? 1);
        const name = ["mean", "median", "value"].find((candidate) => candidate in of) ?? null;
        return (
          <div className="rows-row" key={index}>
            <TypedInput
              id={`${id}-weight-${index}`} label={`Weight of part ${index + 1}`} shown={String(part["weight"] ?? "")} unit="" bad={bad}
              describedBy={describedBy} step={null} minimum={0} onDone={onDone}
              onText={(text) => {
                const weight = readNumber(text);
                if (weight !== null) put(index, { ...part, weight });
                return weight !== null;
              }}
            />
            {name ? (
              <QuantityInput
                id={`${id}-of-${index}`} label={`Duration of part ${index + 1}`} kind="duration" value={of[name] ?? null} bad={bad}
                describedBy={describedBy} onChange={(next) => put(index, { ...part, of: { ...of, [name]: next } })} onDone={onDone}
              />
            ) : (
              <span className="muted">{kindOf(part["of"] ?? null)}</span>
            )}
            <RowRemove label={`Remove part ${index + 1}`} onClick={() => change(list.filter((_, at) => at !== index))} disabled={list.length < 2} />
          </div>
        );
      })}
      <RowAdd label="Add a part" onClick={() => change([...list, { weight: 0.1, of: { kind: "exponential", mean: 10 } }])} />
    </div>
  );
}

/** Measured percentiles: a duration for each rank from 0 to 100. */
function PercentilePoints({ id, parts, bad, describedBy, onChange, onDone }: ListProps) {
  const points = Object.entries((parts["points"] ?? {}) as Parts).sort(([a], [b]) => Number(a) - Number(b));
  const change = (next: readonly (readonly [string, SettingValue])[]) => onChange({ ...parts, points: Object.fromEntries(next) });
  const free = ["50", "75", "90", "95", "99", "99.9"].find((rank) => points.every(([own]) => own !== rank));
  return (
    <div className="rows">
      <div className="rows-head"><span>Percentile</span><span>Duration</span></div>
      {points.map(([rank, at], index) => (
        <div className="rows-row" key={index}>
          <TypedInput
            id={`${id}-rank-${index}`} label={`Percentile ${index + 1}`} shown={rank} unit="" bad={bad} describedBy={describedBy} step={1} minimum={0} onDone={onDone}
            onText={(text) => {
              const number = readNumber(text);
              const ok = number !== null && number >= 0 && number <= 100 && points.every(([own], other) => other === index || own !== String(number));
              if (ok) change(points.map((point, other) => (other === index ? [String(number), at] : point)));
              return ok;
            }}
          />
          <QuantityInput
            id={`${id}-at-${index}`} label={`Duration at percentile ${rank}`} kind="duration" value={at} bad={bad} describedBy={describedBy} onDone={onDone}
            onChange={(next) => change(points.map((point, other) => (other === index ? [rank, next] : point)))}
          />
          <RowRemove label={`Remove percentile ${rank}`} disabled={points.length < 3} onClick={() => change(points.filter((_, other) => other !== index))} />
        </div>
      ))}
      {free && <RowAdd label="Add a percentile" onClick={() => change([...points, [free, points.at(-1)?.[1] ?? 1]])} />}
    </div>
  );
}

export function RowRemove({ label, onClick, disabled = false }: { label: string; onClick: () => void; disabled?: boolean }) {
  return (
    <button type="button" className="btn quiet icon sm" aria-label={label} title={label} disabled={disabled} onClick={onClick}>
      <Icon name="i-x" size={14} />
    </button>
  );
}

export function RowAdd({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <button type="button" className="btn quiet sm rows-add" onClick={onClick}>
      <Icon name="i-plus" size={14} />
      {label}
    </button>
  );
}

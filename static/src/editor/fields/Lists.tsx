/** List editors: the classes of a client's messages and the steps of its rate. */
import { readNumber } from "../../design/units";
import { RowAdd, RowRemove } from "./Distribution";
import { QuantityInput, TypedInput } from "./Typed";
import type { SettingValue } from "../../design/types";
import type { ControlProps } from "./context";

type Row = { readonly [name: string]: SettingValue };

function rowsOf(value: SettingValue): readonly Row[] {
  return Array.isArray(value) ? (value as readonly Row[]) : [];
}

function changed(rows: readonly Row[], index: number, part: Row): readonly Row[] {
  return rows.map((row, at) => (at === index ? { ...row, ...part } : row));
}

interface AmountProps extends Pick<ControlProps, "bad" | "describedBy" | "onDone"> {
  readonly id: string;
  readonly label: string;
  readonly value: SettingValue;
  readonly unit?: string;
  readonly onNumber: (value: number) => void;
}

function Amount({ id, label, value, unit = "", bad, describedBy, onDone, onNumber }: AmountProps) {
  return (
    <TypedInput
      id={id} label={label} shown={typeof value === "number" ? String(value) : String(value ?? "")} unit={unit} bad={bad}
      describedBy={describedBy} step={null} minimum={0} onDone={onDone}
      onText={(text) => {
        const number = readNumber(text);
        if (number !== null) onNumber(number);
        return number !== null;
      }}
    />
  );
}

export function ClassesControl({ id, value, bad, describedBy, onChange, onDone }: ControlProps) {
  const rows = rowsOf(value);
  const names = new Set(rows.map((row) => String(row["name"])));
  const free = ["small", "large", "urgent", "other", "rare"].find((name) => !names.has(name)) ?? `class ${rows.length + 1}`;
  return (
    <div className="rows classes">
      {rows.length > 0 && <div className="rows-head"><span>Name</span><span>Weight</span><span>Size</span></div>}
      {rows.map((row, index) => (
        <div className="rows-row" key={index}>
          <span className="inp left">
            <input
              value={String(row["name"] ?? "")} aria-label={`Name of class ${index + 1}`} aria-describedby={describedBy}
              onChange={(event) => onChange(changed(rows, index, { name: event.target.value }))} onBlur={onDone}
            />
          </span>
          <Amount id={`${id}-share-${index}`} label={`Weight of ${String(row["name"])}`} value={row["share"] ?? 1} bad={bad} describedBy={describedBy} onDone={onDone}
            onNumber={(share) => onChange(changed(rows, index, { share }))} />
          <Amount id={`${id}-size-${index}`} label={`Size of ${String(row["name"])}`} value={row["size"] ?? 1} unit="×" bad={bad} describedBy={describedBy} onDone={onDone}
            onNumber={(size) => onChange(changed(rows, index, { size }))} />
          <RowRemove label={`Remove ${String(row["name"])}`} onClick={() => onChange(rows.filter((_, at) => at !== index))} />
        </div>
      ))}
      <RowAdd label="Add a class" onClick={() => onChange([...rows, { name: free, share: 1, size: 1 }])} />
    </div>
  );
}

export function StepsControl({ id, value, bad, describedBy, onChange, onDone }: ControlProps) {
  const rows = rowsOf(value);
  const last = rows.at(-1);
  const lastAt = typeof last?.["at"] === "number" ? last["at"] : 0;
  return (
    <div className="rows">
      {rows.length > 0 && <div className="rows-head"><span>From</span><span>Rate</span></div>}
      {rows.map((row, index) => (
        <div className="rows-row" key={index}>
          <QuantityInput id={`${id}-at-${index}`} label={`Time of step ${index + 1}`} kind="duration" value={row["at"] ?? null} bad={bad} describedBy={describedBy} onDone={onDone}
            onChange={(at) => onChange(changed(rows, index, { at }))} />
          <QuantityInput id={`${id}-rate-${index}`} label={`Rate from step ${index + 1}`} kind="rate" value={row["rate"] ?? null} bad={bad} describedBy={describedBy} onDone={onDone}
            onChange={(rate) => onChange(changed(rows, index, { rate }))} />
          <RowRemove label={`Remove step ${index + 1}`} onClick={() => onChange(rows.filter((_, at) => at !== index))} />
        </div>
      ))}
      <RowAdd label="Add a step" onClick={() => onChange([...rows, { at: lastAt + 60, rate: last?.["rate"] ?? 1 }])} />
    </div>
  );
}

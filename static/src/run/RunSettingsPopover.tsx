/** Run settings: how long, which seed, how often; a button that opens a small form. */

import { useId, useLayoutEffect, useRef, useState } from "react";
import type { KeyboardEvent } from "react";
import { amountIn, readNumber, readQuantity, readTyped, unitOf } from "../design/units";
import type { Problem, Settings, SettingValue } from "../design/types";
import { Icon } from "../diagram/Icon";
import { formatNumber } from "./format";
import { place, useDismiss } from "./Menu";

/** What a run is without settings of its own (simulator/design). */
const DEFAULTS: Settings = { duration: 1800, warm_up: 0, frame: null, seed: 1, replications: 1 };
const LARGEST_SEED = 2 ** 31 - 1;

interface RowSpec {
  name: string;
  label: string;
  kind: "duration" | "integer";
  help: string;
  /** What an empty field means; without it a field may not be empty. */
  empty?: string;
}

const ROWS: readonly RowSpec[] = [
  { name: "duration", label: "Duration", kind: "duration", help: "Simulated time, not yours." },
  { name: "warm_up", label: "Warm-up", kind: "duration", help: "Left out of the summary, so that an empty start does not flatter it." },
  { name: "frame", label: "Frame", kind: "duration", help: "How far apart the points of a chart are. Empty: chosen for you.", empty: "auto" },
  { name: "seed", label: "Seed", kind: "integer", help: "The same seed sends the same messages." },
  { name: "replications", label: "Replications", kind: "integer", help: "Repeats with other seeds, to see how much is chance." },
];

export interface RunSettingsProps {
  run: Settings;
  onChange: (name: string, value: SettingValue) => void;
  problems?: readonly Problem[];
}

export function RunSettingsPopover({ run, onChange, problems = [] }: RunSettingsProps) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const form = useRef<HTMLDivElement>(null);
  const id = useId();
  useDismiss(open, [button, form], () => setOpen(false));
  useLayoutEffect(() => {
    if (!open || !form.current || !button.current) return;
    place(form.current, button.current);
    form.current.querySelector("input")?.focus();
  }, [open]);
  const keys = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    setOpen(false);
    button.current?.focus();
  };
  const own = problems.filter((problem) => problem.path[0] === "run");
  return (
    <>
      <button
        ref={button}
        type="button"
        className={own.length ? "btn sm num run-settings bad" : "btn sm num run-settings"}
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-label={`Run settings: ${summaryWords(run)}`}
        onClick={() => setOpen(!open)}
      >
        <Icon name="i-dice" />
        {summaryWords(run)}
        <Icon name="i-down" size={14} />
      </button>
      {open && (
        <div ref={form} id={id} role="dialog" aria-label="Run settings" className="popover floating run-form" popover="manual" onKeyDown={keys}>
          {ROWS.map((row) => (
            <Row
              key={row.name}
              row={row}
              value={run[row.name] ?? DEFAULTS[row.name] ?? null}
              problem={own.find((problem) => problem.path[1] === row.name)}
              onChange={(value) => onChange(row.name, value)}
            />
          ))}
        </div>
      )}
    </>
  );
}

/** "30 min · seed 4" */
export function summaryWords(run: Settings): string {
  const duration = run.duration ?? DEFAULTS.duration ?? null;
  const unit = unitOf("duration", duration);
  const amount = readQuantity("duration", duration);
  const long = amount === null ? "?" : `${formatNumber(amount / unit.factor)}\u00a0${unit.label}`;
  const replications = run.replications ?? 1;
  const times = typeof replications === "number" && replications > 1 ? ` × ${replications}` : "";
  return `${long}${times} · seed ${String(run.seed ?? DEFAULTS.seed)}`;
}

interface RowProps {
  row: RowSpec;
  value: SettingValue;
  problem: Problem | undefined;
  onChange: (value: SettingValue) => void;
}

function Row({ row, value, problem, onChange }: RowProps) {
  const id = useId();
  const unit = row.kind === "duration" ? unitOf("duration", value) : null;
  const given = textOf(row, value);
  const [typed, setTyped] = useState<string | null>(null);
  const [complaint, setComplaint] = useState("");
  const commit = (text: string): void => {
    setTyped(null);
    const read = readRow(row, text, value);
    setComplaint(read === undefined ? complaintOf(row) : "");
    if (read !== undefined && read !== value) onChange(read);
  };
  const keys = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === "Enter") commit(event.currentTarget.value);
    const by = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
    if (!by || row.kind !== "integer") return;
    event.preventDefault();
    commit(String(Math.max(1, (readNumber(event.currentTarget.value) ?? 1) + by)));
  };
  const said = complaint || problem?.message || "";
  return (
    <div className="run-row">
      <div className="fld">
        <label htmlFor={id}>{row.label}</label>
        <span className="run-input">
          <span className={said ? "inp bad" : "inp"}>
            <input
              id={id}
              value={typed ?? given}
              placeholder={row.empty}
              aria-describedby={`${id}-help`}
              aria-invalid={said ? true : undefined}
              autoComplete="off"
              onChange={(event) => setTyped(event.target.value)}
              onBlur={(event) => typed !== null && commit(event.target.value)}
              onKeyDown={keys}
            />
            {unit && <span className="un">{unit.label}</span>}
          </span>
          {row.name === "seed" && <Dice onRoll={onChange} />}
        </span>
      </div>
      <p id={`${id}-help`} className={said ? "problem" : "help"}>
        {said || row.help}
      </p>
    </div>
  );
}

function Dice({ onRoll }: { onRoll: (seed: number) => void }) {
  const roll = (): void => onRoll(1 + Math.floor(Math.random() * 9998));
  return (
    <button type="button" className="btn icon sm" aria-label="Another seed" title="Another seed" onClick={roll}>
      <Icon name="i-dice" />
    </button>
  );
}

function textOf(row: RowSpec, value: SettingValue): string {
  if (value === null) return "";
  if (row.kind === "duration") return amountIn("duration", value, unitOf("duration", value));
  return String(value);
}

/** What the document should keep; undefined where the text means nothing. */
function readRow(row: RowSpec, text: string, before: SettingValue): SettingValue | undefined {
  if (!text.trim()) return row.empty ? null : undefined;
  if (row.kind === "duration") return readTyped("duration", text, unitOf("duration", before)) ?? undefined;
  const number = readNumber(text);
  if (number === null || !Number.isInteger(number) || number < 0 || number > LARGEST_SEED) return undefined;
  return number;
}

function complaintOf(row: RowSpec): string {
  return row.kind === "duration" ? "Write a duration, such as 90 s, 30 min or 2 h." : "Write a whole number.";
}

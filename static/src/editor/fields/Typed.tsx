/** Typed input: text that becomes a number or a quantity while it is typed; arrow keys step it. */
import { useEffect, useRef, useState } from "react";
import { amountIn, readNumber, readTyped, unitOf } from "../../design/units";
import { Icon } from "../../diagram/Icon";
import { NARROW, useMedia } from "../../diagram/media";
import { useEditor } from "../store";
import type { Unit } from "../../design/units";
import type { SettingValue } from "../../design/types";
import type { ControlProps } from "./context";

/** A step that suits the size of a number: 8 by 1, 45 by 1, 120 by 10, 0.25 by 0.01. */
function stepFor(amount: number): number {
  const size = Math.abs(amount);
  if (size === 0) return 1;
  return size >= 1 && size < 100 ? 1 : 10 ** Math.floor(Math.log10(size) - 1 + 1e-9);
}

function stepped(text: string, event: React.KeyboardEvent, step: number | null): string | null {
  const sign = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
  const amount = readNumber(text);
  if (sign === 0 || amount === null) return null;
  const by = (step ?? stepFor(amount)) * (event.shiftKey ? 10 : 1);
  return String(Number((amount + sign * by).toPrecision(10)));
}

interface TextProps {
  readonly id: string;
  /** The text of the value in force; shown whenever the field is not being typed in. */
  readonly shown: string;
  readonly unit: string;
  readonly placeholder?: string;
  readonly bad: boolean;
  readonly describedBy: string;
  readonly label?: string;
  readonly step: number | null;
  readonly minimum: number | null;
  readonly onText: (text: string) => boolean;
  readonly onDone: () => void;
}

/** The text field itself: what was typed stays as typed until the focus leaves. */
export function TypedInput({ id, shown, unit, placeholder = "", bad, describedBy, label, step, minimum, onText, onDone }: TextProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const [refused, setRefused] = useState(false);
  const text = typed ?? shown;
  const take = (next: string) => {
    setTyped(next);
    setRefused(!onText(next));
  };
  return (
    <span className={`inp${bad || refused ? " bad" : ""}`}>
      <input
        id={id} type="text" inputMode="decimal" autoComplete="off" spellCheck={false} value={text} placeholder={placeholder}
        aria-label={label} aria-describedby={describedBy} aria-invalid={bad || refused}
        onChange={(event) => take(event.target.value)}
        onFocus={(event) => event.target.select()}
        onKeyDown={(event) => {
          const next = stepped(text, event, step);
          if (next !== null) {
            event.preventDefault();
            take(minimum !== null && Number(next) < minimum ? String(minimum) : next);
          } else if (event.key === "Enter") {
            event.currentTarget.select();
            setTyped(null);
            onDone();
          }
        }}
        onBlur={() => {
          if (refused) tellRefused(text, unit && shown ? `${shown}\u00a0${unit}` : shown);
          setTyped(null);
          setRefused(false);
          onDone();
        }}
      />
      {unit && text !== "" && <span className="un" aria-hidden="true">{unit}</span>}
    </span>
  );
}

/** Says why the field shows again what was in it before. */
function tellRefused(text: string, shown: string): void {
  const wrong = text.trim() ? `“${text.trim()}” cannot be read here.` : "Something must stand here.";
  useEditor.getState().tell(wrong, shown && `It stays ${shown}.`);
}

/** Buttons beside a whole number, where there are fingers and no arrow keys. */
function Stepper({ field, value, onChange, onDone, children }: Pick<ControlProps, "field" | "value" | "onChange" | "onDone"> & { children: React.ReactNode }) {
  const step = (by: number) => {
    const next = (typeof value === "number" ? value : (field.minimum ?? 0)) + by * (field.step ?? 1);
    onChange(Math.min(field.maximum ?? Infinity, Math.max(field.minimum ?? -Infinity, next)));
    onDone();
  };
  return (
    <span className="stepper">
      <button type="button" aria-label={`${field.label}: less`} onClick={() => step(-1)}><Icon name="i-minus" size={18} /></button>
      {children}
      <button type="button" aria-label={`${field.label}: more`} onClick={() => step(1)}><Icon name="i-plus" size={18} /></button>
    </span>
  );
}

/** A whole number or a number. */
export function NumberControl(props: ControlProps) {
  const narrow = useMedia(NARROW);
  if (!narrow || props.field.kind !== "integer" || props.label) return <NumberInput {...props} />;
  return (
    <Stepper {...props}>
      <NumberInput {...props} />
    </Stepper>
  );
}

function NumberInput({ id, field, value, bad, label, describedBy, onChange, onDone }: ControlProps) {
  return (
    <TypedInput
      id={id} bad={bad} describedBy={describedBy} {...(label ? { label } : {})}
      unit={label ? "" : (field.unit ?? "")} step={field.step} minimum={field.minimum}
      shown={typeof value === "number" ? String(value) : value === null ? "" : String(value)}
      placeholder={field.nullable ? field.nothing || "none" : ""}
      onText={(text) => {
        if (text.trim() === "" && field.nullable) {
          onChange(null);
          return true;
        }
        const number = readNumber(text);
        if (number === null || (field.kind === "integer" && !Number.isInteger(number))) return false;
        onChange(number);
        return true;
      }}
      onDone={onDone}
    />
  );
}

interface QuantityProps {
  readonly id: string;
  readonly kind: "duration" | "rate" | "share";
  readonly value: SettingValue;
  readonly bad: boolean;
  readonly describedBy: string;
  readonly label?: string;
  readonly nullable?: boolean;
  readonly nothing?: string;
  readonly step?: number | null;
  readonly onChange: (value: SettingValue) => void;
  readonly onDone: () => void;
}

/** A quantity with its unit inside; another unit may be typed: 200ms, 90/min. */
export function QuantityInput({ id, kind, value, bad, describedBy, label, nullable = false, nothing = "", step = null, onChange, onDone }: QuantityProps) {
  const best = unitOf(kind, value ?? 1);
  const held = useRef<Unit | null>(null);
  const [, redraw] = useState(0);
  // The unit stays while one types, or the number would change its meaning under the hand.
  const unit = held.current ?? best;
  useEffect(() => () => {
    held.current = null;
  }, []);
  return (
    <span
      className="quantity"
      onFocus={() => {
        held.current ??= best;
      }}
      onBlur={() => {
        held.current = null;
        redraw((count) => count + 1);
      }}
    >
      <TypedInput
        id={id} bad={bad} describedBy={describedBy} minimum={0} unit={value === null ? "" : unit.label}
        step={step === null ? null : step / unit.factor}
        {...(label ? { label } : {})}
        shown={value === null ? "" : amountIn(kind, value, unit)}
        placeholder={nullable ? nothing || "none" : ""}
        onText={(text) => {
          if (text.trim() === "" && nullable) {
            onChange(null);
            return true;
          }
          const read = readTyped(kind, text, unit);
          if (read === null) return false;
          onChange(read);
          return true;
        }}
        onDone={onDone}
      />
    </span>
  );
}

export function QuantityControl({ id, field, value, bad, label, describedBy, onChange, onDone }: ControlProps) {
  const kind = field.kind === "rate" || field.kind === "share" ? field.kind : "duration";
  return (
    <QuantityInput
      id={id} kind={kind} value={value} bad={bad} describedBy={describedBy} nullable={field.nullable} {...(label ? { label } : {})}
      nothing={field.nothing ?? ""} step={field.step} onChange={onChange} onDone={onDone}
    />
  );
}


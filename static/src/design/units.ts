/** Units: durations, rates and shares, as people type them and as the document keeps them. */
import type { SettingValue } from "./types";

export interface Unit {
  /** How the document writes it: "ms" in "200ms". Empty for the plain number. */
  readonly suffix: string;
  /** How the form shows it beside the number. */
  readonly label: string;
  /** One of these in the base unit: seconds, per second, or a plain share. */
  readonly factor: number;
  readonly names: readonly string[];
}

export const DURATIONS: readonly Unit[] = [
  { suffix: "ms", label: "ms", factor: 0.001, names: ["ms", "msec", "millisecond", "milliseconds"] },
  { suffix: "s", label: "s", factor: 1, names: ["s", "sec", "second", "seconds"] },
  { suffix: "m", label: "min", factor: 60, names: ["m", "min", "minute", "minutes"] },
  { suffix: "h", label: "h", factor: 3600, names: ["h", "hour", "hours"] },
  { suffix: "d", label: "days", factor: 86400, names: ["d", "day", "days"] },
];

export const RATES: readonly Unit[] = [
  { suffix: "/s", label: "per s", factor: 1, names: ["/s", "/sec", "/second", "per s", "per second"] },
  { suffix: "/min", label: "per min", factor: 1 / 60, names: ["/min", "/m", "/minute", "per min", "per minute"] },
  { suffix: "/h", label: "per h", factor: 1 / 3600, names: ["/h", "/hour", "per h", "per hour"] },
];

export const SHARES: readonly Unit[] = [{ suffix: "%", label: "%", factor: 0.01, names: ["%", "percent"] }];

export type QuantityKind = "duration" | "rate" | "share";

const UNITS: Record<QuantityKind, readonly Unit[]> = { duration: DURATIONS, rate: RATES, share: SHARES };
const QUANTITY = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(.*)$/i;

function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

function unitNamed(kind: QuantityKind, name: string): Unit | null {
  const wanted = name.trim().toLowerCase();
  return UNITS[kind].find((unit) => unit.names.includes(wanted)) ?? null;
}

/** The value in seconds, per second or as a share of one; null when it is not a quantity. */
export function readQuantity(kind: QuantityKind, value: SettingValue | undefined): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "string") return null;
  const match = QUANTITY.exec(value.trim().replace(/,(?=\d{3}\b)/g, ""));
  if (!match) return null;
  const amount = Number(match[1]);
  if (!match[2]) return amount;
  const unit = unitNamed(kind, match[2]);
  return unit ? tidy(amount * unit.factor) : null;
}

/** The unit in which a value reads best: the one it was written in, else a round one. */
export function unitOf(kind: QuantityKind, value: SettingValue | undefined): Unit {
  const units = UNITS[kind];
  const base = units.find((unit) => unit.factor === 1) ?? units[0];
  if (base === undefined) throw new Error(`${kind} has no units`);
  if (typeof value === "string") {
    const match = QUANTITY.exec(value.trim());
    const written = match?.[2] ? unitNamed(kind, match[2]) : null;
    if (written) return written;
  }
  const amount = readQuantity(kind, value);
  if (kind === "share" || amount === null || amount === 0) return base;
  if (kind === "rate") {
    return [...units].find((unit) => amount / unit.factor >= 0.1) ?? base;
  }
  return durationUnit(amount) ?? base;
}

function durationUnit(seconds: number): Unit | null {
  const round = (factor: number, least: number) =>
    seconds >= least && Math.abs(seconds / factor - Math.round((seconds / factor) * 2) / 2) < 1e-9;
  const [ms, s, m, h, d] = DURATIONS;
  if (Math.abs(seconds) < 1) return ms ?? null;
  if (round(86400, 86400)) return d ?? null;
  if (round(3600, 3600)) return h ?? null;
  if (round(60, 300)) return m ?? null;
  return s ?? null;
}

/** The amount to show for a value in a given unit, as text a person would type. */
export function amountIn(kind: QuantityKind, value: SettingValue | undefined, unit: Unit): string {
  const amount = readQuantity(kind, value);
  if (amount === null) return typeof value === "string" ? value : "";
  return String(Number((amount / unit.factor).toPrecision(10)));
}

/** A time as the clock of a run shows it: "1:30", "1:05:00". */
const CLOCK = /^(?:(\d+):)?(\d+):([0-5]\d)$/;

/** Seconds of a time on the clock; null when it is none. */
function readClock(text: string): number | null {
  const [, hours = "0", minutes, seconds] = CLOCK.exec(text.trim()) ?? [];
  return minutes === undefined ? null : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/**
 * What the document should keep for typed text; a bare number is in the unit the field shows.
 * Null when the text is no quantity of this kind.
 */
export function readTyped(kind: QuantityKind, text: string, shown: Unit): SettingValue | null {
  const onClock = kind === "duration" ? readClock(text) : null;
  if (onClock !== null) return onClock;
  const match = QUANTITY.exec(text.trim().replace(/,(?=\d{3}\b)/g, "").replace(/^(\d+),(\d+)/, "$1.$2"));
  if (!match) return null;
  const unit = match[2] ? unitNamed(kind, match[2]) : shown;
  if (!unit) return null;
  const amount = Number(match[1]);
  if (!Number.isFinite(amount)) return null;
  // Milliseconds and percent have an exact number; "90/min" and "4d" would lose what was meant.
  if (unit.factor === 1 || unit.suffix === "ms" || unit.suffix === "%") return tidy(amount * unit.factor);
  return `${tidy(amount)}${unit.suffix}`;
}

/** A plain number as typed, with thousands or without; null when it is none. */
export function readNumber(text: string): number | null {
  const clean = text.trim().replace(/[,\u202f\u00a0 ](?=\d{3}\b)/g, "");
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(clean)) return null;
  return Number(clean);
}

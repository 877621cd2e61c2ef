/** Settings and metrics as a node shows them: short, with their unit. */
import { formatDuration, formatNumber, formatRate, formatShare } from "../run/format";
import { amountIn, readQuantity, unitOf } from "./units";
import type { Field, Metric, SettingValue } from "./types";

const SPACE = "\u00a0";

/** A duration in the unit it was written in, or the one it reads best in: 120 s, 5 min, 4 d. */
export function showDuration(value: SettingValue | undefined): string {
  const seconds = readQuantity("duration", value);
  if (value === undefined || seconds === null) return "?";
  const unit = unitOf("duration", value);
  const amount = Number(amountIn("duration", value, unit));
  return `${formatNumber(amount)}${SPACE}${unit.suffix === "d" ? "d" : unit.label}`;
}

function showRate(value: SettingValue): string {
  const rate = readQuantity("rate", value);
  if (rate === null) return "?";
  const unit = unitOf("rate", value);
  return unit.factor === 1 ? formatRate(rate) : `${formatNumber(rate / unit.factor)}${unit.suffix}`;
}

/** One setting of the document. */
export function showSetting(field: Field, given: SettingValue): string {
  if (given === null) return field.nothing || "none";
  switch (field.kind) {
    case "duration":
      return showDuration(given);
    case "rate":
      return showRate(given);
    case "share": {
      const share = readQuantity("share", given);
      return share === null ? "?" : formatShare(share);
    }
    case "boolean":
      return given === true ? "yes" : "no";
    case "choice":
      return field.choices.find((choice) => choice.value === given)?.label ?? String(given);
    case "distribution":
      return showDistribution(given);
    case "list":
      if (!Array.isArray(given)) return "?";
      return given.length === 0 ? field.nothing || "none" : formatNumber(given.length);
    default:
      return typeof given === "number" ? formatNumber(given) : String(given);
  }
}

/** The one duration by which a distribution is known: its value, median or mean. */
export function showDistribution(value: SettingValue): string {
  if (typeof value === "number" || typeof value === "string") return showDuration(value);
  if (value === null || typeof value !== "object" || Array.isArray(value)) return "?";
  const parts = value as { readonly [name: string]: SettingValue };
  for (const name of ["value", "median", "mean"]) {
    if (readQuantity("duration", parts[name]) !== null) return showDuration(parts[name]);
  }
  if (parts["kind"] === "uniform") return `${showDuration(parts["low"])} to ${showDuration(parts["high"])}`;
  return parts["kind"] === "mixture" ? "a mixture" : "measured";
}

/** A metric's value at the clock; a dash where nothing was observed. */
export function showMetric(metric: Metric | null, value: number | null): string {
  if (value === null) return "–";
  if (metric?.kind === "utilisation") return formatShare(value);
  if (metric?.unit === "s") return formatDuration(value < 60 ? Number(value.toPrecision(2)) : value);
  return formatNumber(value);
}

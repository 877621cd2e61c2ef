/** Words of a chart: its values in the unit it is drawn in. */

import { formatClock, formatNumber } from "../run/format";

const SECONDS: Record<string, number> = { min: 60, h: 3600 };

/** A value as the key says it: minutes and hours as on the clock, the rest as a number. */
export function keyValue(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  const seconds = SECONDS[unit];
  if (seconds) return formatClock(value * seconds);
  return unit === "%" || unit === "per min" || unit === "per h" ? formatNumber(Math.abs(value) < 10 ? value : Math.round(value), 2) : formatNumber(value);
}

/** What stands unseen before a text so that both together are as wide as the widest text: in tabular
 *  figures the widest one's own beginning. */
export function roomBefore(text: string, widest: string): string {
  return widest.slice(0, Math.max(0, widest.length - text.length));
}

/** The same with its unit, for tables and spoken names. */
export function withUnit(value: number | null | undefined, unit: string): string {
  const text = keyValue(value, unit);
  const plain = unit === "" || unit === "total" || unit in SECONDS || text === "–";
  return plain ? text : `${text}\u00a0${unit}`;
}

/** Words for figures: three significant digits, units after a no-break space, commas at thousands. */

const SPACE = "\u00a0";
const MINUS = "\u2212";

function grouped(digits: string): string {
  const [whole = "0", part] = digits.split(".");
  const spaced = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return part ? `${spaced}.${part}` : spaced;
}

/** 4500 -> "4,500", 2.4567 -> "2.46", 0 -> "0". */
export function formatNumber(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  const sign = value < 0 ? MINUS : "";
  if (size === 0) return "0";
  if (size >= 100 || Number.isInteger(size)) return sign + grouped(Math.round(size).toString());
  const places = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  const text = size.toFixed(Math.min(places, 6)).replace(/\.?0+$/, "");
  return sign + grouped(text || "0");
}

/** Seconds as people say them: "200 ms", "8 s", "3 m 42 s", "2 h 5 m". */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return "–";
  const size = Math.abs(seconds);
  const sign = seconds < 0 ? MINUS : "";
  if (size === 0) return `0${SPACE}s`;
  if (size < 1) return `${sign}${formatNumber(size * 1000)}${SPACE}ms`;
  if (size < 60) return `${sign}${formatNumber(size)}${SPACE}s`;
  const whole = Math.round(size);
  if (whole < 3600) return sign + pair(Math.floor(whole / 60), "m", whole % 60, "s");
  if (whole < 86_400) return sign + pair(Math.floor(whole / 3600), "h", Math.floor((whole % 3600) / 60), "m");
  return sign + pair(Math.floor(whole / 86_400), "d", Math.floor((whole % 86_400) / 3600), "h");
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  const first = `${grouped(String(large))}${SPACE}${largeUnit}`;
  return small ? `${first}${SPACE}${small}${SPACE}${smallUnit}` : first;
}

const two = (value: number): string => String(value).padStart(2, "0");

/** Simulated time on the clock: "25:25", "1:05:00". */
export function formatClock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds + 1e-6));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** The clock as a screen reader says it: "25 minutes 25 seconds". */
export function spokenClock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds + 1e-6));
  const parts: [number, string][] = [
    [Math.floor(whole / 3600), "hour"],
    [Math.floor((whole % 3600) / 60), "minute"],
    [whole % 60, "second"],
  ];
  const said = parts.filter(([n]) => n > 0).map(([n, unit]) => `${n} ${unit}${n === 1 ? "" : "s"}`);
  return said.join(" ") || "0 seconds";
}

export function formatRate(perSecond: number): string {
  if (!Number.isFinite(perSecond)) return "–";
  const size = Math.abs(perSecond);
  if (size === 0) return "0/s";
  if (size < 0.1 / 60) return `${formatNumber(perSecond * 3600)}/h`;
  if (size < 0.1) return `${formatNumber(perSecond * 60)}/min`;
  return `${size < 10 ? perSecond.toFixed(1) : formatNumber(perSecond)}/s`;
}

export function formatShare(share: number): string {
  return `${formatNumber(share * 100)}${SPACE}%`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}

/** Preview of arrivals: what one stretch of a client's sending looks like, before anything has run. */
import { fieldNamed, valueOf } from "../design/catalog";
import { readQuantity } from "../design/units";
import type { Field, Settings, SettingValue } from "../design/types";

/** Small repeatable draws, so that the picture stands still while something else is edited. */
function draws(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

export interface Preview {
  /** Arrivals in each bar. */
  readonly counts: readonly number[];
  /** Seconds that all the bars together stand for. */
  readonly seconds: number;
}

type Reader = (name: string, otherwise: number) => number;

/** The rate of the last step that has begun; before the first, the rate itself. */
function stepRate(rate: number, steps: SettingValue, time: number): number {
  const begun = (Array.isArray(steps) ? (steps as readonly { at?: SettingValue; rate?: SettingValue }[]) : [])
    .filter((step) => (readQuantity("duration", step.at) ?? Infinity) <= time)
    .at(-1);
  return begun ? (readQuantity("rate", begun.rate) ?? rate) : rate;
}

/** The mean rate at a time, for the patterns whose rate moves. */
function rateAt(pattern: string, read: Reader, time: number): number {
  const rate = read("rate", 1);
  const at = read("change_at", 60);
  switch (pattern) {
    case "ramp": {
      const share = Math.min(1, Math.max(0, (time - at) / Math.max(read("change_over", 60), 1e-9)));
      return rate + (read("end_rate", rate) - rate) * share;
    }
    case "spike":
      return time >= at && time < at + read("peak_for", 30) ? rate * read("peak_factor", 5) : rate;
    case "daily":
      return rate * (1 + read("daily_amplitude", 0.5) * Math.sin((2 * Math.PI * time) / read("daily_period", 86400)));
    default:
      return rate;
  }
}

function span(pattern: string, read: Reader): number {
  if (pattern === "ramp") return read("change_at", 60) + 1.5 * read("change_over", 60);
  if (pattern === "spike") return 2 * read("change_at", 60) + read("peak_for", 30);
  return pattern === "daily" ? read("daily_period", 86400) : 60;
}

function spanOfSteps(steps: SettingValue): number {
  const times = (Array.isArray(steps) ? (steps as readonly { at?: SettingValue }[]) : []).map((step) => readQuantity("duration", step.at) ?? 0);
  return Math.max(60, 1.25 * Math.max(0, ...times));
}

/** Arrivals of a client in equal bars over a minute, or over the change that its pattern makes. */
export function arrivalsPreview(fields: readonly Field[], settings: Settings, bars: number): Preview {
  const read: Reader = (name, otherwise) => {
    const field = fieldNamed(fields, name);
    if (!field) return otherwise;
    const value = valueOf(field, settings);
    if (field.kind === "duration" || field.kind === "rate" || field.kind === "share") {
      return readQuantity(field.kind, value) ?? otherwise;
    }
    return typeof value === "number" ? value : otherwise;
  };
  const patternField = fieldNamed(fields, "pattern");
  const pattern = patternField ? String(valueOf(patternField, settings)) : "poisson";
  const seconds = pattern === "steps" ? spanOfSteps(settings["steps"] ?? []) : span(pattern, read);
  const width = seconds / bars;
  const draw = draws(20);
  if (pattern === "burst") return { counts: burstCounts(read, bars, width, draw), seconds };
  const steps = settings["steps"] ?? [];
  const counts = Array.from({ length: bars }, (_, index) => {
    const time = (index + 0.5) * width;
    const rate = pattern === "steps" ? stepRate(read("rate", 1), steps, time) : rateAt(pattern, read, time);
    const mean = rate * width;
    // A Poisson count's spread is the root of its mean; the bars only need its look.
    const noise = pattern === "regular" ? 0 : Math.sqrt(mean) * (draw() + draw() + draw() - 1.5) * 2;
    return Math.max(0, mean + noise);
  });
  return { counts, seconds };
}

function burstCounts(read: Reader, bars: number, width: number, draw: () => number): number[] {
  const size = read("burst_size", 60);
  const spread = Math.max(read("burst_spread", 2.5), 0.05);
  const every = size / Math.max(read("rate", 1), 1e-9);
  const counts = Array.from({ length: bars }, () => 0);
  for (let start = every * 0.25; start < bars * width; start += every * (0.7 + 0.6 * draw())) {
    for (let index = 0; index < bars; index += 1) {
      const overlap = Math.min((index + 1) * width, start + spread) - Math.max(index * width, start);
      if (overlap > 0) counts[index] = (counts[index] ?? 0) + (size * overlap) / spread;
    }
  }
  return counts;
}

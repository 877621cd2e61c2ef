/** Distributions of durations: density, mean and the share beyond a threshold, for the small picture. */
import { readQuantity } from "./units";
import type { SettingValue } from "./types";

export interface Shape {
  /** Density per second; a constant has none and is drawn as a line. */
  readonly density: (seconds: number) => number;
  /** The share of draws that are longer. */
  readonly beyond: (seconds: number) => number;
  readonly mean: number;
  /** The one value of a constant; null otherwise. */
  readonly constant: number | null;
}

type Parts = { readonly [name: string]: SettingValue };

/** The kind of a distribution; a plain duration is a constant. */
export function kindOf(value: SettingValue): string {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const kind = (value as Parts)["kind"];
    return typeof kind === "string" ? kind : "";
  }
  return "constant";
}

const duration = (parts: Parts, name: string) => readQuantity("duration", parts[name]);
const number = (parts: Parts, name: string) => (typeof parts[name] === "number" ? parts[name] : null);

function constant(value: number): Shape {
  return { density: () => 0, beyond: (x) => (x < value ? 1 : 0), mean: value, constant: value };
}

function uniform(low: number, high: number): Shape {
  const width = high - low;
  return {
    density: (x) => (x >= low && x <= high ? 1 / width : 0),
    beyond: (x) => Math.min(1, Math.max(0, (high - x) / width)),
    mean: (low + high) / 2,
    constant: null,
  };
}

/** The share of a standard normal beyond z (Numerical Recipes' erfc, error below 1.2e-7). */
export function normalBeyond(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + x / 2);
  const series = [1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277];
  const sum = series.reduceRight((rest, next) => next + t * rest, 0);
  const half = (t * Math.exp(-x * x - 1.26551223 + t * sum)) / 2;
  return z >= 0 ? half : 1 - half;
}

function lognormal(mu: number, sigma: number): Shape {
  return {
    density: (x) =>
      x <= 0 ? 0 : Math.exp(-((Math.log(x) - mu) ** 2) / (2 * sigma * sigma)) / (x * sigma * Math.sqrt(2 * Math.PI)),
    beyond: (x) => (x <= 0 ? 1 : normalBeyond((Math.log(x) - mu) / sigma)),
    mean: Math.exp(mu + (sigma * sigma) / 2),
    constant: null,
  };
}

function logGamma(x: number): number {
  const series = [76.18009172947146, -86.50532032941677, 24.01409824083091, -1.231739572450155, 0.1208650973866179e-2, -0.5395239384953e-5];
  const sum = series.reduce((total, next, index) => total + next / (x + index + 1), 1.000000000190015);
  return -(x + 5.5) + (x + 0.5) * Math.log(x + 5.5) + Math.log((2.5066282746310005 * sum) / x);
}

/** The regularised upper incomplete gamma function, by series or continued fraction. */
export function gammaBeyond(shape: number, x: number): number {
  if (x <= 0) return 1;
  const front = Math.exp(-x + shape * Math.log(x) - logGamma(shape));
  if (x < shape + 1) {
    let term = 1 / shape;
    let sum = term;
    for (let n = 1; n < 500 && Math.abs(term) > Math.abs(sum) * 1e-12; n += 1) {
      term *= x / (shape + n);
      sum += term;
    }
    return Math.max(0, 1 - sum * front);
  }
  let b = x + 1 - shape;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < 500; n += 1) {
    const a = -n * (n - shape);
    b += 2;
    d = 1 / (a * d + b || 1e-300);
    c = b + a / c || 1e-300;
    const step = d * c;
    h *= step;
    if (Math.abs(step - 1) < 1e-12) break;
  }
  return front * h;
}

function gamma(mean: number, cv: number): Shape {
  const shape = 1 / (cv * cv);
  const scale = mean / shape;
  const norm = logGamma(shape) + shape * Math.log(scale);
  return {
    density: (x) => (x <= 0 ? 0 : Math.exp((shape - 1) * Math.log(x) - x / scale - norm)),
    beyond: (x) => gammaBeyond(shape, x / scale),
    mean,
    constant: null,
  };
}

function weibull(mean: number, shape: number): Shape {
  const scale = mean / Math.exp(logGamma(1 + 1 / shape));
  return {
    density: (x) => (x <= 0 ? 0 : (shape / scale) * (x / scale) ** (shape - 1) * Math.exp(-((x / scale) ** shape))),
    beyond: (x) => (x <= 0 ? 1 : Math.exp(-((x / scale) ** shape))),
    mean,
    constant: null,
  };
}

function mixture(parts: readonly { weight: number; shape: Shape }[]): Shape {
  const total = parts.reduce((sum, part) => sum + part.weight, 0);
  const blend = (of: (shape: Shape) => number) =>
    parts.reduce((sum, part) => sum + (part.weight / total) * of(part.shape), 0);
  return {
    density: (x) => blend((shape) => shape.density(x)),
    beyond: (x) => blend((shape) => shape.beyond(x)),
    mean: blend((shape) => shape.mean),
    constant: null,
  };
}

/** Measured percentiles, joined by straight lines. */
function percentiles(points: readonly { rank: number; at: number }[]): Shape {
  const spans = points.slice(1).map((to, index) => {
    const from = points[index] ?? to;
    return { share: (to.rank - from.rank) / 100, low: from.at, high: to.at };
  });
  return {
    density: (x) => spans.reduce((sum, { share, low, high }) => (x >= low && x < high ? sum + share / (high - low) : sum), 0),
    beyond: (x) =>
      spans.reduce((sum, { share, low, high }) => {
        if (x <= low) return sum + share;
        return x >= high ? sum : sum + (share * (high - x)) / (high - low);
      }, 0),
    mean: spans.reduce((sum, { share, low, high }) => sum + (share * (low + high)) / 2, 0),
    constant: null,
  };
}

function readMixture(parts: Parts): Shape | null {
  if (!Array.isArray(parts["parts"])) return null;
  const read = parts["parts"].flatMap((part: SettingValue) => {
    const { weight, of } = (part ?? {}) as Parts;
    const shape = of === undefined ? null : readDistribution(of);
    return typeof weight === "number" && weight > 0 && shape ? [{ weight, shape }] : [];
  });
  return read.length === parts["parts"].length && read.length > 0 ? mixture(read) : null;
}

function readPercentiles(parts: Parts): Shape | null {
  const points = Object.entries((parts["points"] ?? {}) as Parts)
    .map(([rank, at]) => ({ rank: Number(rank), at: readQuantity("duration", at) }))
    .filter((point): point is { rank: number; at: number } => point.at !== null && Number.isFinite(point.rank))
    .sort((a, b) => a.rank - b.rank);
  return points.length >= 2 ? percentiles(points) : null;
}

/** The z of the 99th percentile. */
const Z99 = 2.3263478740408408;

function readLognormal(parts: Parts): Shape | null {
  const [mean, cv, median, p99] = [duration(parts, "mean"), number(parts, "cv"), duration(parts, "median"), duration(parts, "p99")];
  if (mean !== null && mean > 0 && cv !== null && cv > 0) {
    const sigma = Math.sqrt(Math.log(1 + cv * cv));
    return lognormal(Math.log(mean) - (sigma * sigma) / 2, sigma);
  }
  if (median !== null && p99 !== null && median > 0 && p99 > median) {
    return lognormal(Math.log(median), Math.log(p99 / median) / Z99);
  }
  return null;
}

/** The shape of a distribution in the document; null while it is incomplete or contradicts itself. */
export function readDistribution(value: SettingValue): Shape | null {
  if (typeof value === "number" || typeof value === "string") {
    const seconds = readQuantity("duration", value);
    return seconds === null || seconds < 0 ? null : constant(seconds);
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) return null;
  const parts = value as Parts;
  const mean = duration(parts, "mean");
  const [cv, shape] = [number(parts, "cv"), number(parts, "shape")];
  switch (kindOf(value)) {
    case "constant": {
      const seconds = duration(parts, "value");
      return seconds === null || seconds < 0 ? null : constant(seconds);
    }
    case "uniform": {
      const [low, high] = [duration(parts, "low"), duration(parts, "high")];
      return low !== null && high !== null && high > low ? uniform(low, high) : null;
    }
    case "exponential":
      return mean !== null && mean > 0 ? gamma(mean, 1) : null;
    case "lognormal":
      return readLognormal(parts);
    case "gamma":
      return mean !== null && mean > 0 && cv !== null && cv > 0 ? gamma(mean, cv) : null;
    case "weibull":
      return mean !== null && mean > 0 && shape !== null && shape > 0 ? weibull(mean, shape) : null;
    case "mixture":
      return readMixture(parts);
    case "percentiles":
      return readPercentiles(parts);
    default:
      return null;
  }
}

/** The duration that a share of draws stays below, by bisection. */
export function quantile(shape: Shape, share: number): number {
  if (shape.constant !== null) return shape.constant;
  let high = Math.max(shape.mean, 1e-6);
  for (let n = 0; n < 60 && shape.beyond(high) > 1 - share; n += 1) high *= 2;
  let low = 0;
  for (let n = 0; n < 60; n += 1) {
    const middle = (low + high) / 2;
    if (shape.beyond(middle) > 1 - share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Another kind with about the same mean, for when the kind is changed in the form. */
export function startingPoint(kind: string, from: SettingValue): SettingValue {
  const shape = readDistribution(from);
  const seconds = Number((shape?.mean ?? 1).toPrecision(3)) || 1;
  switch (kind) {
    case "constant":
      return { kind, value: seconds };
    case "uniform":
      return { kind, low: Number((seconds / 2).toPrecision(3)), high: Number((seconds * 1.5).toPrecision(3)) };
    case "exponential":
      return { kind, mean: seconds };
    case "weibull":
      return { kind, mean: seconds, shape: 1.5 };
    case "mixture":
      return {
        kind,
        parts: [
          { weight: 0.9, of: { kind: "exponential", mean: seconds } },
          { weight: 0.1, of: { kind: "exponential", mean: seconds * 10 } },
        ],
      };
    case "percentiles": {
      const at = (share: number) => Number((shape ? quantile(shape, share) : seconds).toPrecision(3));
      return { kind, points: { "0": 0, "50": at(0.5), "95": at(0.95), "99": at(0.99), "100": at(0.9999) } };
    }
    default:
      return { kind, mean: seconds, cv: 0.5 };
  }
}

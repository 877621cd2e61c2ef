/** Names: what the parts of a life are called in sentences, and how exact its times are. */

import type { Design } from "../design/types";
import { formatClock, formatDuration, formatNumber } from "../run/format";
import type { Attempt } from "./attempts";
import type { MessageHistory } from "./types";

export class Names {
  private readonly queues: ReadonlySet<string>;
  private readonly workers: ReadonlySet<string>;
  private readonly digits: number;

  constructor(
    private readonly design: Design,
    history: MessageHistory,
  ) {
    const deadLetters = new Set(history.steps.flatMap((step) => (step.what === "dead_lettered" ? [step.to] : [])));
    this.queues = new Set(history.steps.flatMap((step) => (step.what === "received" || step.what === "enqueued" ? [step.where ?? ""] : [])).filter((queue) => !deadLetters.has(queue)));
    this.workers = new Set(history.steps.flatMap((step) => (step.what === "started" ? [step.where ?? ""] : [])));
    const span = Math.max(...history.steps.map((step) => step.at), history.sent) - history.sent;
    this.digits = span < 1 ? 4 : span < 10 ? 2 : 1;
  }

  /** A component by its label; what is no longer in the design by its id. */
  of(id: string | null | undefined): string {
    return (id && this.design.components[id]?.label) || id || "";
  }

  /** An edge by its ends. */
  edge(id: string | null | undefined): string {
    const edge = id ? this.design.edges[id] : undefined;
    return edge ? this.of(edge.target) : (id ?? "");
  }

  /** " in Jobs" where there is more than one queue to be in. */
  inQueue(id: string | null | undefined): string {
    return id && this.queues.size > 1 ? ` in ${this.of(id)}` : "";
  }

  /** How many workers had it: each of them was to complete its work once. */
  get workersOfIt(): number {
    return Math.max(1, this.workers.size);
  }

  get severalWorkers(): boolean {
    return this.workers.size > 1;
  }

  /** "instance 3, slot 2", without the one of which there is only one; with the worker where a message met several. */
  slot(place: Pick<Attempt, "worker" | "instance" | "slot"> | null): string {
    if (!place) return "a worker";
    const settings = (place.worker && this.design.components[place.worker]?.settings) || {};
    const instance = place.instance !== null && (settings.instances !== 1 || place.slot === null) ? `instance ${formatNumber(place.instance)}` : "";
    const slot = place.slot !== null && (settings.concurrency !== 1 || !instance) ? `slot ${formatNumber(place.slot)}` : "";
    const worker = this.severalWorkers || !(instance || slot) ? this.of(place.worker) : "";
    return [worker, instance, slot].filter(Boolean).join(", ") || "a worker";
  }

  /** Simulated time, as exactly as this life asks for: "7:39.5". */
  time(seconds: number): string {
    const unit = 10 ** this.digits;
    const rounded = Math.round(seconds * unit) / unit;
    const rest = Math.round((rounded - Math.floor(rounded + 1e-9)) * unit);
    return `${formatClock(rounded)}.${String(Math.max(0, rest)).padStart(this.digits, "0")}`;
  }
}

/** How long something took, to a tenth of a second for as long as one counts in seconds: "126.6 s". */
export function lasting(seconds: number): string {
  const exact = Math.round(seconds * 1e4) / 1e4;
  return exact >= 60 && exact < 600 ? `${exact.toFixed(1).replace(/\.0$/, "")}\u00a0s` : formatDuration(exact);
}

/** "#1,015". */
export function numberOf(number: number): string {
  return `#${formatNumber(number)}`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

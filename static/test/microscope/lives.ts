/** Lives: histories as the engine writes them, told in a line each. */

import type { Design } from "../../src/design/types";
import { lifeOf } from "../../src/microscope/attempts";
import { Names } from "../../src/microscope/names";
import type { MessageHistory, MessageStep } from "../../src/microscope/types";

const part = (type: string, label: string, settings = {}) => ({ type, label, settings });

export const DESIGN: Design = {
  version: 1, name: "Uploads", timeline: {}, run: {}, layout: {},
  components: {
    clients: part("client", "Uploaders"), jobs: part("queue", "Transcode queue"), workers: part("worker", "Transcoders", { instances: 1 }),
    dead: part("queue", "Dead letters"), next: part("queue", "Publish queue"), last: part("worker", "Publishers", { concurrency: 1 }), db: part("database", "Video records"),
  },
  edges: { send: { source: "clients", target: "jobs", kind: "message", settings: {} }, store: { source: "workers", target: "db", kind: "call", settings: {} } },
};

export const RUN_END = 1800;

type Extra = Partial<Omit<MessageStep, "at" | "what">>;

export class Story {
  readonly history: MessageHistory;

  constructor(more: Partial<MessageHistory> = {}) {
    this.history = {
      number: 1015, client: "clients", sent: 437, ended: null, verdict: "open", kept: ["dead"], work: { workers: 42.2 }, poison: [],
      class: null, priority: 0, group: null, omitted: 0, steps: [], ...more,
    };
    this.step(this.history.sent, "sent");
  }

  step(at: number, what: MessageStep["what"], more: Extra = {}): this {
    this.history.steps.push({ at, what, ...more });
    return this;
  }

  enqueued(at = this.history.sent, where = "jobs"): this {
    return this.step(at, "enqueued", { where });
  }

  received(at: number, receive: number, slot: number, until: number | null = at + 30): this {
    return this.step(at, "received", { where: "jobs", worker: "workers", instance: 1, receive, until }).step(at, "started", {
      where: "workers", queue: "jobs", instance: 1, slot, receive,
    });
  }

  done(at: number, receive: number, refused = "", repeated = false): this {
    this.step(at, "done", { where: "workers", receive, repeated });
    return refused ? this.step(at, "ack_refused", { where: "jobs", receive, reason: refused }) : this.step(at, "acked", { where: "jobs", receive });
  }

  failed(at: number, receive: number, reason = "transient"): this {
    return this.step(at, "failed", { where: "workers", receive, reason });
  }

  lapsed(at: number, receive: number): this {
    return this.step(at, "lapsed", { where: "jobs", receive });
  }

  end(at: number, verdict: MessageHistory["verdict"]): this {
    this.history.ended = at;
    this.history.verdict = verdict;
    return this;
  }

  get life() {
    return lifeOf(this.history, RUN_END);
  }

  get names() {
    return new Names(DESIGN, this.history);
  }
}

/** The picture's message: done three times after its timeout, and dead-lettered. */
export const late = (): Story =>
  new Story()
    .enqueued()
    .received(459.5, 1, 14).lapsed(489.5, 1)
    .received(489.5, 2, 8).done(501.7, 1, "received again")
    .lapsed(519.5, 2).received(526, 3, 25).done(531.7, 2, "received again", true)
    .lapsed(556, 3)
    .step(556, "dead_lettered", { where: "jobs", to: "dead", reason: "receives" })
    .end(556, "dead")
    .done(568.2, 3, "gone", true);

export const quick = (): Story => new Story().enqueued().received(454.7, 1, 3).done(496.9, 1).end(496.9, "done");

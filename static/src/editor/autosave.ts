/** Autosave: keeps the scenario's draft on the server, and a copy here until the server has it. */
import { api, ApiError } from "../run";
import { csrfToken } from "../run/api";
import type { Design } from "../design/types";
import type { Saving } from "./store";

const QUIET_MS = 700;
const RETRY_MS = 4000;
/** Browsers refuse larger requests from a page that is going away. */
const KEEPALIVE_BYTES = 60_000;

interface SafetyCopy {
  readonly version: number;
  readonly design: Design;
}

const keyOf = (scenario: string) => `queueyard.draft.${scenario}`;

/** What a page that was closed before saving has left behind; null when all was saved. */
export function safetyCopy(scenario: string): SafetyCopy | null {
  try {
    const text = localStorage.getItem(keyOf(scenario));
    return text ? (JSON.parse(text) as SafetyCopy) : null;
  } catch {
    return null;
  }
}

export class Autosave {
  private saved: Design;
  private wanted: Design;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private busy = false;
  private stopped = false;

  constructor(
    private readonly scenario: string,
    private version: number,
    design: Design,
    private readonly tell: (saving: Saving) => void,
  ) {
    this.saved = design;
    this.wanted = design;
  }

  /** Takes every new state of the design; saves when typing pauses. */
  changed(design: Design): void {
    if (design === this.wanted) return;
    this.wanted = design;
    this.keepCopy();
    if (this.stopped) return;
    this.tell({ state: "changed" });
    this.schedule(QUIET_MS);
  }

  /** Saves at once; used when the page is hidden or a run is about to start. */
  async flush(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    await this.save();
  }

  /** Last chance: the page is going away, so the request must outlive it. */
  leave(): void {
    if (this.wanted === this.saved || this.stopped || this.busy) return;
    const body = JSON.stringify({ version: this.version, design: this.wanted });
    if (body.length > KEEPALIVE_BYTES) return;
    void fetch(`/api/scenarios/${this.scenario}/draft`, {
      method: "PUT",
      keepalive: true,
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
      body,
    }).catch(() => undefined);
  }

  get unsaved(): boolean {
    return this.wanted !== this.saved;
  }

  /** After a conflict: go on from the other version with a design of the user's choice. */
  resume(version: number, saved: Design, wanted: Design): void {
    this.version = version;
    this.saved = saved;
    this.wanted = wanted;
    this.stopped = false;
    if (wanted === saved) this.settle();
    else this.schedule(0);
  }

  private schedule(delay: number): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = null;
      void this.save();
    }, delay);
  }

  private async save(): Promise<void> {
    if (this.busy || this.stopped || this.wanted === this.saved) return;
    this.busy = true;
    const design = this.wanted;
    this.tell({ state: "saving" });
    try {
      const { version } = await api.saveDraft(this.scenario, this.version, design);
      this.version = version;
      this.saved = design;
      if (this.wanted === design) this.settle();
    } catch (reason) {
      this.failed(reason);
    } finally {
      this.busy = false;
    }
    if (this.wanted !== this.saved && !this.stopped && this.timer === null) this.schedule(QUIET_MS);
  }

  private failed(reason: unknown): void {
    if (reason instanceof ApiError && reason.status === 409) {
      const body = reason.body as { version: number; design: Design };
      this.stopped = true;
      this.tell({ state: "conflict", theirs: body.design, version: body.version });
      return;
    }
    this.tell({ state: "offline", why: reason instanceof Error ? reason.message : "" });
    this.schedule(RETRY_MS);
  }

  private settle(): void {
    localStorage.removeItem(keyOf(this.scenario));
    this.tell({ state: "saved", at: Date.now() });
  }

  private keepCopy(): void {
    try {
      const copy: SafetyCopy = { version: this.version, design: this.wanted };
      localStorage.setItem(keyOf(this.scenario), JSON.stringify(copy));
    } catch {
      // The store is full or forbidden: the server's draft remains the only copy.
    }
  }
}

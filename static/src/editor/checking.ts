/** Checking: asks the server for Problems and design findings while the user types. */
import { api } from "../run";
import type { Design, Finding, Problem } from "../design/types";

const QUIET_MS = 250;

export class Checking {
  private timer: ReturnType<typeof setTimeout> | null = null;
  private request: AbortController | null = null;
  private last: Design | null = null;

  constructor(private readonly answer: (design: Design, problems: readonly Problem[], findings: readonly Finding[]) => void) {}

  /** Positions and names change nothing that could be a problem. */
  changed(design: Design): void {
    const { last } = this;
    if (last && last.components === design.components && last.edges === design.edges && last.run === design.run && last.timeline === design.timeline) return;
    this.last = design;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(design), QUIET_MS);
  }

  private async ask(design: Design): Promise<void> {
    this.timer = null;
    this.request?.abort();
    this.request = new AbortController();
    try {
      const { problems, findings } = await api.check(design, this.request.signal);
      if (this.last === design) this.answer(design, problems, findings);
    } catch {
      // Out of reach or overtaken: the quick problems of the browser stand until the next change.
    }
  }
}

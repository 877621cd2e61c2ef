/** Drawing schedule: one chart per idle moment, only what is visible, so that the page stays quick. */

export interface Drawable {
  visible: boolean;
  draw(): Promise<void>;
}

const LATEST_MS = 400;

export class DrawSchedule {
  private readonly dirty = new Set<Drawable>();
  private busy = false;

  /** Asks for a drawing; asking again before it is done costs nothing. */
  request(chart: Drawable): void {
    this.dirty.add(chart);
    this.next();
  }

  forget(chart: Drawable): void {
    this.dirty.delete(chart);
  }

  private next(): void {
    if (this.busy || !this.pick()) return;
    this.busy = true;
    whenIdle(() => void this.drawOne());
  }

  private pick(): Drawable | undefined {
    for (const chart of this.dirty) if (chart.visible) return chart;
    return undefined;
  }

  private async drawOne(): Promise<void> {
    const chart = this.pick();
    if (chart) {
      this.dirty.delete(chart);
      await chart.draw();
    }
    this.busy = false;
    this.next();
  }
}

function whenIdle(work: () => void): void {
  if (typeof requestIdleCallback === "function") requestIdleCallback(work, { timeout: LATEST_MS });
  else setTimeout(work, 16);
}

export const schedule = new DrawSchedule();

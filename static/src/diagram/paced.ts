/** Paced: spreads the work of one live update over the frames of the screen, so that none is held up. */

/** Milliseconds of one frame that instruments may take; the rest is for layout, dots and hands. */
const BUDGET_MS = 7;

const waiting = new Map<object, () => void>();
let handle: number | null = null;

function work(): void {
  handle = null;
  const until = performance.now() + BUDGET_MS;
  for (const [owner, task] of waiting) {
    waiting.delete(owner);
    task();
    if (performance.now() >= until) break;
  }
  if (waiting.size > 0) handle = requestAnimationFrame(work);
}

/** Runs a task soon; a newer task of the same owner takes the older one's place. */
export function paced(owner: object, task: () => void): void {
  waiting.set(owner, task);
  handle ??= requestAnimationFrame(work);
}

export function unpaced(owner: object): void {
  waiting.delete(owner);
}

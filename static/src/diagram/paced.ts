/** Paced: spreads the work of one live update over the frames of the screen, so that none is held up. */

/** Milliseconds of one frame that instruments may take; the rest is for layout, dots and hands. */
const BUDGET = { least: 1.5, most: 7 } as const;
/** A frame of the screen that took longer says that its style and paint cost more than the writing. */
const SLOW_FRAME_MS = 40;

const waiting = new Map<object, () => void>();
let handle: number | null = null;
let budget: number = BUDGET.most;
/** When the frame before this one began, while there is work in every frame. */
let before: number | null = null;

/** What is written must also be styled and painted, and only the next frame shows how long that took. */
function learn(now: number): void {
  if (before !== null) budget = now - before > SLOW_FRAME_MS ? Math.max(BUDGET.least, budget / 2) : Math.min(BUDGET.most, budget * 1.1);
  before = now;
}

function work(): void {
  handle = null;
  const now = performance.now();
  learn(now);
  const until = now + budget;
  for (const [owner, task] of waiting) {
    waiting.delete(owner);
    task();
    if (performance.now() >= until) break;
  }
  if (waiting.size > 0) handle = requestAnimationFrame(work);
  else before = null;
}

/** Runs a task soon; a newer task of the same owner takes the older one's place. */
export function paced(owner: object, task: () => void): void {
  waiting.set(owner, task);
  handle ??= requestAnimationFrame(work);
}

export function unpaced(owner: object): void {
  waiting.delete(owner);
}

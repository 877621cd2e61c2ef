/** Decimation: fewer points that keep every peak, for charts that are redrawn while a run goes on. */

export const POINTS_WHILE_RUNNING = 300;

export interface Points {
  x: ArrayLike<number | null>;
  y: ArrayLike<number | null>;
}

/** At most `most` points: of each stretch its smallest and largest value, in order; gaps stay gaps. */
export function decimated(points: Points, most = POINTS_WHILE_RUNNING): Points {
  const { x, y } = points;
  if (y.length <= most) return points;
  const stretches = Math.floor(most / 2);
  const keep: number[] = [];
  for (let stretch = 0; stretch < stretches; stretch += 1) {
    const from = Math.floor((stretch * y.length) / stretches);
    const to = Math.floor(((stretch + 1) * y.length) / stretches);
    keep.push(...extremes(y, from, to));
  }
  return {
    x: Float64Array.from(keep, (index) => x[index] ?? Number.NaN),
    y: Float64Array.from(keep, (index) => y[index] ?? Number.NaN),
  };
}

function extremes(y: ArrayLike<number | null>, from: number, to: number): number[] {
  let [low, high] = [-1, -1];
  for (let index = from; index < to; index += 1) {
    const value = y[index];
    if (value === null || value === undefined || Number.isNaN(value)) continue;
    if (low < 0 || value < (y[low] as number)) low = index;
    if (high < 0 || value > (y[high] as number)) high = index;
  }
  if (low < 0) return [from]; // nothing was observed: the gap stays one
  if (low === high) return [low];
  return low < high ? [low, high] : [high, low];
}

/** Warm charts: fetches what charts are drawn with while nothing else is going on, before the first run. */

import { loadPlotly } from "./plotly";
import { loadTemplates } from "./templates";

let asked = false;

export function warmCharts(): void {
  if (asked) return;
  asked = true;
  const fetchAll = (): void => {
    // Should it fail, the first chart asks again and says so.
    loadTemplates().catch(() => undefined);
    loadPlotly().catch(() => undefined);
  };
  if (typeof requestIdleCallback === "function") requestIdleCallback(fetchAll, { timeout: 3_000 });
  else setTimeout(fetchAll, 1_000);
}

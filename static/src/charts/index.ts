/** Charts: what the results and the pages mount. */

export { Chart, Sample } from "./Chart";
export { ChartGrid } from "./ChartGrid";
export { chartsPng, diagramPng, save } from "./png";
export { drawSpark, Sparkline } from "./Sparkline";
export { loadTemplates, useTemplates } from "./templates";
export { useChartView } from "./view";

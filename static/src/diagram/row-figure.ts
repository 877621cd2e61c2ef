/** Row figure: the one number and the one line by which a narrow screen tells a component's state. */
import { showMetric } from "../design/format";
import { formatNumber, formatRate } from "../run/format";
import type { Live } from "./live";
import type { NodeSpec } from "./spec";

export interface RowFigure {
  readonly figure: string;
  readonly word: string;
  /** The type, and the next important thing. */
  readonly line: string;
}

function metricText(spec: NodeSpec, name: string, live: Live): string {
  const metric = spec.metrics.get(name) ?? null;
  if (metric?.kind === "count") return spec.totals ? formatNumber(live.total(name)) : formatRate(live.rate(name));
  return showMetric(metric, live.value(name));
}

/** Before a run the first settings, during one the figure, or the last row and what leads up to it. */
export function rowFigure(spec: NodeSpec, live: Live | null): RowFigure {
  const [type = ""] = spec.typeLine.split(" · ");
  if (!live) {
    const [first, second] = spec.settings;
    return { figure: first?.value ?? "", word: first?.label.toLowerCase() ?? "", line: second ? `${type}, ${second.label.toLowerCase()} ${second.value}` : type };
  }
  const { face } = spec;
  const last = face.rows.at(-1);
  const text = (row: (typeof face.rows)[number]) =>
    row.of ? `${metricText(spec, row.metric, live)} of ${metricText(spec, row.of, live)}` : metricText(spec, row.metric, live);
  if (face.figure) {
    return { figure: metricText(spec, face.figure.metric, live), word: face.figure.word, line: last ? `${type}, ${last.label.toLowerCase()} ${text(last)}` : type };
  }
  const [first] = face.rows;
  return {
    figure: last ? text(last) : "",
    word: last?.label.toLowerCase() ?? "",
    line: first && first !== last ? `${type}, ${first.label.toLowerCase()} ${text(first)}` : type,
  };
}

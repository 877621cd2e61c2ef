/** Node: the body of a component as a DOM instrument, told its spec, its marks and its live values. */
import { formatNumber, formatRate } from "../run/format";
import { showMetric } from "../design/format";
import { element, write } from "./dom";
import { makeInstrument } from "./instruments";
import { iconElement } from "./sprite";
import type { Instrument } from "./instruments";
import type { Live } from "./live";
import type { NodeMarks, NodeSpec } from "./spec";
import type { Face, Severity } from "../design/types";

const SEVERITY_ICON: Record<Severity, string> = { error: "i-error", warning: "i-warn", hint: "i-hint" };
const BADGE_CLASS: Record<Severity, string> = { error: "badge err", warning: "badge warn", hint: "badge hint" };

type Row = Face["rows"][number];

/** One pair of label and value; the value's element is kept for live writes. */
function pair(label: string): { row: HTMLElement; value: HTMLElement } {
  const row = element("div", "kv");
  const value = element("b");
  row.append(element("span", "", label), value);
  return { row, value };
}

export class NodeView {
  private spec: NodeSpec | null = null;
  private instrument: Instrument | null = null;
  private rows: { row: Row; value: HTMLElement }[] = [];
  private figure: HTMLElement | null = null;
  private readonly head = element("div", "node-head");
  private readonly body = element("div", "node-body");
  private badge: HTMLElement | null = null;
  private problem: string | null = null;
  private live: Live | null = null;
  private marks: NodeMarks | null = null;

  constructor(readonly element: HTMLElement) {}

  /** Draws the node anew when its spec is another. */
  update(spec: NodeSpec, marks: NodeMarks): void {
    const redraw = spec !== this.spec || marks.problem !== this.problem;
    if (!redraw && marks === this.marks) return;
    this.spec = spec;
    this.problem = marks.problem;
    this.marks = marks;
    if (redraw) {
      const ports = spec.ports.map((side) => element("i", `port ${side}`));
      this.badge = null;
      this.element.replaceChildren(this.head, this.body, ...ports);
      this.drawHead(spec);
      this.drawBody(spec);
    }
    this.element.classList.toggle("sel", marks.selected);
    this.element.classList.toggle("dlq", spec.deadLetter);
    this.element.classList.toggle("bad", marks.problem !== null);
    this.drawBadge(marks.finding);
  }

  /** The values at the clock; null takes the node back to its settings. */
  show(live: Live | null): void {
    const changed = (live === null) !== (this.live === null);
    this.live = live;
    if (!this.spec) return;
    if (changed) this.drawBody(this.spec);
    else this.write();
  }

  /** The node's name with its state, as a screen reader says it. */
  describe(): string {
    const { spec, live, marks } = this;
    if (!spec) return "";
    const parts = [spec.label, spec.typeLine];
    if (live) {
      if (spec.face.figure) parts.push(`${this.figureText(live)} ${spec.face.figure.word}`);
      for (const { row } of this.rows) parts.push(`${row.label.toLowerCase()} ${this.rowText(row, live)}`);
    } else {
      for (const { label, value } of spec.settings) parts.push(`${label.toLowerCase()} ${value}`);
    }
    if (marks?.problem) parts.push(`problem: ${marks.problem}`);
    if (marks?.finding) parts.push(`finding ${marks.finding.number}`);
    return parts.join(", ").replaceAll("\u00a0", " ");
  }

  private drawHead(spec: NodeSpec): void {
    const names = element("div", "node-names");
    names.append(element("div", "node-name", spec.label), element("div", "node-type", spec.typeLine));
    this.head.replaceChildren(iconElement(spec.icon, 18), names);
    if (names.firstElementChild instanceof HTMLElement) names.firstElementChild.title = spec.label;
  }

  private drawBody(spec: NodeSpec): void {
    this.rows = [];
    this.figure = null;
    this.instrument = null;
    this.element.classList.toggle("running", this.live !== null);
    if (this.problem !== null) this.drawProblem(this.problem);
    else if (this.live) this.drawRunning(spec);
    else this.drawSettings(spec);
    this.write();
  }

  private drawProblem(sentence: string): void {
    const line = element("div", "node-problem");
    line.append(iconElement("i-error", 14), element("span", "", sentence));
    this.body.replaceChildren(line);
  }

  private drawSettings(spec: NodeSpec): void {
    const kind = spec.face.instrument?.kind;
    this.instrument = kind === "bars" || kind === "slots" ? makeInstrument(spec) : null;
    const rows = spec.settings.map(({ label, value }) => {
      const { row, value: target } = pair(label);
      target.textContent = value;
      return row;
    });
    this.body.replaceChildren(this.instrument?.element ?? element("div", "node-gap"), ...rows);
  }

  private drawRunning(spec: NodeSpec): void {
    const { face } = spec;
    this.instrument = makeInstrument(spec);
    const parts: HTMLElement[] = [];
    if (face.figure) {
      this.figure = element("b");
      const line = element("div", "fig");
      line.append(this.figure, element("span", "", face.figure.word));
      parts.push(line);
    }
    const isMeter = face.instrument?.kind === "meter";
    if (this.instrument && !isMeter) parts.push(this.instrument.element);
    if (!face.figure && (!this.instrument || isMeter)) parts.push(element("div", "node-gap"));
    const measured = face.instrument?.kind === "meter" ? face.instrument.value : null;
    for (const row of face.rows) {
      const { row: line, value } = pair(row.label);
      this.rows.push({ row, value });
      parts.push(line);
      // The meter stands under the pair of which it is the picture.
      if (isMeter && this.instrument && row.metric === measured) parts.push(this.instrument.element);
    }
    if (isMeter && this.instrument && !parts.includes(this.instrument.element)) parts.push(this.instrument.element);
    this.body.replaceChildren(...parts);
  }

  private write(): void {
    const { live } = this;
    this.instrument?.show(live);
    if (!live) return;
    if (this.figure) write(this.figure, this.figureText(live));
    for (const { row, value } of this.rows) {
      write(value, this.rowText(row, live));
      value.classList.toggle("alert", row.alert === true && (live.value(row.metric) ?? 0) > 0);
    }
  }

  private figureText(live: Live): string {
    return this.metricText(this.spec?.face.figure?.metric ?? "", live);
  }

  private rowText(row: Row, live: Live): string {
    if (row.of) return `${this.metricText(row.metric, live)} of ${this.metricText(row.of, live)}`;
    return this.metricText(row.metric, live);
  }

  private metricText(name: string, live: Live): string {
    const metric = this.spec?.metrics.get(name) ?? null;
    if (metric?.kind === "count") {
      return this.spec?.totals ? formatNumber(live.total(name)) : formatRate(live.rate(name));
    }
    return showMetric(metric, live.value(name));
  }

  private drawBadge(finding: NodeMarks["finding"]): void {
    this.badge?.remove();
    this.badge = null;
    if (!finding) return;
    this.badge = element("span", BADGE_CLASS[finding.severity]);
    const number = finding.count > 1 ? `${finding.number}+${finding.count - 1}` : String(finding.number);
    this.badge.append(iconElement(SEVERITY_ICON[finding.severity], 12), number);
    this.element.append(this.badge);
  }
}

/** Node: the body of a component as a DOM instrument, told its spec, its marks and its live values. */
import { element, write } from "./dom";
import { makeInstrument } from "./instruments";
import { iconElement } from "./sprite";
import type { Instrument } from "./instruments";
import type { Live } from "./live";
import { alarms, metricText, rowFigure, rowsShown, rowText } from "./words";
import type { NodeMarks, NodeSpec } from "./spec";
import type { Severity } from "../design/types";

const SEVERITY_ICON: Record<Severity, string> = { error: "i-error", warning: "i-warn", hint: "i-hint" };
const BADGE_CLASS: Record<Severity, string> = { error: "badge err", warning: "badge warn", hint: "badge hint" };

interface Line {
  readonly element: HTMLElement;
  readonly label: HTMLElement;
  readonly value: HTMLElement;
}

/** One pair of label and value; both are kept for live writes. */
function line(): Line {
  const made = { element: element("div", "kv"), label: element("span"), value: element("b") };
  made.element.append(made.label, made.value);
  return made;
}

export class NodeView {
  private spec: NodeSpec | null = null;
  private instrument: Instrument | null = null;
  private lines: Line[] = [];
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
    this.element.classList.toggle("compact", spec.compact);
    this.element.classList.toggle("ringed", marks.ringed === true);
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
      if (spec.face.figure) parts.push(`${metricText(spec, spec.face.figure.metric, live)} ${spec.face.figure.word}`);
      for (const row of rowsShown(spec, live)) parts.push(`${row.label.toLowerCase()} ${rowText(spec, row, live)}`);
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
    this.lines = [];
    this.figure = null;
    this.instrument = null;
    this.element.classList.toggle("running", this.live !== null);
    if (this.problem !== null) this.drawProblem(this.problem);
    else if (spec.compact) this.drawCompact();
    else if (this.live) this.drawRunning(spec);
    else this.drawSettings(spec);
    this.write();
  }

  /** One line under the name; in the compared run's presence, what it was before. */
  private drawCompact(): void {
    this.body.replaceChildren();
  }

  private writeCompact(spec: NodeSpec): void {
    const said = rowFigure(spec, this.live);
    const before = this.live?.older ? rowFigure(spec, this.live.older).figure : "";
    const type = this.head.querySelector<HTMLElement>(".node-type");
    if (!type) return;
    const words = `${said.figure} ${said.word}`.trim();
    if (before && before !== said.figure) {
      type.replaceChildren(element("s", "", before), ` ${words}`);
    } else write(type, words);
  }

  private drawProblem(sentence: string): void {
    const said = element("div", "node-problem");
    said.append(iconElement("i-error", 14), element("span", "", sentence));
    this.body.replaceChildren(said);
  }

  private drawSettings(spec: NodeSpec): void {
    const kind = spec.face.instrument?.kind;
    this.instrument = kind === "bars" || kind === "slots" ? makeInstrument(spec) : null;
    const rows = spec.settings.map(({ label, value }) => {
      const made = line();
      made.label.textContent = label;
      made.value.textContent = value;
      return made.element;
    });
    this.body.replaceChildren(this.instrument?.element ?? element("div", "node-gap"), ...rows);
  }

  private drawRunning(spec: NodeSpec): void {
    const { face } = spec;
    this.instrument = makeInstrument(spec);
    const parts: HTMLElement[] = [];
    if (face.figure) {
      this.figure = element("b");
      const figure = element("div", "fig");
      figure.append(this.figure, element("span", "", face.figure.word));
      parts.push(figure);
    }
    const isMeter = face.instrument?.kind === "meter";
    if (this.instrument && !isMeter) parts.push(this.instrument.element);
    if (!face.figure && (!this.instrument || isMeter)) parts.push(element("div", "node-gap"));
    this.lines = Array.from({ length: spec.lines }, line);
    parts.push(...this.lines.map((made) => made.element));
    if (this.instrument && isMeter) parts.push(this.instrument.element);
    this.body.replaceChildren(...parts);
  }

  private write(): void {
    const { live } = this;
    if (this.spec?.compact) this.writeCompact(this.spec);
    this.instrument?.show(live);
    const { spec } = this;
    if (!live || !spec) return;
    // From afar the figure and the pairs are not seen (zoomClass), so they need not be written.
    const afar = this.element.closest(".zoom-mid, .zoom-far")?.classList;
    if (afar?.contains("zoom-far")) return;
    if (this.figure && spec.face.figure) write(this.figure, metricText(spec, spec.face.figure.metric, live));
    if (afar) return;
    const rows = rowsShown(spec, live);
    this.lines.forEach(({ label, value }, index) => {
      const row = rows[index];
      write(label, row?.label ?? "");
      write(value, row ? rowText(spec, row, live) : "");
      value.classList.toggle("alert", row !== undefined && alarms(spec, row, live));
    });
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

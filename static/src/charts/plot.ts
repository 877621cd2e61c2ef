/** Plot: one Plotly drawing and, above it, what moves with the clock without a redraw. */

import type { PlaybackClock } from "../run/clock";
import { formatClock } from "../run/format";
import { shown, sized, titleOf } from "./figures";
import type { ChartInput, Line, Shown } from "./figures";
import { CONFIG, loadPlotly } from "./plotly";
import type { PlotElement, Plotly } from "./plotly";
import { schedule } from "./schedule";
import type { Drawable } from "./schedule";
import { onTheme, readTheme } from "./theme";
import { shownRange, useChartView } from "./view";
import { keyValue, roomBefore } from "./words";

/** The margins of the templates (right: room for the last tick's unit). */
const MARGIN = { l: 36, r: 20, t: 8, b: 20 };
const CLICK_REACH = 3;

export interface PlotHost {
  /** Where Plotly draws. */
  target: HTMLElement;
  /** Holds the target and the layers above it. */
  frame: HTMLElement;
  /** Lies over what has not been played yet. */
  veil: HTMLElement;
  /** The line of the clock. */
  cursor: HTMLElement;
  /** The line under the pointer, which carries its time. */
  pointer: HTMLElement;
  dots: HTMLElement;
}

/** A line's value at the clock; `room` keeps the place that its widest value will need. */
export interface KeyText {
  readonly text: string;
  readonly room: string;
}

export class Plot implements Drawable {
  visible = false;
  private input: ChartInput | null = null;
  private numbers = { run: 0, older: 0 };
  private current: Shown | null = null;
  private plotly: Plotly | null = null;
  private revision = "";
  private readonly stops: (() => void)[] = [];
  private hadEvents = false;

  constructor(
    private readonly host: PlotHost,
    private readonly clock: PlaybackClock,
    /** Told the lines and what the key says of them whenever that may have changed. */
    private readonly onKey: (lines: readonly Line[], texts: readonly KeyText[], unit: string) => void,
  ) {
    const seen = new IntersectionObserver((entries) => {
      this.visible = entries.some((entry) => entry.isIntersecting);
      if (this.visible) schedule.request(this);
    });
    seen.observe(host.frame);
    const size = new ResizeObserver(() => {
      this.measure();
      schedule.request(this);
    });
    size.observe(host.frame);
    this.stops.push(
      () => seen.disconnect(),
      () => size.disconnect(),
      clock.subscribe(() => this.follow()),
      useChartView.subscribe((view, before) => {
        if (view.range !== before.range) schedule.request(this);
        else this.follow();
      }),
      onTheme(() => schedule.request(this)),
      this.listenToPointer(),
    );
  }

  /** For the pictures that are made of it. */
  get title(): string {
    return this.input ? titleOf(this.input.placed, this.input.older !== null) : "";
  }

  update(input: ChartInput, numbers: { run: number; older: number }, revision: string): void {
    this.input = input;
    this.numbers = numbers;
    this.revision = revision;
    schedule.request(this);
  }

  dispose(): void {
    schedule.forget(this);
    for (const stop of this.stops) stop();
    this.plotly?.purge(this.host.target as PlotElement);
  }

  async draw(): Promise<void> {
    const box = this.measure();
    if (!this.input || !box.width || !box.height) return;
    this.plotly ??= await loadPlotly();
    const now = shown(this.input, readTheme(), this.numbers);
    this.current = now;
    const layout = sized(now.layout, box, useChartView.getState().range, this.revision, now.marks);
    await this.plotly.react(this.host.target as PlotElement, now.data, layout, CONFIG);
    this.listenToPlotly();
    this.layGrid(box);
    this.layDots(now.lines);
    this.widest = now.lines.map((line) => keyValue(largest(line.values), now.unit));
    this.follow();
  }

  /** What a PNG of this chart is made from. */
  picture(): Shown | null {
    return this.current;
  }

  /** Kept between resizes: to ask on every frame of the screen would make the page lay out each time. */
  private box = { width: 0, height: 0 };

  private measure(): { width: number; height: number } {
    this.box = { width: this.host.frame.clientWidth, height: this.host.frame.clientHeight };
    return this.box;
  }

  private get width(): number {
    return Math.max(this.box.width - MARGIN.l - MARGIN.r, 1);
  }

  private get height(): number {
    return Math.max(this.box.height - MARGIN.t - MARGIN.b, 1);
  }

  private get range(): readonly [number, number] {
    return shownRange(useChartView.getState().range, this.clock.duration || 1);
  }

  /** Moves line, veil, dots and key; runs on every frame of the screen and redraws nothing. Only
   *  transforms of single elements change: a property on the frame would restyle all of Plotly. */
  private follow(): void {
    if (!this.visible || !this.current) return;
    const { hover } = useChartView.getState();
    const { frame, veil, cursor, pointer, dots } = this.host;
    const at = this.toPixels(this.clock.time);
    const shownAt = Math.min(Math.max(at, 0), this.width);
    moveTo(veil, shownAt);
    moveTo(cursor, MARGIN.l + shownAt);
    toggle(frame, "clock-out", at < 0 || at > this.width);
    toggle(frame, "pointed", hover !== null);
    toggle(veil, "first", !this.clock.seenEnd);
    if (hover !== null) {
      moveTo(pointer, MARGIN.l + this.toPixels(hover));
      pointer.dataset.time = formatClock(hover);
    }
    moveTo(dots, MARGIN.l + (hover === null ? shownAt : this.toPixels(hover)));
    this.say(hover ?? this.clock.time);
  }

  private said = "";
  private widest: string[] = [];

  /** A key's text with its room; one that is wider than the peak's ("0.25" where "3" is the peak) widens it. */
  private keyText(text: string, index: number): KeyText {
    const widest = this.widest[index] ?? "";
    if (text.length > widest.length) this.widest[index] = text;
    return { text, room: roomBefore(text, widest) };
  }

  private say(time: number): void {
    const { lines, unit, top } = this.current as Shown;
    const indexes = lines.map((line) => line.frames.indexAt(time));
    const key = `${indexes.join(" ")} ${lines.length} ${unit} ${top}`;
    if (key === this.said) return;
    this.said = key;
    const values = lines.map((line, index) => line.values[indexes[index] ?? -1] ?? null);
    this.onKey(lines, values.map((value, index) => this.keyText(keyValue(value, unit), index)), unit);
    values.forEach((value, index) => {
      const dot = this.host.dots.children[index] as HTMLElement | undefined;
      if (!dot) return;
      const none = value === null || Number.isNaN(value);
      dot.classList.toggle("none", none);
      if (!none) dot.style.transform = `translateY(${(MARGIN.t + this.height * (1 - value / top)).toFixed(1)}px)`;
    });
  }

  private pick(time: number): void {
    this.clock.seek(time);
    if (this.input) useChartView.getState().pick(this.input.placed.key, this.clock.time);
  }

  private toPixels(time: number): number {
    const [from, to] = this.range;
    return ((time - from) / (to - from)) * this.width;
  }

  private toTime(clientX: number): number {
    const left = this.host.frame.getBoundingClientRect().left + MARGIN.l;
    const [from, to] = this.range;
    const share = Math.min(Math.max((clientX - left) / this.width, 0), 1);
    return from + share * (to - from);
  }

  /** The veil hides lines, not the grid: it repeats Plotly's grid lines. */
  private layGrid(box: { height: number }): void {
    const lines = [...this.host.target.querySelectorAll<SVGPathElement>(".ygrid")].map((path) => {
      const moved = /translate\([^,]+,\s*([\d.]+)/.exec(path.getAttribute("transform") ?? "");
      return moved?.[1] ? Number(moved[1]) : Number.NaN;
    });
    const ys = lines.filter((y) => y > 0 && y < box.height);
    while (this.host.veil.children.length > ys.length) this.host.veil.lastElementChild?.remove();
    while (this.host.veil.children.length < ys.length) this.host.veil.append(document.createElement("i"));
    ys.forEach((y, index) => {
      (this.host.veil.children[index] as HTMLElement).style.top = `${y - MARGIN.t}px`;
    });
    this.said = "";
  }

  private layDots(lines: readonly Line[]): void {
    const { dots } = this.host;
    while (dots.children.length > lines.length) dots.lastElementChild?.remove();
    while (dots.children.length < lines.length) dots.append(document.createElement("i"));
    lines.forEach((line, index) => {
      (dots.children[index] as HTMLElement).style.backgroundColor = line.colour;
    });
  }

  private listenToPlotly(): void {
    if (this.hadEvents) return;
    this.hadEvents = true;
    const target = this.host.target as PlotElement;
    target.on?.("plotly_relayout", (change) => {
      const [from, to] = [change["xaxis.range[0]"], change["xaxis.range[1]"]];
      if (typeof from === "number" && typeof to === "number") useChartView.getState().zoom([from, to]);
    });
    target.on?.("plotly_doubleclick", () => useChartView.getState().zoom(null));
  }

  /** Pointing shows the same time in every chart; a click, not a drag, sets the clock to it. */
  private listenToPointer(): () => void {
    const { frame } = this.host;
    let pressed: number | null = null;
    const move = (event: PointerEvent): void => useChartView.getState().point(this.toTime(event.clientX));
    const leave = (): void => useChartView.getState().point(null);
    const down = (event: PointerEvent): void => {
      const onButton = event.target instanceof Element && event.target.closest("button") !== null;
      pressed = event.button === 0 && !onButton ? event.clientX : null;
    };
    const up = (event: PointerEvent): void => {
      if (pressed !== null && Math.abs(event.clientX - pressed) < CLICK_REACH) this.pick(this.toTime(event.clientX));
      pressed = null;
    };
    // While a button is held, Plotly lays a sheet over the page: the release is not heard in the chart.
    addEventListener("pointerup", up, true);
    const listeners: [string, EventListener][] = [
      ["pointermove", move as EventListener],
      ["pointerleave", leave],
      ["pointerdown", down as EventListener],
    ];
    for (const [name, listener] of listeners) frame.addEventListener(name, listener, true);
    return () => {
      removeEventListener("pointerup", up, true);
      for (const [name, listener] of listeners) frame.removeEventListener(name, listener, true);
    };
  }
}

function largest(values: Line["values"]): number | null {
  let most: number | null = null;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    if (value !== null && value !== undefined && !Number.isNaN(value) && (most === null || value > most)) most = value;
  }
  return most;
}

function moveTo(element: HTMLElement, x: number): void {
  element.style.transform = `translateX(${x.toFixed(1)}px)`;
}

function toggle(element: HTMLElement, name: string, on: boolean): void {
  if (element.classList.contains(name) !== on) element.classList.toggle(name, on);
}

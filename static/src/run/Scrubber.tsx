/** Scrubber: the run on a line, its depth as ground, its findings as flags; a slider for the keyboard. */

import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { KeyboardEvent, PointerEvent } from "react";
import { marksOf } from "../design/timeline";
import { findingKey, sorted } from "../feedback/order";
import { useCatalog } from "./catalog";
import { formatClock, spokenClock } from "./format";
import type { FrameStore } from "./frames";
import { SYSTEM } from "./frames";
import { clock } from "./playback";
import { useSession } from "./session";
import type { Finding } from "./types";
import { useClockState } from "./useClock";

const GROUND_POINTS = 235;
/** What lies under the scrubber: the depth of everything that waits. */
const DEPTH = "waiting";

export function Scrubber() {
  useClockState();
  const slider = useRef<HTMLDivElement>(null);
  const done = useRef<HTMLElement>(null);
  const findings = useSession((state) => state.findings);

  useEffect(() => {
    const show = (): void => showTime(slider.current, done.current);
    show();
    return clock.subscribe(show);
  }, []);

  const toPointer = (event: PointerEvent<HTMLDivElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    clock.seek(((event.clientX - box.left) / Math.max(box.width, 1)) * clock.duration);
  };
  const down = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0 || (event.target as Element).closest("button")) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    toPointer(event);
  };
  const move = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) toPointer(event);
  };

  return (
    <div className="scrub" onPointerDown={down} onPointerMove={move}>
      <Ground />
      <i className="rail" />
      <i ref={done} className="done" />
      <Ticks />
      <Flags findings={findings} />
      <div className="hand">
        <i className="needle" />
        <div
          ref={slider}
          className="knob"
          role="slider"
          tabIndex={0}
          aria-label="Time in the run"
          aria-valuemin={0}
          aria-valuemax={Math.round(clock.duration)}
          aria-valuenow={Math.round(clock.time)}
          aria-valuetext={spokenClock(clock.time)}
          onKeyDown={keys}
        />
      </div>
    </div>
  );
}

/** Moves needle and knob without React: it happens on every frame of the screen. */
function showTime(slider: HTMLElement | null, done: HTMLElement | null): void {
  const hand = slider?.parentElement;
  if (!slider || !hand || !done) return;
  const share = clock.duration ? clock.time / clock.duration : 0;
  hand.style.transform = `translateX(${share * 100}%)`;
  done.style.transform = `scaleX(${share})`;
  const seconds = `${Math.round(clock.time)}`;
  if (slider.getAttribute("aria-valuenow") === seconds) return;
  slider.setAttribute("aria-valuenow", seconds);
  slider.setAttribute("aria-valuetext", spokenClock(clock.time));
}

function keys(event: KeyboardEvent): void {
  const tenth = clock.duration / 10;
  const moves: Record<string, () => void> = {
    ArrowRight: () => clock.step(1),
    ArrowUp: () => clock.step(1),
    ArrowLeft: () => clock.step(-1),
    ArrowDown: () => clock.step(-1),
    PageUp: () => clock.seek(clock.time + tenth),
    PageDown: () => clock.seek(clock.time - tenth),
    Home: () => clock.seek(0),
    End: () => clock.toEnd(),
    " ": () => clock.toggle(),
  };
  const move = moves[event.key];
  if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  move();
}

function Ground() {
  const frames = useSession((state) => state.frames);
  useSession((state) => state.stamp);
  return (
    <svg className="spark" viewBox={`0 0 ${GROUND_POINTS} 20`} preserveAspectRatio="none" aria-hidden="true">
      <path d={frames ? groundPath(frames) : ""} />
    </svg>
  );
}

/** An area under the highest depth of each stretch, as wide as the part of the run that is known. */
export function groundPath(frames: FrameStore): string {
  const column = frames.column("system", SYSTEM, DEPTH);
  if (!column || !column.peak || !frames.schema.duration) return "";
  const highest = new Float64Array(GROUND_POINTS);
  const last = Math.ceil((frames.lastEnd / frames.schema.duration) * GROUND_POINTS);
  column.values().forEach((value, index) => {
    const share = frames.starts.at(index) / frames.schema.duration;
    const bin = Math.min(GROUND_POINTS - 1, Math.floor(share * GROUND_POINTS));
    if (value > (highest[bin] ?? 0)) highest[bin] = value;
  });
  const points: string[] = [];
  for (let bin = 0; bin < last; bin += 1) {
    points.push(`L${bin} ${(20 - (19 * (highest[bin] ?? 0)) / column.peak).toFixed(1)}`);
  }
  return `M0 20${points.join("")}L${Math.max(last - 1, 0)} 20Z`;
}

/** What the timeline does during the run: one tick an action, at its moment. */
function Ticks() {
  const design = useSession((state) => state.current?.design);
  const catalog = useCatalog();
  if (!design || !clock.duration) return null;
  return (
    <span className="ticks">
      {marksOf(catalog, design).map(({ id, at, full }) => (
        <button
          key={id}
          ref={(element) => element?.style.setProperty("left", `${(100 * at) / clock.duration}%`)}
          type="button"
          tabIndex={-1}
          className="tick"
          aria-label={`Action at ${formatClock(at)}: ${full}`}
          title={`${formatClock(at)}  ${full}`}
          onClick={() => clock.seek(at)}
        />
      ))}
    </span>
  );
}

/** Flags are this far apart, in pixels, however near their moments are. */
const FLAG_WIDTH = 20;

interface Flag {
  finding: Finding;
  number: number;
  /** Pixels from the left end of the scrubber. */
  x: number;
}

/** Where the flags stand: at the finding's moment, none behind another. */
export function flagsOf(findings: readonly Finding[], duration: number, width: number): Flag[] {
  const flags = sorted(findings).flatMap((finding, index): Flag[] => {
    if (finding.watch === null || !duration) return [];
    return [{ finding, number: index + 1, x: (finding.watch / duration) * width }];
  });
  flags.sort((a, b) => a.x - b.x);
  flags.forEach((flag, index) => {
    const before = flags[index - 1];
    if (before) flag.x = Math.max(flag.x, before.x + FLAG_WIDTH);
  });
  for (let index = flags.length - 1, end = width; index >= 0; index -= 1) {
    const flag = flags[index] as Flag;
    flag.x = Math.min(flag.x, end);
    end = flag.x - FLAG_WIDTH;
  }
  return flags;
}

function Flags({ findings }: { findings: readonly Finding[] }) {
  const open = useSession((state) => state.setOpenFinding);
  const setFeedback = useSession((state) => state.setFeedback);
  const list = useRef<HTMLSpanElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (!list.current) return;
    const size = new ResizeObserver(() => setWidth(list.current?.clientWidth ?? 0));
    size.observe(list.current);
    return () => size.disconnect();
  }, []);
  return (
    <span ref={list} className="flags">
      {flagsOf(findings, clock.duration, width).map(({ finding, number, x }) => {
        const at = finding.watch ?? 0;
        const go = (): void => {
          clock.seek(at);
          setFeedback("findings");
          open(findingKey(finding));
        };
        return (
          <button
            key={findingKey(finding)}
            ref={(element) => element?.style.setProperty("left", `${x}px`)}
            type="button"
            tabIndex={-1}
            className={`flag ${finding.severity}`}
            aria-label={`Finding ${number} at ${formatClock(at)}: ${finding.title}`}
            title={`${formatClock(at)}  ${finding.title}`}
            onClick={go}
          >
            {number}
          </button>
        );
      })}
    </span>
  );
}

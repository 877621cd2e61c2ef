/** Playback bar: the clock between cause and effect, and the handle that divides them. */

import { useEffect } from "react";
import { warmCharts } from "../charts/warm";
import { Icon } from "../diagram/Icon";
import { formatClock, formatNumber } from "./format";
import { Menu } from "./Menu";
import { clock } from "./playback";
import { Scrubber } from "./Scrubber";
import { useSession } from "./session";
import { SplitGrip } from "./SplitGrip";
import type { Splitter } from "./SplitGrip";
import { useClockState, useClockTime } from "./useClock";
import { runWords } from "./words";

interface PlaybackBarProps {
  /** Where the bar divides the window; without it the bar stays where it is. */
  splitter?: Splitter;
  /** Small pages leave out the step buttons and what the run cost. */
  compact?: boolean;
  /** The plainest bar: its pace is not offered either. */
  plain?: boolean;
  children?: React.ReactNode;
}

export function PlaybackBar({ splitter, compact = false, plain = false, children }: PlaybackBarProps) {
  useClockState();
  useEffect(() => {
    if (!compact) warmCharts();
  }, [compact]);
  const ready = clock.limit > 0;
  return (
    <section className={compact ? "play compact" : "play"} aria-label="Playback">
      {splitter && <SplitGrip splitter={splitter} />}
      {!compact && <StepButton name="i-step-back" label="Step back" by={-1} />}
      <PlayButton ready={ready} />
      {!compact && <StepButton name="i-step" label="Step" by={1} />}
      <Time />
      <Scrubber />
      {!plain && <SpeedMenu />}
      {!compact && (
        <button
          type="button"
          className="btn quiet icon sm"
          aria-label="To the end"
          onClick={() => clock.toEnd()}
        >
          <Icon name="i-to-end" />
        </button>
      )}
      {children ?? (!compact && <RunLine />)}
    </section>
  );
}

function PlayButton({ ready }: { ready: boolean }) {
  const label = clock.playing ? "Pause" : clock.atEnd && ready ? "Play again" : "Play";
  return (
    <button
      type="button"
      className="btn icon sm pri"
      aria-label={label}
      aria-disabled={!ready}
      title={ready ? undefined : "There is nothing to play before the first run."}
      onClick={() => ready && clock.toggle()}
    >
      <Icon name={clock.playing ? "i-pause" : "i-play"} />
    </button>
  );
}

function StepButton({ name, label, by }: { name: string; label: string; by: number }) {
  return (
    <button type="button" className="btn quiet icon sm" aria-label={label} onClick={() => clock.step(by)}>
      <Icon name={name} />
    </button>
  );
}

function Time() {
  const time = useClockTime();
  return (
    <span className="clock">
      {formatClock(time)} <span>/ {formatClock(clock.duration)}</span>
    </span>
  );
}

const WHOLE_RUN_IN = [5, 10, 20, 40, 120];

function SpeedMenu() {
  const speeds = WHOLE_RUN_IN.map((seconds) => ({ seconds, speed: clock.duration / seconds }));
  const items = speeds.map(({ seconds, speed }) => ({
    label: `The whole run in ${seconds} s`,
    note: times(speed),
    chosen: Math.abs(speed - clock.speed) < 1e-6,
    run: () => clock.setSpeed(speed),
  }));
  const real = { label: "As it happens", note: times(1), chosen: clock.speed === 1, run: () => clock.setSpeed(1) };
  return (
    <Menu label={`Speed: ${times(clock.speed)}`} className="btn sm num speed" items={[...items, real]}>
      {times(clock.speed)}
      <Icon name="i-down" size={12} />
    </Menu>
  );
}

function times(speed: number): string {
  return `${formatNumber(speed, 2)}×`;
}

function RunLine() {
  const run = useSession((state) => state.current);
  const overlay = useSession((state) => state.overlay);
  const status = useSession((state) => state.status);
  const position = useSession((state) => state.position);
  const simulated = useSession((state) => state.simulated);
  const wallMs = useSession((state) => state.wallMs);
  const cancel = useSession((state) => state.cancel);
  const going = status === "queued" || status === "running";
  return (
    <span className="run-line num">
      {runWords({ run, overlay, status, position, simulated, wallMs })}
      {going && (
        <button type="button" className="linkbtn" onClick={() => void cancel()}>
          Cancel
        </button>
      )}
    </span>
  );
}

/** Home run: a real stored run, replayed; one press shows what one changed setting does to it. */

import { useEffect, useRef, useState } from "react";
import type { Catalog, Design } from "../design/types";
import { Icon } from "../diagram/Icon";
import { NARROW, useMedia } from "../diagram/media";
import { DesignColumn } from "./DesignColumn";
import { StaticDiagram } from "../diagram/StaticDiagram";
import { csrfToken } from "../run/api";
import { formatNumber, formatShare } from "../run/format";
import type { FrameStore } from "../run/frames";
import { SYSTEM } from "../run/frames";
import { clock, hub } from "../run/playback";
import { PlaybackBar } from "../run/PlaybackBar";
import { showStored } from "./stored";

export interface Variant {
  label: string;
  design: Design;
  frames: FrameStore;
}

interface HomeRunProps {
  catalog: Catalog;
  variants: readonly Variant[];
  /** What differs between the variants: "Visibility timeout". */
  setting: string;
  note: string;
  /** Where the form is posted to that makes a scenario of the example. */
  open: string;
  /** Whether to say what the run comes to in repeated work and dead letters. */
  score?: boolean;
}

/** The moment that is shown first: the story is under way, and dead letters have come. */
const FIRST_SEEN = 0.45;

export function HomeRun({ catalog, variants, setting, note, open, score = true }: HomeRunProps) {
  const [chosen, setChosen] = useState(0);
  const narrow = useMedia(NARROW);
  const stage = useRef<HTMLDivElement>(null);
  const variant = variants[chosen];
  useEffect(() => {
    if (variant) showStored(variant.frames);
  }, [variant]);
  useEffect(() => playWhileSeen(stage.current), []);
  if (!variant) return null;
  return (
    <div ref={stage} className="home-run">
      {variants.length > 1 && (
        <div className="ab">
          <span id="home-setting">{setting}</span>
          <span className="seg" role="group" aria-labelledby="home-setting">
            {variants.map((each, index) => (
              <button key={each.label} type="button" aria-pressed={index === chosen} onClick={() => setChosen(index)}>
                {each.label}
              </button>
            ))}
          </span>
          <span className="muted">{note}</span>
        </div>
      )}
      {narrow ? (
        <DesignColumn catalog={catalog} design={variant.design} />
      ) : (
        <StaticDiagram
          design={variant.design}
          catalog={catalog}
          live={hub}
          clock={clock}
          margin={40}
          label={setting ? `The example, playing with ${setting.toLowerCase()} ${variant.label}` : "The example, playing"}
        />
      )}
      {score && <Score frames={variant.frames} />}
      <PlaybackBar compact plain>
        <OpenRun url={open} />
      </PlaybackBar>
    </div>
  );
}

/** Plays while it is on the screen; whoever presses Pause is obeyed until they press Play. */
function playWhileSeen(stage: HTMLElement | null): () => void {
  if (!stage) return () => undefined;
  let pausedHere = false;
  let seen = false;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const follow = (): void => {
    const visible = seen && document.visibilityState === "visible";
    if (!visible && clock.playing) {
      pausedHere = true;
      clock.pause();
    } else if (visible && pausedHere) {
      pausedHere = false;
      clock.play();
    }
  };
  const observer = new IntersectionObserver((entries) => {
    seen = entries.some((entry) => entry.isIntersecting);
    follow();
  });
  observer.observe(stage);
  document.addEventListener("visibilitychange", follow);
  clock.seek(clock.duration * FIRST_SEEN);
  if (!calm) clock.play();
  let again: ReturnType<typeof setTimeout> | null = null;
  const stop = clock.subscribe(() => {
    if (!clock.atEnd || clock.playing || again !== null || calm) return;
    again = setTimeout(() => {
      again = null;
      if (clock.atEnd) clock.play();
      follow();
    }, AT_END_MS);
  });
  return () => {
    observer.disconnect();
    document.removeEventListener("visibilitychange", follow);
    stop();
    if (again !== null) clearTimeout(again);
  };
}

/** The end of the run is shown this long before it is played again. */
const AT_END_MS = 2_500;

function Score({ frames }: { frames: FrameStore }) {
  const { repeated, dead, wasted } = scoreOf(frames);
  return (
    <dl className="score">
      <dt>
        when the
        <br />
        run ends
      </dt>
      <Figure value={formatNumber(repeated)} word="repeated jobs" />
      <Figure value={formatNumber(dead)} word="dead letters" />
      <Figure value={formatShare(Number(wasted.toPrecision(2)))} word="worker time wasted" />
    </dl>
  );
}

function Figure({ value, word }: { value: string; word: string }) {
  return (
    <dd>
      <b>{value}</b> {word}
    </dd>
  );
}

/** What a run comes to: counted from its frames, as everything on this page. */
export function scoreOf(frames: FrameStore): { repeated: number; dead: number; wasted: number } {
  const last = frames.length - 1;
  const total = (metric: string): number => frames.column("system", SYSTEM, metric)?.cumulated()[last] ?? 0;
  let [wasted, worked] = [0, 0];
  for (const id of Object.keys(frames.schema.components)) {
    const waste = frames.column("component", id, "wasted");
    if (!waste) continue;
    wasted += waste.cumulated()[last] ?? 0;
    worked += slotSeconds(frames, id);
  }
  return { repeated: total("duplicates"), dead: total("dead"), wasted: worked ? wasted / worked : 0 };
}

function slotSeconds(frames: FrameStore, id: string): number {
  const used = frames.column("component", id, "utilisation");
  const slots = frames.column("component", id, "slots");
  let sum = 0;
  for (let index = 0; index < frames.length; index += 1) {
    const width = frames.ends.at(index) - frames.starts.at(index);
    const busy = (used?.at(index) ?? 0) * (slots?.at(index) ?? 0) * width;
    if (!Number.isNaN(busy)) sum += busy;
  }
  return sum;
}

function OpenRun({ url }: { url: string }) {
  return (
    <form method="post" action={url}>
      <input type="hidden" name="csrfmiddlewaretoken" value={csrfToken()} />
      <input type="hidden" name="run" value="1" />
      <button type="submit" className="btn sm">
        Open this run
        <Icon name="i-right" size={14} />
      </button>
    </form>
  );
}

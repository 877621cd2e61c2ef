/** Dots: messages on their way, drawn on one canvas over the whole diagram. */
import { sampled } from "./geometry";
import type { Live, LiveSource } from "./live";
import type { EdgeKind, Position } from "../design/types";

/** More would only be a blur, and cost frames. */
const DOTS_MAX = 300;
/** Dots a second on one edge, however fast the clock runs. */
const PER_EDGE_MAX = 7;
const PIXELS_A_SECOND = 120;
const SAMPLES = 32;
/** Below this zoom a dot would be a speck. */
const ZOOM_LEAST = 0.4;
/** A clock that moves on by more than this many real seconds at once has been set, not played. */
const JUMP_SECONDS = 0.5;

export interface Track {
  readonly id: string;
  readonly kind: EdgeKind;
  readonly points: readonly Position[];
  /** The component the edge leaves: a queue says how many of its receives are retries. */
  readonly source: string;
}

/** What the dots need to know of the playback clock. */
export interface DotsClock {
  readonly time: number;
  readonly playing: boolean;
  readonly speed: number;
  subscribe(listener: () => void): () => void;
}

export interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** Disc: first receive. Ring: retry. Diamond: on its way to dead letters. */
type Form = "disc" | "ring" | "diamond";

interface Dot {
  readonly track: Way;
  readonly form: Form;
  at: number;
}

interface Way {
  readonly track: Track;
  readonly samples: Float32Array;
  readonly seconds: number;
  due: number;
}

interface Colours {
  readonly busy: string;
  readonly retry: string;
  readonly dead: string;
  readonly ground: string;
}

function wayOf(track: Track): Way {
  const { points } = track;
  const length = points.slice(1).reduce((sum, to, index) => {
    const from = points[index] ?? to;
    return sum + Math.hypot(to.x - from.x, to.y - from.y);
  }, 0);
  return { track, samples: sampled(points, SAMPLES), seconds: Math.max(0.35, length / PIXELS_A_SECOND), due: Math.random() };
}

export class DotsOverlay {
  private ways: Way[] = [];
  private dots: Dot[] = [];
  private handle: number | null = null;
  private last = 0;
  private colours: Colours | null = null;
  private ratio = 1;
  /** The moment that the dots belong to. */
  private shown = Number.NEGATIVE_INFINITY;
  /** They were placed for a moment, they have not travelled to where they are. */
  private placed = false;
  private changed = false;
  private unheard: (() => void) | null = null;
  private readonly size = new ResizeObserver(() => this.measure());

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly source: LiveSource,
    private readonly view: () => View,
    private readonly clock: Omit<DotsClock, "subscribe">,
  ) {
    this.size.observe(canvas);
  }

  /** Takes the edges; the ways are sampled once, until the geometry changes. */
  setTracks(tracks: readonly Track[]): void {
    const known = new Map(this.ways.map((way) => [way.track.id, way]));
    this.ways = tracks.map((track) => {
      const way = known.get(track.id);
      return way && way.track.points === track.points && way.track.kind === track.kind ? way : wayOf(track);
    });
    const ids = new Map(this.ways.map((way) => [way.track.id, way]));
    this.dots = this.dots.flatMap((dot) => {
      const way = ids.get(dot.track.track.id);
      return way ? [{ ...dot, track: way }] : [];
    });
    this.listen(tracks[0]);
    this.wake();
  }

  /** All values change at once, so that one edge tells for all of them. */
  private listen(track: Track | undefined): void {
    this.unheard?.();
    this.unheard = track ? this.source.subscribe("edge", track.id, () => {
      this.changed = true;
      if (!this.clock.playing) this.wake();
    }) : null;
  }

  /** Colours come from the theme's custom properties. */
  restyle(): void {
    this.colours = null;
    this.wake();
  }

  wake(): void {
    if (this.handle === null && !matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.last = performance.now();
      this.handle = requestAnimationFrame(this.tick);
    }
  }

  dispose(): void {
    this.size.disconnect();
    this.unheard?.();
    if (this.handle !== null) cancelAnimationFrame(this.handle);
    this.handle = null;
  }

  private readonly tick = (now: number): void => {
    this.handle = null;
    const seconds = Math.min(0.1, (now - this.last) / 1000);
    this.last = now;
    const { playing } = this.clock;
    this.move(seconds);
    const drawn = this.draw();
    // While the clock stands still the picture does too; the next change of clock, values or view wakes it.
    if (drawn && playing) this.handle = requestAnimationFrame(this.tick);
  };

  /** Brings the dots to the clock's time: on their way while it plays, placed anew where it was set. */
  private move(seconds: number): void {
    const { playing, time, speed } = this.clock;
    if (this.view().zoom < ZOOM_LEAST) {
      this.dots = [];
      this.shown = Number.NEGATIVE_INFINITY;
      return;
    }
    const jumped = time < this.shown || time - this.shown > speed * JUMP_SECONDS;
    if (jumped || (!playing && this.placed && this.changed)) {
      this.place();
    } else if (playing) {
      this.placed = false;
      this.emit(seconds);
      for (const dot of this.dots) dot.at += seconds / dot.track.seconds;
    }
    if (playing || jumped) this.shown = time;
    this.changed = false;
    // Without a run there are no messages, nor on an edge that the shown run does not have.
    this.dots = this.dots.filter((dot) => dot.at < 1 && this.source.current("edge", dot.track.track.id) !== null);
  }

  /** Dots a second on one edge. The busiest are told apart by a root: ten times the work shows about
   *  three times the dots. */
  private pace(way: Way): number {
    const live = this.source.current("edge", way.track.id);
    return live ? Math.min(PER_EDGE_MAX, Math.sqrt(Math.max(0, live.rate("sent") * this.clock.speed))) : 0;
  }

  private emit(seconds: number): void {
    for (const way of this.ways) {
      way.due += seconds * this.pace(way);
      if (way.due < 1) continue;
      way.due -= 1;
      this.add(way, 0);
    }
  }

  /** As many dots on each edge as would be under way had the clock played until here. */
  private place(): void {
    this.dots = [];
    this.placed = true;
    for (const way of this.ways) {
      const count = this.pace(way) * way.seconds;
      for (let at = way.due; at < count; at += 1) this.add(way, at / count);
    }
  }

  private add(way: Way, at: number): void {
    if (this.dots.length < DOTS_MAX) this.dots.push({ track: way, form: this.formOf(way.track), at });
  }

  private formOf(track: Track): Form {
    if (track.kind === "dead-letter") return "diamond";
    const queue: Live | null = this.source.current("component", track.source);
    const receives = queue?.rate("receives") ?? 0;
    const retries = queue?.rate("retries") ?? 0;
    return receives > 0 && Math.random() < retries / receives ? "ring" : "disc";
  }

  /** Follows the canvas's size; asked for on every frame, it would make the page lay out each time. */
  private measure(): void {
    const { canvas } = this;
    this.ratio = Math.min(2, devicePixelRatio);
    canvas.width = Math.round(canvas.clientWidth * this.ratio);
    canvas.height = Math.round(canvas.clientHeight * this.ratio);
    this.draw();
    this.wake();
  }

  private draw(): boolean {
    const context = this.canvas.getContext("2d");
    if (!context) return false;
    const { x, y, zoom } = this.view();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    if (zoom < ZOOM_LEAST) return true;
    const { ratio } = this;
    context.setTransform(zoom * ratio, 0, 0, zoom * ratio, x * ratio, y * ratio);
    this.colours ??= coloursOf(this.canvas);
    for (const dot of this.dots) drawDot(context, dot, this.colours);
    return true;
  }
}

function coloursOf(canvas: HTMLCanvasElement): Colours {
  const style = getComputedStyle(canvas);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return { busy: colour("--busy"), retry: colour("--retry"), dead: colour("--dead"), ground: colour("--canvas") };
}

function drawDot(context: CanvasRenderingContext2D, dot: Dot, colours: Colours): void {
  const { samples } = dot.track;
  const at = dot.at * (SAMPLES - 1);
  const index = Math.min(SAMPLES - 2, Math.floor(at));
  const part = at - index;
  const mix = (axis: number) => {
    const from = samples[2 * index + axis] ?? 0;
    return from + ((samples[2 * index + 2 + axis] ?? from) - from) * part;
  };
  const [x, y] = [mix(0), mix(1)];
  context.beginPath();
  if (dot.form === "diamond") {
    context.moveTo(x, y - 5.5);
    context.lineTo(x + 5.5, y);
    context.lineTo(x, y + 5.5);
    context.lineTo(x - 5.5, y);
    context.closePath();
  } else {
    context.arc(x, y, dot.form === "ring" ? 4.5 : 4, 0, 2 * Math.PI);
  }
  const ring = dot.form === "ring";
  context.fillStyle = ring ? colours.ground : dot.form === "diamond" ? colours.dead : colours.busy;
  context.strokeStyle = ring ? colours.retry : colours.ground;
  context.lineWidth = ring ? 2.25 : 1.5;
  context.fill();
  context.stroke();
}

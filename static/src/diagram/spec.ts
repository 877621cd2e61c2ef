/** Node spec: what one node shows, computed from the design and the catalog, with a size that never moves. */
import { appearance, DEAD_LETTER, deadLetterIds, fieldNamed, isVisible, typeNamed, valueOf } from "../design/catalog";
import { showSetting } from "../design/format";
import { formatNumber } from "../run/format";
import { arrivalsPreview } from "./preview";
import { textWidth } from "./text";
import type { Catalog, ComponentType, Design, Face, Metric, SettingValue, Severity } from "../design/types";
import type { Side } from "./geometry";
import type { Live } from "./live";

export interface NodeSpec {
  readonly id: string;
  readonly type: string;
  readonly label: string;
  readonly typeLine: string;
  readonly icon: string;
  readonly face: Face;
  readonly metrics: ReadonlyMap<string, Metric>;
  readonly settings: readonly { readonly label: string; readonly value: string }[];
  /** How many pairs of label and value it has room for during a run. */
  readonly lines: number;
  /** The most slots a worker can have, those it begins with, and how many one cell stands for; null without a slots grid. */
  readonly slots: { readonly total: number; readonly first: number; readonly perCell: number; readonly cells: number } | null;
  /** Heights of bars to show before a run; null without bars. */
  readonly preview: readonly number[] | null;
  /** Sources tell totals, everything else rates. */
  readonly totals: boolean;
  readonly deadLetter: boolean;
  /** The sides on which edges may end. */
  readonly ports: readonly Side[];
  readonly width: number;
  readonly height: number;
  /** Only icon, name and one line: for a strip. */
  readonly compact: boolean;
}

/** What is marked on a node from outside: selection, advice, faults. */
export interface NodeMarks {
  readonly selected: boolean;
  readonly problem: string | null;
  readonly finding: { readonly number: number; readonly severity: Severity; readonly count: number } | null;
  /** A finding points at it for a moment. */
  readonly ringed?: boolean;
}

export const NO_MARKS: NodeMarks = { selected: false, problem: null, finding: null };

const CELLS_MAX = 60;
const CELLS_A_ROW = 10;
const PADDING = 2 * 12;
const HEAD = 30;
const FRAME = 21;
const ROW = 18;
const FIGURE = 35;
const LEAST_HEIGHT = 122;
const NAME_ASIDE = 2 * 12 + 18 + 7 + 2;
/** Pairs are set in 12, names in 13; between label and value there is a gap. */
const SMALL = 12 / 13;
/** The line of the type is set in 11, and less bold. */
const TINY = 11 / 13;
const PAIR_ASIDE = 2 * 12 + 10;
const WIDTH_MAX = 260;
const WIDTH_STEP = 4;
const COMPACT = { width: 148, height: 52 };

/** Height of a slots grid in a node of this width. */
function gridHeight(cells: number, width: number): number {
  const rows = Math.ceil(cells / CELLS_A_ROW);
  const cell = (width - PADDING - (CELLS_A_ROW - 1) * 3) / CELLS_A_ROW;
  return 15 + rows * cell + (rows - 1) * 3;
}

function instrumentHeight(face: Face, cells: number, width: number): number {
  switch (face.instrument?.kind) {
    case "bars":
      return 33;
    case "gauge":
      return 27;
    case "slots":
      return gridHeight(cells, width);
    case "meter":
      return 24;
    default:
      return 0;
  }
}

/**
 * How many pairs of label and value a running node has room for. Alerts and quiet rows beyond that wait
 * until they have something to say, and then take the place of what the instrument shows anyway.
 */
export function linesOf(face: Face): number {
  if (face.instrument?.kind === "slots") return Math.min(3, face.rows.length);
  const steady = face.rows.filter((row) => !row.alert && !row.quiet).length;
  return Math.min(face.rows.length, Math.max(2, Math.min(3, steady)));
}

/** The height in which both the settings and the running state find room. */
function heightOf(face: Face, lines: number, cells: number, width: number): number {
  const instrument = instrumentHeight(face, cells, width);
  const running = (face.figure ? FIGURE : 0) + instrument + lines * ROW;
  const keeps = face.instrument?.kind === "bars" || face.instrument?.kind === "slots" ? instrument : 8;
  const resting = keeps + face.settings.length * ROW;
  const height = FRAME + HEAD + Math.max(running, resting);
  return Math.max(LEAST_HEIGHT, 2 * Math.ceil(height / 2));
}

/** What a number of a component is in the course of a run: as it begins, and as the timeline sets it. */
interface Course {
  readonly words: string;
  readonly most: number;
}

function courseOf(first: SettingValue, set: readonly number[]): Course {
  const values = [Number(first), ...set];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return { words: least === most ? String(first) : `${formatNumber(least)} to ${formatNumber(most)}`, most };
}

/** Instances and slots of one, as words and at most: "10 × 4", "1 to 20 × 4" where an autoscaler decides or the timeline does. */
function slotsIn(value: (name: string) => SettingValue, set: Sets): { readonly words: string; readonly first: number; readonly most: number } {
  const course = (name: string): Course => courseOf(value(name), set[name] ?? []);
  const [instances, concurrency, scaler] = [course("instances"), course("concurrency"), value("autoscaler")];
  const most = Number(value("scale_max"));
  const range = `${formatNumber(Number(value("scale_min")))} to ${formatNumber(most)}`;
  const first = Number(value("instances")) * Number(value("concurrency"));
  const atMost = (words: string, slots: number) => ({ words, first, most: Math.max(first, slots) });
  if (scaler === null || scaler === "none") return atMost(`${instances.words} × ${concurrency.words}`, instances.most * concurrency.most);
  // Celery's autoscaler changes the slots of each instance, every other one the instances.
  if (scaler === "celery") return atMost(`${instances.words} × ${range}`, instances.most * most);
  return atMost(`${range} × ${concurrency.words}`, most * concurrency.most);
}

/** The numbers that the timeline gives to settings of one component, by their names. */
type Sets = Readonly<Record<string, readonly number[]>>;

function setsOf(design: Design, id: string): Sets {
  const sets: Record<string, number[]> = {};
  for (const { target, action, settings } of Object.values(design.timeline ?? {})) {
    const { setting, value } = settings;
    if (target === id && action === "set" && typeof value === "number") (sets[String(setting)] ??= []).push(value);
  }
  return sets;
}

function slotsOf(first: number, most: number): NonNullable<NodeSpec["slots"]> {
  const total = Math.max(1, Math.round(most) || 1);
  const perCell = Math.ceil(total / CELLS_MAX);
  return { total, first: Math.min(total, first || 1), perCell, cells: Math.ceil(total / perCell) };
}

/**
 * How many slots a cell stands for: in a run as many as it takes to draw the most that the run ever has,
 * which may be far below what an autoscaler may ask for. 0 without a slots grid.
 */
export function slotsPerCell(spec: NodeSpec, live: Live | null): number {
  if (!spec.slots) return 0;
  const instrument = spec.face.instrument;
  if (!live || spec.slots.perCell === 1 || instrument?.kind !== "slots") return spec.slots.perCell;
  return Math.max(1, Math.ceil(live.peak(instrument.total) / spec.slots.cells));
}

/** The type's width, or more for a long name; beyond a limit the name is cut and told on hover. */
function widthFor(label: string, typeLine: string, least: number, settings: NodeSpec["settings"]): number {
  const pairs = settings.map(({ label: name, value }) => (textWidth(name) + textWidth(value)) * SMALL + PAIR_ASIDE);
  const wanted = Math.ceil(Math.max(textWidth(label) + NAME_ASIDE, textWidth(typeLine) * TINY + NAME_ASIDE, ...pairs) / WIDTH_STEP) * WIDTH_STEP;
  return Math.max(least, Math.min(WIDTH_MAX, wanted));
}

/** What the rows say that tell how many of all: "64 of 64" is the widest that it gets. */
function fullest(face: Face, all: number): NodeSpec["settings"] {
  if (!(all > 0)) return [];
  const value = `${formatNumber(all)} of ${formatNumber(all)}`;
  return face.rows.filter((row) => row.of).map(({ label }) => ({ label, value }));
}

/** Work comes in at the left and leaves at the right; dead letters leave below and arrive above. */
function portsOf(type: ComponentType | null): Side[] {
  if (!type) return ["left", "right"];
  const beside = (kinds: readonly string[]) => kinds.some((kind) => kind !== DEAD_LETTER);
  const sides: Side[] = [];
  if (beside(type.accepts)) sides.push("left");
  if (beside(type.sends)) sides.push("right");
  if (type.sends.includes(DEAD_LETTER)) sides.push("bottom");
  if (type.accepts.includes(DEAD_LETTER)) sides.push("top");
  return sides;
}

/** The spec of one component. */
export function nodeSpec(
  catalog: Catalog, design: Design, id: string, deadLetter: boolean, compact = false,
): NodeSpec | null {
  const component = design.components[id];
  if (!component) return null;
  const look = appearance(catalog, component.type, deadLetter);
  const type = typeNamed(catalog, component.type);
  const value = (name: string) => {
    const field = type ? fieldNamed(type.fields, name) : null;
    return field ? valueOf(field, component.settings) : null;
  };
  const kind = look.face.instrument?.kind;
  const counted = kind === "slots" ? slotsIn(value, setsOf(design, id)) : null;
  const slots = counted ? slotsOf(counted.first, counted.most) : null;
  const settings = look.face.settings.flatMap(({ label, setting }) => {
    const field = type ? fieldNamed(type.fields, setting) : null;
    const matters = field && type && isVisible(field, type.fields, component.settings);
    return matters ? [{ label, value: showSetting(field, valueOf(field, component.settings)) }] : [];
  });
  const roomy = look.face.rows.some(({ room_when }) =>
    room_when && Object.entries(room_when).every(([name, values]) => values.includes(String(value(name)))));
  const lines = Math.min(look.face.rows.length, linesOf(look.face) + (roomy ? 1 : 0));
  const typeLine = counted ? `${look.typeLabel} · ${counted.words} slots` : look.typeLabel;
  const pairs = [...settings, ...fullest(look.face, Number(value("instances")) * Number(value("concurrency")))];
  const width = widthFor(component.label || id, compact ? "" : typeLine, compact ? COMPACT.width : look.width, compact ? [] : pairs);
  return {
    id,
    type: component.type,
    label: component.label || id,
    typeLine,
    icon: look.icon,
    face: look.face,
    metrics: new Map((type?.metrics ?? []).map((metric) => [metric.name, metric])),
    settings,
    lines,
    slots,
    preview: kind === "bars" && type ? arrivalsPreview(type.fields, component.settings, 20).counts : null,
    totals: type?.category === "sources",
    deadLetter,
    ports: portsOf(type),
    width,
    height: compact ? COMPACT.height : heightOf(look.face, lines, slots?.cells ?? 0, width),
    compact,
  };
}

const cache = new WeakMap<object, Map<string, NodeSpec>>();

/** The spec of every component; those that did not change keep their identity. */
export function nodeSpecs(catalog: Catalog, design: Design, compact = false): ReadonlyMap<string, NodeSpec> {
  const dead = deadLetterIds(design);
  const specs = new Map<string, NodeSpec>();
  for (const [id, component] of Object.entries(design.components)) {
    const known = cache.get(component) ?? new Map<string, NodeSpec>();
    const key = `${id} ${dead.has(id)} ${compact} ${JSON.stringify(setsOf(design, id))}`;
    let spec = known.get(key);
    if (!spec) {
      const fresh = nodeSpec(catalog, design, id, dead.has(id), compact);
      if (!fresh) continue;
      spec = fresh;
      known.set(key, spec);
      cache.set(component, known);
    }
    specs.set(id, spec);
  }
  return specs;
}

/** The wire's types, made from Python's schemas by `make types`. Changes here are overwritten. */

export type JsonValue = null | boolean | number | string | JsonValue[] | { [name: string]: JsonValue };


export interface Wire {
  ActionKind: ActionKind;
  BarsInstrument: BarsInstrument;
  Catalog: Catalog;
  Category: Category;
  Change: Change;
  ChartLimit: ChartLimit;
  ChartSeries: ChartSeries;
  ChartTemplate: ChartTemplate;
  CheckIn: CheckIn;
  CheckOut: CheckOut;
  Comparison: Comparison;
  ComponentRole: ComponentRole;
  ComponentType: ComponentType;
  Connection: Connection;
  Conservation: Conservation;
  Design: Design;
  DesignAction: DesignAction;
  DesignComponent: DesignComponent;
  DesignEdge: DesignEdge;
  DesignPosition: DesignPosition;
  DistributionKind: DistributionKind;
  DraftConflict: DraftConflict;
  DraftIn: DraftIn;
  DraftSaved: DraftSaved;
  EdgeType: EdgeType;
  EditLink: EditLink;
  ExampleRun: ExampleRun;
  Face: Face;
  FaceFigure: FaceFigure;
  FaceRow: FaceRow;
  FaceSetting: FaceSetting;
  FieldChoice: FieldChoice;
  FieldSpec: FieldSpec;
  FilledChart: FilledChart;
  Finding: Finding;
  FindingEvidence: FindingEvidence;
  FindingSubject: FindingSubject;
  Fix: Fix;
  FixChange: FixChange;
  Frame: Frame;
  FramePage: FramePage;
  FrameSchema: FrameSchema;
  GaugeInstrument: GaugeInstrument;
  JsonValue: JsonValue;
  MessageHistory: MessageHistory;
  MessageList: MessageList;
  MessageRow: MessageRow;
  MessageStep: MessageStep;
  MeterInstrument: MeterInstrument;
  Metric: Metric;
  Peak: Peak;
  Percentiles: Percentiles;
  PlotlyFigure: PlotlyFigure;
  Preset: Preset;
  PresetFact: PresetFact;
  PresetSettings: PresetSettings;
  Problem: Problem;
  Refused: Refused;
  Row: Row;
  RuleBrief: RuleBrief;
  Run: Run;
  RunBrief: RunBrief;
  RunFields: RunFields;
  RunFix: RunFix;
  RunIn: RunIn;
  RunResult: RunResult;
  Scale: Scale;
  Scenario: Scenario;
  ScenarioBrief: ScenarioBrief;
  ScenarioIn: ScenarioIn;
  ScenarioRename: ScenarioRename;
  Share: Share;
  ShareIn: ShareIn;
  ShareMade: ShareMade;
  SlotsInstrument: SlotsInstrument;
  Summary: Summary;
  TimelineFields: TimelineFields;
  Verdict: Verdict;
}
/**
 * Something that can be done to a component of a type in the middle of a run.
 */
export interface ActionKind {
  fields: FieldSpec[];
  help: string;
  label: string;
  name: string;
  role: string | null;
}
/**
 * One setting: everything that a form needs to know.
 */
export interface FieldSpec {
  above: boolean;
  among: ("rising" | "distinct") | null;
  changeable: boolean;
  choices: FieldChoice[];
  default: JsonValue;
  entry: string | null;
  fields: FieldSpec[];
  group: string | null;
  help: string;
  kind:
    | "integer"
    | "number"
    | "duration"
    | "rate"
    | "share"
    | "boolean"
    | "choice"
    | "distribution"
    | "text"
    | "list"
    | "points";
  label: string;
  maximum: number | null;
  minimum: number | null;
  name: string;
  nothing: string | null;
  nullable: boolean;
  role: string | null;
  source: string | null;
  step: number | null;
  unit: string | null;
  visible_when: {
    [k: string]: JsonValue[];
  } | null;
}
/**
 * One value that a setting may have.
 */
export interface FieldChoice {
  help: string;
  label: string;
  value: string;
}
/**
 * Bars over the last frames of one metric.
 */
export interface BarsInstrument {
  kind: "bars";
  metric: string;
}
/**
 * Everything that the browser knows about components, made from the simulator's code.
 */
export interface Catalog {
  categories: Category[];
  connections: {
    [k: string]: {
      [k: string]: Connection;
    };
  };
  distributions: DistributionKind[];
  edge_metrics: Metric[];
  edges: {
    [k: string]: EdgeType;
  };
  engine: string;
  limits: {
    [k: string]: number;
  };
  presets: Preset[];
  rules: RuleBrief[];
  run: RunFields;
  system_metrics: Metric[];
  timeline: TimelineFields;
  types: ComponentType[];
}
/**
 * A group of the palette.
 */
export interface Category {
  id: string;
  label: string;
}
/**
 * Which kinds of edge may join two types, or why none may.
 */
export interface Connection {
  idle: {
    [k: string]: string[];
  };
  kinds: ("call" | "message" | "dead-letter")[];
  reason: string;
}
/**
 * A kind of distribution and its parameters.
 */
export interface DistributionKind {
  fields: FieldSpec[];
  kind: string;
  label: string;
}
/**
 * One column of a frame.
 */
export interface Metric {
  help: string;
  kind: "count" | "gauge" | "percentile" | "utilisation";
  label: string;
  name: string;
  unit: string | null;
}
/**
 * A kind of edge and its settings.
 */
export interface EdgeType {
  fields: FieldSpec[];
  label: string;
}
/**
 * A real product as settings of a queue, its workers and its dead letters.
 */
export interface Preset {
  label: string;
  name: string;
  page: string;
  product: string;
  settings: PresetSettings;
  summary: string;
  version: string;
}
/**
 * What a preset sets, by setting, for each of the parts that it is about.
 */
export interface PresetSettings {
  dead_letters: {
    [k: string]: PresetFact;
  };
  queue: {
    [k: string]: PresetFact;
  };
  redrive: {
    [k: string]: PresetFact;
  };
  worker: {
    [k: string]: PresetFact;
  };
}
/**
 * One value that a preset sets, and where it comes from.
 */
export interface PresetFact {
  basis: "documented" | "unverified" | "chosen";
  source: string;
  value: JsonValue;
}
/**
 * A rule, as findings and pages name it.
 */
export interface RuleBrief {
  code: string;
  page: string;
  severity: "error" | "warning" | "hint";
  title: string;
}
/**
 * The settings of a run.
 */
export interface RunFields {
  fields: FieldSpec[];
}
/**
 * What every action of a timeline has beside the settings of its kind: when it is done.
 */
export interface TimelineFields {
  fields: FieldSpec[];
}
/**
 * A component type: palette entry, form, node and page.
 */
export interface ComponentType {
  accepts: ("call" | "message" | "dead-letter")[];
  actions: ActionKind[];
  category: string;
  defaults: {
    [k: string]: JsonValue;
  };
  face: Face;
  fields: FieldSpec[];
  icon: string;
  label: string;
  metrics: Metric[];
  page: string;
  roles?: {
    [k: string]: ComponentRole;
  };
  sends: ("call" | "message" | "dead-letter")[];
  summary: string;
  type: string;
  width: number;
}
/**
 * What a node shows: settings before a run, an instrument during one.
 */
export interface Face {
  figure: FaceFigure | null;
  instrument: BarsInstrument | GaugeInstrument | SlotsInstrument | MeterInstrument | null;
  rows: FaceRow[];
  settings: FaceSetting[];
}
/**
 * The one large number of a node, with its word.
 */
export interface FaceFigure {
  metric: string;
  word: string;
}
/**
 * A queue's gauge: solid is waiting, hatched is in flight.
 */
export interface GaugeInstrument {
  hatched: string;
  kind: "gauge";
  solid: string;
}
/**
 * One cell a slot.
 */
export interface SlotsInstrument {
  busy: string;
  failed: string;
  kind: "slots";
  late: string;
  total: string;
}
/**
 * A part of a whole.
 */
export interface MeterInstrument {
  kind: "meter";
  total: string;
  value: string;
}
/**
 * A number that a node shows during a run, perhaps of another.
 */
export interface FaceRow {
  alert?: boolean;
  label: string;
  metric: string;
  of?: string | null;
  plus?: string | null;
  quiet?: boolean;
  room_when?: {
    [k: string]: string[];
  } | null;
  varies?: boolean;
}
/**
 * A setting that a node shows before a run.
 */
export interface FaceSetting {
  label: string;
  setting: string;
}
/**
 * How a component looks in a role that its edges give it.
 */
export interface ComponentRole {
  face: Face;
  icon: string;
  label: string;
  metrics: Metric[];
  summary: string;
  width: number;
}
/**
 * One difference between two designs, ready to show.
 */
export interface Change {
  a: string;
  b: string;
  label: string;
  path: string[];
}
/**
 * A value that must not be reached, or the setting that it stands in.
 */
export interface ChartLimit {
  setting: string | null;
  value: number | null;
  when: {
    [k: string]: string[];
  };
}
/**
 * One line of a chart.
 */
export interface ChartSeries {
  dash: "solid" | "dash" | "dot" | "dashdot" | "longdash";
  label: string;
  metric: string;
  plus: string | null;
  quiet: boolean;
  role: "chart-1" | "chart-2" | "chart-3" | "chart-4" | "chart-5" | "chart-6";
  transform: "value" | "total" | "per_minute" | "percent" | "of_work";
}
/**
 * A chart without data: how to fill it is said in playground/runs/figures.py.
 */
export interface ChartTemplate {
  figure: PlotlyFigure;
  floor: number;
  id: string;
  limits: ChartLimit[];
  moved_by: string[];
  scales: Scale[];
  scope: string;
  series: ChartSeries[];
  title: string;
  told_by: string[];
  unit: string;
}
/**
 * A figure as Plotly takes it.
 */
export interface PlotlyFigure {
  data: {
    [k: string]: JsonValue;
  }[];
  layout: {
    [k: string]: JsonValue;
  };
}
/**
 * The unit of a chart whose largest value is below `below` (null: any).
 */
export interface Scale {
  below: number | null;
  factor: number;
  unit: string;
}
/**
 * A document to check; anything at all may be asked about.
 */
export interface CheckIn {
  design: JsonValue;
}
/**
 * What is wrong with a document, and advice if nothing is.
 */
export interface CheckOut {
  findings: Finding[];
  problems: Problem[];
}
/**
 * Advice on a design that can run.
 */
export interface Finding {
  evidence: FindingEvidence[];
  evidence_columns: string[];
  fix: Fix | null;
  message: string;
  page: string;
  rule: string;
  severity: "error" | "warning" | "hint";
  subject: FindingSubject;
  title: string;
  watch: number | null;
}
/**
 * One number behind a finding, ready to show, and what it would be after the fix.
 */
export interface FindingEvidence {
  label: string;
  predicted: string | null;
  value: string;
}
/**
 * A change to the design that a finding proposes.
 */
export interface Fix {
  changes: FixChange[];
  label: string;
}
/**
 * One value of the document, replaced.
 */
export interface FixChange {
  path: (string | number)[];
  value: JsonValue;
}
/**
 * What a finding is about.
 */
export interface FindingSubject {
  id: string;
  kind: "component" | "edge" | "design";
}
/**
 * Why a document cannot run: where, what, and what to do.
 */
export interface Problem {
  message: string;
  path: (string | number)[];
  remedy: string;
}
/**
 * Two runs side by side. `same_work`: the same seed and clients, so message by message.
 */
export interface Comparison {
  a: RunBrief;
  b: RunBrief;
  changes: Change[];
  rows: Row[];
  same_work: boolean;
  verdict: Verdict;
}
/**
 * A run as a list shows it.
 */
export interface RunBrief {
  created_at: string;
  duration: number;
  engine: string;
  fingerprint: string;
  finished_at: string | null;
  frames: number;
  id: string;
  last_seq: number;
  message: string;
  number: number;
  parent: string | null;
  position: number | null;
  scenario: string;
  seed: number;
  simulated: number;
  started_at: string | null;
  status: "queued" | "running" | "finished" | "failed" | "cancelled";
  wall_ms: number | null;
}
/**
 * One figure of both runs, ready to show; `better` is null where it is neither.
 */
export interface Row {
  a: string;
  b: string;
  better: boolean | null;
  change: string;
  label: string;
}
/**
 * What came of a change, in words; `good` is null where it depends on what one wants.
 */
export interface Verdict {
  good: boolean | null;
  text: string;
  title: string;
}
/**
 * Where the messages that were sent are at the end; the rest adds up to `sent`.
 */
export interface Conservation {
  dead: number;
  done: number;
  expired: number;
  failed: number;
  given_up: number;
  in_system: number;
  lost: number;
  rejected: number;
  sent: number;
}
/**
 * A design's shape. Whether it can run is for the simulator to say; a draft need not.
 */
export interface Design {
  components: {
    [k: string]: DesignComponent;
  };
  edges: {
    [k: string]: DesignEdge;
  };
  layout: {
    [k: string]: DesignPosition;
  };
  name: string;
  run: {
    [k: string]: JsonValue;
  };
  timeline: {
    [k: string]: DesignAction;
  };
  version: 1;
}
/**
 * A component: what a user places, settings only.
 *
 * This interface was referenced by `undefined`'s JSON-Schema definition
 * via the `patternProperty` "^[A-Za-z][A-Za-z0-9_-]{0,39}$".
 */
export interface DesignComponent {
  label: string;
  preset?: string | null;
  settings: {
    [k: string]: JsonValue;
  };
  type: string;
}
/**
 * An edge, in the direction in which work travels.
 *
 * This interface was referenced by `undefined`'s JSON-Schema definition
 * via the `patternProperty` "^[A-Za-z][A-Za-z0-9_-]{0,39}$".
 */
export interface DesignEdge {
  kind: "call" | "message" | "dead-letter";
  settings: {
    [k: string]: JsonValue;
  };
  source: string;
  target: string;
}
/**
 * Where a component stands on the canvas, in pixels.
 */
export interface DesignPosition {
  x: number;
  y: number;
}
/**
 * Something done to a component at a time of the run: a duration, in seconds or as text.
 *
 * This interface was referenced by `undefined`'s JSON-Schema definition
 * via the `patternProperty` "^[A-Za-z][A-Za-z0-9_-]{0,39}$".
 */
export interface DesignAction {
  action: string;
  at: number | string;
  settings: {
    [k: string]: JsonValue;
  };
  target: string;
}
/**
 * Somebody else saved in between: what they saved, so that nothing is lost.
 */
export interface DraftConflict {
  design: Design;
  message: string;
  version: number;
}
/**
 * The document as the editor has it, and the version that it was made from.
 */
export interface DraftIn {
  design: Design;
  version: number;
}
/**
 * The version that the next save is to name.
 */
export interface DraftSaved {
  saved_at: string;
  version: number;
}
/**
 * The address that lets whoever opens it edit the scenario.
 */
export interface EditLink {
  url: string;
}
/**
 * An example with its run, for the pages that play one.
 */
export interface ExampleRun {
  design: Design;
  findings: Finding[];
  frames: Frame[];
  result: RunResult;
  schema: FrameSchema;
  slug: string;
  title: string;
}
/**
 * Statistics of one stretch of simulated time; values stand as the schema's names do.
 */
export interface Frame {
  components: {
    [k: string]: (number | null)[];
  };
  edges: {
    [k: string]: (number | null)[];
  };
  end: number;
  seq: number;
  start: number;
  system: (number | null)[];
}
/**
 * What a simulation adds up to.
 */
export interface RunResult {
  actions: DesignAction[];
  components: {
    [k: string]: Summary;
  };
  conservation: Conservation;
  duration: number;
  edges: {
    [k: string]: Summary;
  };
  engine: string;
  events: number;
  messages: number;
  replication: number;
  seed: number;
  system: Summary;
  warm_up: number;
}
/**
 * What one component, one edge or the system did after the warm-up.
 */
export interface Summary {
  last: {
    [k: string]: number | null;
  };
  means: {
    [k: string]: number | null;
  };
  peaks: {
    [k: string]: Peak;
  };
  percentiles: {
    [k: string]: Percentiles;
  };
  totals: {
    [k: string]: number;
  };
}
/**
 * The highest value of a gauge, and when, in simulated seconds.
 */
export interface Peak {
  at: number;
  value: number;
}
/**
 * A latency over the whole run, in seconds; `zeros` of the observations are exactly 0;
 * percentiles have the relative error `error`.
 */
export interface Percentiles {
  count: number;
  error: number | null;
  max: number | null;
  mean: number | null;
  p50: number | null;
  p95: number | null;
  p99: number | null;
  zeros: number;
}
/**
 * Which column of a frame is which metric; sent once, before the frames.
 */
export interface FrameSchema {
  components: {
    [k: string]: string[];
  };
  duration: number;
  edges: {
    [k: string]: string[];
  };
  frame: number;
  frames: number;
  system: string[];
  version: 1;
}
/**
 * A chart with the data of a run.
 */
export interface FilledChart {
  component: string | null;
  figure: PlotlyFigure;
  id: string;
  title: string;
  unit: string;
}
/**
 * Frames of a run after a given one, in order; `last_seq` is the newest that is stored.
 */
export interface FramePage {
  frames: Frame[];
  last_seq: number;
  schema: FrameSchema;
  status: "queued" | "running" | "finished" | "failed" | "cancelled";
}
/**
 * The life of one message: the n-th job of a client, in every run of the same work.
 */
export interface MessageHistory {
  class: string | null;
  client: string;
  ended: number | null;
  group: number | null;
  kept: ("dead" | "twice" | "slowest" | "sample" | "compared")[];
  number: number;
  omitted: number;
  poison: string[];
  priority: number;
  sent: number;
  steps: MessageStep[];
  verdict: "open" | "done" | "given_up" | "rejected" | "expired" | "lost" | "dead";
  work: {
    [k: string]: number;
  };
}
/**
 * Something that happened to a message; which fields there are depends on `what`.
 */
export interface MessageStep {
  at: number;
  due?: number | null;
  instance?: number | null;
  outcome?: string | null;
  queue?: string | null;
  reason?: string | null;
  receive?: number | null;
  repeated?: boolean | null;
  slot?: number | null;
  to?: string | null;
  tries?: number | null;
  until?: number | null;
  what:
    | "sent"
    | "enqueued"
    | "delayed"
    | "rejected"
    | "blocked"
    | "deduplicated"
    | "received"
    | "prefetched"
    | "started"
    | "renewed"
    | "lapsed"
    | "done"
    | "failed"
    | "killed"
    | "acked"
    | "ack_refused"
    | "nacked"
    | "returned"
    | "republished"
    | "dead_lettered"
    | "expired"
    | "dropped"
    | "purged"
    | "redriven"
    | "lost"
    | "given_up"
    | "called"
    | "answered"
    | "held_back"
    | "shed";
  where?: string | null;
  worker?: string | null;
}
/**
 * Which messages of a run have a history: `kept` of `messages`, of which `rows` were asked for.
 * Where there is none, `note` says why; `pending` while they are still being followed.
 */
export interface MessageList {
  kept: number;
  messages: number;
  note: string;
  pending: boolean;
  rows: MessageRow[];
}
/**
 * One message whose history is kept, as a list shows it: `needed` seconds of work, how often
 * it was received, and how often its work was completed (`handled`).
 */
export interface MessageRow {
  client: string;
  ended: number | null;
  handled: number;
  kept: ("dead" | "twice" | "slowest" | "sample" | "compared")[];
  needed: number;
  number: number;
  poison: boolean;
  receives: number;
  sent: number;
  verdict: "open" | "done" | "given_up" | "rejected" | "expired" | "lost" | "dead";
}
/**
 * The body of every error.
 */
export interface Refused {
  message: string;
  problems?: Problem[] | null;
}
/**
 * A run with everything that is known of it but its frames.
 */
export interface Run {
  created_at: string;
  design: Design;
  duration: number;
  engine: string;
  findings: Finding[];
  fingerprint: string;
  finished_at: string | null;
  fix: RunFix | null;
  frames: number;
  id: string;
  last_seq: number;
  message: string;
  number: number;
  parent: string | null;
  position: number | null;
  result: RunResult | null;
  scenario: string;
  seed: number;
  simulated: number;
  started_at: string | null;
  status: "queued" | "running" | "finished" | "failed" | "cancelled";
  wall_ms: number | null;
}
/**
 * The fix that a run is to prove: whose finding it was, and in which run it was found.
 */
export interface RunFix {
  rule: string;
  run?: string | null;
}
/**
 * What to run: the document as the editor has it.
 */
export interface RunIn {
  design: {
    [k: string]: JsonValue;
  };
  fix?: RunFix | null;
}
/**
 * A scenario as the editor opens it. `edit_url` is only there when it has just been made.
 */
export interface Scenario {
  design: Design;
  edit_url?: string | null;
  id: string;
  name: string;
  runs: RunBrief[];
  saved_at: string;
  version: number;
}
/**
 * A scenario as a list shows it.
 */
export interface ScenarioBrief {
  id: string;
  name: string;
  saved_at: string;
  version: number;
}
/**
 * A new scenario: empty, or from a design, an example or a shared link.
 */
export interface ScenarioIn {
  design?: Design | null;
  example?: string | null;
  name?: string | null;
  share?: string | null;
}
/**
 * A scenario's new name.
 */
export interface ScenarioRename {
  name: string;
}
/**
 * What a share page shows: the run as it was, whose it is, and what they say about it.
 */
export interface Share {
  by: string;
  name: string;
  note: string;
  run: Run;
  shared_at: string;
  slug: string;
}
/**
 * What to share, with a note above it and a name beside it.
 */
export interface ShareIn {
  by?: string;
  note?: string;
  run: string;
}
/**
 * A new link.
 */
export interface ShareMade {
  slug: string;
  url: string;
}

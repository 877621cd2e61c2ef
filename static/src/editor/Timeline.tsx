/** Timeline: what is done to the components during a run, as a list in the order of time. */
import { useLayoutEffect, useRef, useState } from "react";
import { problemsAt } from "../design/problems";
import { defaultOf } from "../design/presets";
import * as timeline from "../design/timeline";
import { showDuration } from "../design/format";
import { Icon } from "../diagram/Icon";
import { FieldRow } from "./fields/FieldRow";
import { RowAdd, RowRemove } from "./fields/Distribution";
import { useDesign, useEditor } from "./store";
import type { Action } from "../design/actions";
import type { Design, Field, Path, SettingValue, TimelineAction } from "../design/types";

interface Props {
  /** Only what is done to this component; null for all of them. */
  readonly target: string | null;
  readonly onHelp: (field: Field | null) => void;
}

const perform = (action: Action) => useEditor.getState().do(action);
const seal = () => useEditor.getState().seal();

/** The actions that are listed. One whose time is being typed keeps the place that it had. */
function listed(design: Design, target: string | null, typed: { id: string; at: TimelineAction["at"] } | null): readonly string[] {
  const held = typed && design.timeline[typed.id];
  const shown = held ? { ...design.timeline, [typed.id]: { ...held, at: typed.at } } : design.timeline;
  return timeline.inOrderOfTime(shown).filter((id) => target === null || shown[id]?.target === target);
}

/** Up to so many actions are all shown with their settings; of more, those that one has opened. */
const FEW = 3;

export function Timeline({ target, onHelp }: Props) {
  const design = useDesign();
  const catalog = useEditor((state) => state.catalog);
  const [typed, setTyped] = useState<{ id: string; at: TimelineAction["at"] } | null>(null);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const list = useRef<HTMLElement>(null);
  const focus = useRef<string | null>(null);
  const ids = listed(design, target, typed);
  const problems = useEditor((state) => state.problems).filter((problem) => problem.path[0] === "timeline");
  const whole = problems.filter((problem) => problem.path.length === 1);
  const isOpen = (id: string) => ids.length <= FEW || opened.has(id) || typed?.id === id || problems.some((problem) => problem.path[1] === id);
  const fold = (id: string) => setOpened((before) => new Set(isOpen(id) ? [...before].filter((other) => other !== id) : [...before, id]));
  useLayoutEffect(() => {
    if (focus.current === null) return;
    list.current?.querySelector<HTMLElement>(focus.current)?.focus();
    focus.current = null;
  });
  const first = target ?? timeline.possibleTargets(catalog, design)[0];
  const can = first !== undefined && timeline.kindsOf(catalog, design, first).length > 0;
  if (!can && ids.length === 0) return null;
  const add = () => {
    const made = first === undefined ? null : timeline.newAction(catalog, design, first);
    if (!made) return;
    perform(made.action);
    setOpened(new Set([made.id]));
    focus.current = `[data-action="${made.id}"] input`;
  };
  const remove = (id: string, label: string) => {
    const place = ids.indexOf(id);
    const next = ids[place + 1] ?? ids[place - 1];
    perform(timeline.removeAction(id, label));
    focus.current = next ? `[data-action="${next}"] .tl-head button` : ".rows-add";
  };
  return (
    <section className="timeline fields" aria-label="Timeline" ref={list}>
      <h2 className="tl-title">Timeline</h2>
      {ids.length === 0 && (
        <p className="tl-none">{target === null ? "Nothing happens to the components during the run." : "Nothing happens to it during the run."}</p>
      )}
      {whole.map((problem) => <p className="problem" key={problem.message}>{problem.message} {problem.remedy}</p>)}
      {ids.map((id) => {
        const action = design.timeline[id];
        return (
          action && (
            <Entry
              key={id} id={id} action={action} alone={target !== null} onHelp={onHelp} onRemove={(label) => remove(id, label)}
              onTyping={(on) => setTyped(on ? { id, at: action.at } : null)}
              open={isOpen(id)} onEnter={() => setOpened((before) => (before.has(id) ? before : new Set([...before, id])))}
              {...(ids.length > FEW ? { onFold: () => fold(id) } : {})}
            />
          )
        );
      })}
      {can && <div className="rows"><RowAdd label="Add an action" onClick={add} /></div>}
    </section>
  );
}

interface EntryProps {
  readonly id: string;
  readonly action: TimelineAction;
  /** The list is of one component: which one need not be said. */
  readonly alone: boolean;
  readonly onHelp: (field: Field | null) => void;
  readonly onRemove: (label: string) => void;
  readonly onTyping: (on: boolean) => void;
  readonly open: boolean;
  /** One has gone into its settings: they stay open, even where it was a Problem that opened them. */
  readonly onEnter: () => void;
  /** Only in a long list. */
  readonly onFold?: () => void;
}

function Entry({ id, action, alone, onHelp, onRemove, onTyping, open, onEnter, onFold }: EntryProps) {
  const design = useDesign();
  const catalog = useEditor((state) => state.catalog);
  const label = timeline.labelOf(catalog, design, action);
  const when = showDuration(action.at);
  const path: Path = ["timeline", id];
  const row = (field: Field, value: SettingValue, where: Path, change: (value: SettingValue | undefined) => Action, done = seal) => (
    <Row key={field.name} field={field} value={value} path={where} onChange={(next) => perform(change(next))} onDone={done} onHelp={onHelp} />
  );
  const typingEnds = () => {
    seal();
    onTyping(false);
  };
  return (
    <fieldset className="tl-entry" data-action={id} onFocus={(event) => event.target.closest(".tl-head") === null && onEnter()}>
      <legend className="sr">{label} at {when}</legend>
      <div className="tl-head">
        <Line {...(onFold ? { onFold } : {})} open={open}>
          <span className="num">{when}</span>
          <span className="grow">
            {label}
            {!alone && <span className="muted"> {design.components[action.target]?.label ?? action.target}</span>}
          </span>
        </Line>
        <RowRemove label={`Remove ${label} at ${when}`} onClick={() => onRemove(label)} />
      </div>
      {open && catalog.timeline.fields.map((field) => (
        <div key={field.name} onFocus={() => onTyping(true)}>
          {row({ ...field, default: action.at }, action.at, [...path, field.name], (at) => timeline.setTime(id, at), typingEnds)}
        </div>
      ))}
      {open && !alone && row(targetField(design, timeline.possibleTargets(catalog, design), action), action.target, [...path, "target"],
        (target) => timeline.setTarget(catalog, id, String(target ?? action.target)))}
      {open && row(kindField(timeline.kindsOf(catalog, design, action.target), action), action.action, [...path, "action"],
        (name) => timeline.setActionKind(catalog, id, String(name ?? action.action)))}
      {open && timeline.fieldsOfAction(catalog, design, action).map((field) =>
        row(field, action.settings[field.name] === undefined ? field.default : (action.settings[field.name] ?? null), [...path, "settings", field.name],
          (value) => timeline.setActionSetting(catalog, id, field, value)))}
    </fieldset>
  );
}

/** What is done and when, in one line; in a long list it opens the settings below it. */
function Line({ open, onFold, children }: { open: boolean; onFold?: () => void; children: React.ReactNode }) {
  if (!onFold) return children;
  return (
    <button type="button" className="tl-line" aria-expanded={open} onClick={onFold}>
      <Icon name="i-right" size={14} />
      {children}
    </button>
  );
}

interface RowProps {
  readonly field: Field;
  readonly value: SettingValue;
  readonly path: Path;
  readonly onChange: (value: SettingValue | undefined) => void;
  readonly onDone: () => void;
  readonly onHelp: (field: Field | null) => void;
}

function Row({ field, value, path, onChange, onDone, onHelp }: RowProps) {
  const problems = problemsAt(useEditor((state) => state.problems), path);
  return (
    <FieldRow
      field={field} value={value} thresholds={[]} baseline={{ ...defaultOf(field), ...(field.name === SET_VALUE ? { word: "before" } : {}) }} remarks={{ problems, findings: [] }} onChange={onChange} onDone={onDone} onHelp={onHelp}
    />
  );
}

/** The field of what a setting is set to: it is compared with what the component has until then. */
const SET_VALUE = "value";

/** A field with a menu of its own that has no default to go back to. */
function menu(name: string, label: string, help: string, value: string, choices: Field["choices"]): Field {
  const known = choices.some((choice) => choice.value === value);
  return {
    name, label, help, kind: "choice", unit: null, default: value, nullable: false, minimum: null, maximum: null, step: null, source: null,
    group: null, visible_when: null, entry: null, among: null, fields: [], choices: known ? choices : [{ value, label: value, help: "" }, ...choices],
  };
}

function targetField(design: Design, targets: readonly string[], action: TimelineAction): Field {
  const choices = targets.map((id) => ({ value: id, label: design.components[id]?.label || id, help: "" }));
  return menu("target", "Component", "To which it is done.", action.target, choices);
}

function kindField(kinds: ReturnType<typeof timeline.kindsOf>, action: TimelineAction): Field {
  const help = kinds.find((kind) => kind.name === action.action)?.help ?? "What is done.";
  return menu("action", "Action", help, action.action, kinds.map((kind) => ({ value: kind.name, label: kind.label, help: kind.help })));
}

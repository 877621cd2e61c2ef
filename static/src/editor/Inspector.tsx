/** Inspector: the settings of what is selected, drawn from the catalog's fields. */
import { useState } from "react";
import { rename, renameDesign, setEdgeKind, setSetting } from "../design/actions";
import { appearance, changedFields, deadLetterIds, fieldsOfEdge, isVisible, typeNamed, valueOf } from "../design/catalog";
import { joiningOfTypes } from "../design/connections";
import { problemsAt } from "../design/problems";
import { EdgeLines } from "../diagram/Edge";
import { Icon } from "../diagram/Icon";
import { useMicroscope } from "../microscope";
import { useSession } from "../run";
import { ArrivalsPreview } from "./ArrivalsPreview";
import { FieldRow } from "./fields/FieldRow";
import { thresholdsFor } from "./fields/thresholds";
import { isUnfinished } from "../diagram/marks";
import { NameField } from "./NameField";
import { Timeline } from "./Timeline";
import { lookAt } from "./looking";
import { showProblem } from "./running";
import { focusComponent, soleComponent, soleEdge } from "./selection";
import * as operations from "./operations";
import { reveal } from "./viewport";
import { useDesign, useEditor } from "./store";
import type { Owner } from "../design/actions";
import type { EdgeKind, Field, Finding, Path, Problem, Settings } from "../design/types";
import type { Threshold } from "./fields/Density";

export function Inspector() {
  const selection = useEditor((state) => state.selection);
  const design = useDesign();
  const component = soleComponent(selection);
  const edge = soleEdge(selection);
  if (component && design.components[component]) return <ComponentInspector key={component} id={component} />;
  if (edge && design.edges[edge]) return <EdgeInspector key={edge} id={edge} />;
  if (selection.components.size + selection.edges.size > 1) return <SelectionInspector />;
  return <DesignInspector />;
}

interface PanelProps {
  readonly label: string;
  readonly head: React.ReactNode;
  readonly children?: React.ReactNode;
  readonly help: Field | null;
}

function Panel({ label, head, children, help }: PanelProps) {
  return (
    <aside className="insp" aria-label={label}>
      <div className="insp-top">{head}</div>
      <div className="insp-body">{children}</div>
      {help && (
        <p className="insp-help" aria-hidden="true">
          <b>{help.label}.</b> {help.help}
          {help.source && <span className="faint"> Default: {help.source}.</span>}
        </p>
      )}
    </aside>
  );
}

/** Leads from a dead-letter queue to the messages that a run left in it. */
function DeadLetters({ id }: { id: string }) {
  const count = useMicroscope((state) => state.list?.rows.filter((row) => row.kept.includes("dead")).length ?? 0);
  const ran = useSession((state) => state.current?.design.components[id] !== undefined);
  if (!count || !ran) return null;
  return (
    <button type="button" className="btn sm insp-look" onClick={() => lookAt(id)}>
      <Icon name="i-microscope" size={14} />
      Look at its dead letters
    </button>
  );
}

/** Findings whose fix changes this very setting. */
function findingsAt(findings: readonly Finding[], path: Path): readonly Finding[] {
  return findings.filter((finding) => finding.fix?.changes.length === 1 && finding.fix.changes[0]?.path.join(" ") === path.join(" "));
}

interface FieldsProps {
  readonly owner: Owner;
  readonly path: Path;
  readonly fields: readonly Field[];
  readonly settings: Settings;
  readonly thresholds?: (field: Field) => readonly Threshold[];
  readonly onHelp: (field: Field | null) => void;
}

const NONE: readonly Threshold[] = [];
const NO_PROBLEMS: readonly Problem[] = [];

function Fields({ owner, path, fields, settings, thresholds = () => NONE, onHelp }: FieldsProps) {
  const problems = useEditor((state) => state.problems);
  const ofDesign = useEditor((state) => state.designFindings);
  const ofRun = useSession((state) => state.findings);
  const { do: perform, seal } = useEditor.getState();
  const findings = [...ofDesign, ...ofRun.filter((finding) => !ofDesign.some((other) => other.rule === finding.rule))];
  const visible = fields.filter((field) => isVisible(field, fields, settings));
  return (
    <div className="fields">
      {visible.map((field, index) => {
        const own = [...path, field.name];
        const opens = field.group !== null && field.group !== visible[index - 1]?.group && index > 0;
        const value = valueOf(field, settings);
        const stillWrong = findingsAt(findings, own).filter((finding) => JSON.stringify(finding.fix?.changes[0]?.value) !== JSON.stringify(value));
        return (
          <div key={field.name}>
            {opens && <h2 className="group">{field.group}</h2>}
            <FieldRow
              field={field} value={value} thresholds={thresholds(field)}
              remarks={{ problems: problemsAt(problems, own), findings: stillWrong }}
              onChange={(next) => perform(setSetting(owner, field, next))} onDone={seal} onHelp={onHelp}
            />
          </div>
        );
      })}
    </div>
  );
}

function PartProblems({ problems, unfinished = NO_PROBLEMS }: { problems: readonly Problem[]; unfinished?: readonly Problem[] }) {
  return (
    <>
      {unfinished.map((problem) => (
        <p className="remark" key={problem.message}>
          <Icon name="i-hint" />
          <span>Not joined yet. {problem.remedy || problem.message}</span>
        </p>
      ))}
      {problems.map((problem) => (
        <p className="problem part-problem" tabIndex={-1} key={problem.message}>
          <Icon name="i-error" size={14} />
          <span>{problem.message} {problem.remedy}</span>
        </p>
      ))}
    </>
  );
}

function MoreButton({ on, id }: { on: "component" | "edge"; id: string }) {
  return (
    <button
      type="button" className="btn quiet icon sm" aria-label="More" title="More (Shift F10)"
      onClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        useEditor.getState().set({ floating: { kind: "context", screen: { x: box.left - 160, y: box.bottom + 4 }, on, id, at: { x: 0, y: 0 } } });
      }}
    >
      <Icon name="i-more" />
    </button>
  );
}

function ComponentInspector({ id }: { id: string }) {
  const [help, setHelp] = useState<Field | null>(null);
  const catalog = useEditor((state) => state.catalog);
  const problems = useEditor((state) => state.problems);
  const renaming = useEditor((state) => state.renaming === id);
  const design = useDesign();
  const component = design.components[id];
  if (!component) return null;
  const type = typeNamed(catalog, component.type);
  const look = appearance(catalog, component.type, deadLetterIds(design).has(id));
  const fields = type?.fields ?? [];
  const changed = changedFields(fields, component.settings).length;
  const own = problemsAt(problems, ["components", id]).filter((problem) => problem.path[2] !== "settings" || problem.path.length < 4);
  const head = (
    <>
      <div className="insp-row">
        <span className="tile"><Icon name={look.icon} size={18} /></span>
        <NameField
          label={`Name of this ${type?.label.toLowerCase() ?? "component"}`} value={component.label} active={renaming}
          onChange={(label) => useEditor.getState().do(rename(id, label))}
          onDone={() => {
            useEditor.getState().seal();
            useEditor.getState().set({ renaming: null });
          }}
          onLeave={() => {
            reveal(id); // A longer name makes a wider node.
            focusComponent(id);
          }}
        />
        <MoreButton on="component" id={id} />
      </div>
      <div className="insp-row under">
        {changed > 0 ? (
          <span className="insp-changed"><i className="chg" />{changed} changed</span>
        ) : (
          <span className="insp-summary">{look.summary}</span>
        )}
        <span className="grow" />
        <a className="ref" href={`/components/${component.type}/`} target="_blank" rel="noopener">About {plural(type?.label ?? component.type)}</a>
      </div>
    </>
  );
  return (
    <Panel label={`Settings of ${component.label}`} head={head} help={help}>
      <PartProblems problems={own.filter((problem) => !isUnfinished(design, problem))} unfinished={own.filter((problem) => isUnfinished(design, problem))} />
      {deadLetterIds(design).has(id) && <DeadLetters id={id} />}
      <Fields
        owner={{ kind: "component", id }} path={["components", id, "settings"]} fields={fields} settings={component.settings}
        thresholds={(field) => thresholdsFor(catalog, design, id, field.name)} onHelp={setHelp}
      />
      {fields.some((field) => field.name === "pattern") && <ArrivalsPreview fields={fields} settings={component.settings} />}
      <Timeline target={id} onHelp={setHelp} />
    </Panel>
  );
}

function plural(label: string): string {
  const word = label.toLowerCase();
  return word.endsWith("y") ? `${word.slice(0, -1)}ies` : `${word}s`;
}

const KIND_LABEL: Record<EdgeKind, string> = { call: "Call", message: "Message", "dead-letter": "Dead letter" };
const KIND_SAYS: Record<EdgeKind, string> = {
  call: "Waits for the answer.",
  message: "Waits for nobody.",
  "dead-letter": "Takes what was received too often.",
};

function EdgeInspector({ id }: { id: string }) {
  const [help, setHelp] = useState<Field | null>(null);
  const catalog = useEditor((state) => state.catalog);
  const problems = useEditor((state) => state.problems);
  const design = useDesign();
  const edge = design.edges[id];
  if (!edge) return null;
  const [source, target] = [design.components[edge.source], design.components[edge.target]];
  const kinds = source && target ? joiningOfTypes(catalog, source.type, target.type).kinds : [];
  const fields = fieldsOfEdge(catalog, edge.kind);
  const changed = changedFields(fields, edge.settings).length;
  const own = problemsAt(problems, ["edges", id]).filter((problem) => problem.path[2] !== "settings");
  const head = (
    <>
      <div className="insp-row">
        <span className="tile edge-tile">
          <svg width="24" height="14" aria-hidden="true">
            <EdgeLines kind={edge.kind} shape={{ points: [], label: { x: 0, y: 0 }, line: "M1 7H17", ties: edge.kind === "message" ? "M2 7H15" : null, head: "M23 7l-7 -4.3v8.6z", tail: null, stop: null }} />
          </svg>
        </span>
        <h2 className="insp-name">{source?.label} to {target?.label}</h2>
        <MoreButton on="edge" id={id} />
      </div>
      <div className="insp-row under">
        <span className="insp-summary">{catalog.edges[edge.kind]?.label ?? KIND_LABEL[edge.kind]}. {KIND_SAYS[edge.kind]}</span>
        {changed > 0 && <span className="insp-changed"><i className="chg" />{changed} changed</span>}
      </div>
    </>
  );
  return (
    <Panel label={`Settings of the edge from ${source?.label ?? ""} to ${target?.label ?? ""}`} head={head} help={help}>
      <PartProblems problems={own} />
      {kinds.length > 1 && (
        <div className="fld">
          <span className="lbl"><label htmlFor="edge-kind">Kind</label></span>
          <select
            id="edge-kind" className="inp" value={edge.kind}
            onChange={(event) => {
              const kind = kinds.find((candidate) => candidate === event.target.value);
              if (kind) useEditor.getState().do(setEdgeKind(id, kind, fieldsOfEdge(catalog, kind)));
            }}
          >
            {kinds.map((kind) => <option key={kind} value={kind}>{KIND_LABEL[kind]}</option>)}
          </select>
        </div>
      )}
      <Fields owner={{ kind: "edge", id }} path={["edges", id, "settings"]} fields={fields} settings={edge.settings} onHelp={setHelp} />
    </Panel>
  );
}

function SelectionInspector() {
  const selection = useEditor((state) => state.selection);
  const count = selection.components.size + selection.edges.size;
  const head = (
    <div className="insp-row">
      <span className="tile"><Icon name="i-copy" size={18} /></span>
      <h2 className="insp-name">{count} parts selected</h2>
    </div>
  );
  return (
    <Panel label="Selection" head={head} help={null}>
      <div className="insp-acts">
        <button type="button" className="btn sm" onClick={() => operations.duplicate()}><Icon name="i-copy" size={14} />Duplicate</button>
        <button type="button" className="btn sm" onClick={() => void operations.copy()}>Copy</button>
        <button type="button" className="btn sm danger" onClick={() => operations.removeSelected()}><Icon name="i-trash" size={14} />Delete</button>
      </div>
    </Panel>
  );
}

function DesignInspector() {
  const [help, setHelp] = useState<Field | null>(null);
  const design = useDesign();
  const problems = useEditor((state) => state.problems);
  const [components, edges] = [Object.keys(design.components).length, Object.keys(design.edges).length];
  const count = (number: number, one: string) => `${number} ${one}${number === 1 ? "" : "s"}`;
  const head = (
    <>
      <div className="insp-row">
        <span className="tile"><Icon name="i-tidy" size={18} /></span>
        <NameField
          label="Name of the design" value={design.name} active={false}
          onChange={(name) => useEditor.getState().do(renameDesign(name))} onDone={() => useEditor.getState().seal()}
        />
      </div>
      <div className="insp-row under">
        <span className="insp-summary">
          {components === 0 ? "Nothing drawn yet." : `${count(components, "component")}, ${count(edges, "edge")}. Select one to see its settings.`}
        </span>
      </div>
    </>
  );
  return (
    <Panel label="Design" head={head} help={help}>
      {problems.length > 0 && (
        <section className="insp-problems">
          <h3>{problems.length === 1 ? "One problem" : `${problems.length} problems`} before it can run</h3>
          {problems.slice(0, 20).map((problem) => (
            <button type="button" className="problem-link" key={`${problem.path.join(" ")} ${problem.message}`} onClick={() => showProblem(problem)}>
              <Icon name="i-error" size={14} />
              <span>
                {design.components[String(problem.path[1])]?.label ? <b>{design.components[String(problem.path[1])]?.label}: </b> : null}
                {problem.message} {problem.remedy}
              </span>
            </button>
          ))}
        </section>
      )}
      <Timeline target={null} onHelp={setHelp} />
    </Panel>
  );
}

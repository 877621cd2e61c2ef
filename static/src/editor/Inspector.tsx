/** Inspector: what is selected, and its settings. */
import { useState } from "react";
import { renameDesign } from "../design/actions";
import { Icon } from "../diagram/Icon";
import { ComponentInspector } from "./ComponentInspector";
import { EdgeInspector } from "./EdgeInspector";
import { helpOf, Panel } from "./InspectorPanel";
import { Lesson } from "./Lesson";
import { NameField } from "./NameField";
import * as operations from "./operations";
import { showProblem } from "./running";
import { soleComponent, soleEdge } from "./selection";
import { useDesign, useEditor } from "./store";
import { Timeline } from "./Timeline";
import type { Helped } from "./InspectorPanel";

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
    <Panel label="Selection" head={head}>
      <div className="insp-acts">
        <button type="button" className="btn sm" onClick={() => operations.duplicate()}><Icon name="i-copy" size={14} />Duplicate</button>
        <button type="button" className="btn sm" onClick={() => void operations.copy()}>Copy</button>
        <button type="button" className="btn sm danger" onClick={() => operations.removeSelected()}><Icon name="i-trash" size={14} />Delete</button>
      </div>
    </Panel>
  );
}

function DesignInspector() {
  const [help, setHelp] = useState<Helped | null>(null);
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
    // The foot stands for as long as there are settings: if it came and went, the list would slide away
    // under the pointer that had called it.
    <Panel label="Design" head={head} help={Object.keys(design.timeline).length > 0 ? help : undefined}>
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
      <Lesson of={design.name} />
      <Timeline target={null} onHelp={(field) => setHelp(field && helpOf(field))} />
    </Panel>
  );
}

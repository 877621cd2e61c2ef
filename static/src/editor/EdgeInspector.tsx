/** Edge inspector: the kind and the settings of the selected edge. */
import { useState } from "react";
import { setEdgeKind } from "../design/actions";
import { fieldsBetween, fieldsOfEdge } from "../design/catalog";
import { joiningOfTypes } from "../design/connections";
import { baselines, differing } from "../design/presets";
import { problemsAt } from "../design/problems";
import { EdgeLines } from "../diagram/Edge";
import { MoreButton, Panel, PartProblems } from "./InspectorPanel";
import { SettingsForm } from "./SettingsForm";
import { useDesign, useEditor } from "./store";
import type { EdgeKind } from "../design/types";
import type { Helped } from "./InspectorPanel";

const KIND_LABEL: Record<EdgeKind, string> = { call: "Call", message: "Message", "dead-letter": "Dead letter" };
const KIND_SAYS: Record<EdgeKind, string> = {
  call: "Waits for the answer.",
  message: "Waits for nobody.",
  "dead-letter": "Takes what was received too often.",
};

export function EdgeInspector({ id }: { id: string }) {
  const [help, setHelp] = useState<Helped | null>(null);
  const catalog = useEditor((state) => state.catalog);
  const problems = useEditor((state) => state.problems);
  const design = useDesign();
  const edge = design.edges[id];
  if (!edge) return null;
  const [source, target] = [design.components[edge.source], design.components[edge.target]];
  const kinds = source && target ? joiningOfTypes(catalog, source.type, target.type).kinds : [];
  const fields = source && target ? fieldsBetween(catalog, source.type, target.type, edge) : [];
  const baseline = baselines(catalog, design, { kind: "edge", id });
  const changed = differing(fields, edge.settings, baseline).length;
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
      <SettingsForm
        key={edge.kind} owner={{ kind: "edge", id }} of={`edge ${edge.kind}`} path={["edges", id, "settings"]} fields={fields} settings={edge.settings}
        baseline={baseline} onHelp={setHelp}
      />
    </Panel>
  );
}

/** Share page: one stored run to play, read and fork; nothing on it can be changed. */

import { useMemo } from "react";
import { columnOf } from "../editor/column";
import { ColumnNode } from "../editor/ColumnNode";
import { JointLine } from "../editor/JointLine";
import { useMedia } from "../editor/layout";
import { marksOf } from "../editor/marks";
import type { Catalog } from "../design/types";
import { nodeSpecs } from "../diagram/spec";

import type { NodeMarks } from "../diagram/spec";
import { StaticDiagram } from "../diagram/StaticDiagram";
import { FindingsPanel } from "../feedback/FindingsPanel";
import { csrfToken } from "../run/api";
import { useCatalog } from "../run/catalog";
import { useDock } from "../run/dock";
import { clock, hub } from "../run/playback";
import type { Finding, Run } from "../run/types";

export interface ShareData {
  slug: string;
  run: Run;
}

const NOTHING = { components: new Set<string>(), edges: new Set<string>() };
const NO_MARKS_YET: ReadonlyMap<string, NodeMarks> = new Map();

/** Narrower than this the design is told downwards, as in the editor. */
const NARROW = "(max-width: 719px)";

export function ShareDiagram({ run }: { run: Run }) {
  const catalog = useCatalog();
  const narrow = useMedia(NARROW);
  const chosen = useDock((state) => state.component);
  const choose = useDock((state) => state.setComponent);
  const marks = useMemo(() => {
    const selection = chosen ? { ...NOTHING, components: new Set([chosen]) } : NOTHING;
    return marksOf(run.design, selection, [], run.findings, NO_MARKS_YET);
  }, [run, chosen]);
  if (!catalog) return <div className="diagram" aria-busy="true" />;
  if (narrow) return <ShareColumn catalog={catalog} run={run} />;
  return (
    <StaticDiagram
      design={run.design}
      catalog={catalog}
      live={hub}
      clock={clock}
      marks={marks}
      onSelect={(id) => choose(id === chosen ? null : id)}
      label="Diagram. A component's button shows its charts."
    />
  );
}

function ShareColumn({ catalog, run: { design } }: { catalog: Catalog; run: Run }) {
  const chosen = useDock((state) => state.component);
  const choose = useDock((state) => state.setComponent);
  const specs = useMemo(() => nodeSpecs(catalog, design), [catalog, design]);
  return (
    <div className="column diagram">
      {columnOf(design).map((row) => {
        const spec = specs.get(row.id);
        if (!spec) return null;
        return (
          <div key={row.id} className={row.branch ? "column-row branch" : "column-row"}>
            {row.joints.map(({ id, from, straight }) => {
              const edge = design.edges[id];
              const words = straight ? "" : (design.components[from]?.label ?? from);
              return edge && <JointLine key={id} id={id} edge={edge} from={words} selected={false} onSelect={null} onAdd={null} />;
            })}
            <ColumnNode spec={spec} selected={row.id === chosen} onSelect={() => choose(row.id === chosen ? null : row.id)} />
          </div>
        );
      })}
    </div>
  );
}

export function ShareFindings({ data }: { data: ShareData }) {
  const show = (finding: Finding): void => {
    if (finding.subject.kind === "component") useDock.getState().setComponent(finding.subject.id);
    document.getElementById("share-diagram")?.scrollIntoView({ block: "nearest" });
  };
  return (
    <FindingsPanel
      onShow={show}
      action={(finding) => finding.fix && <TryInFork finding={finding} url={`/share/${data.slug}/fork`} />}
    />
  );
}

/** A real form: the fork opens with the finding's fix applied. */
function TryInFork({ finding, url }: { finding: Finding; url: string }) {
  return (
    <form method="post" action={url}>
      <input type="hidden" name="csrfmiddlewaretoken" value={csrfToken()} />
      <input type="hidden" name="fix" value={finding.rule} />
      <button type="submit" className="btn pri sm">
        Try it in a fork
      </button>
    </form>
  );
}


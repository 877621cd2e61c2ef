/** Share page: one stored run to play, read and fork; nothing on it can be changed. */

import { useMemo } from "react";
import { EdgeKey } from "../diagram/Edge";
import { SlotsKey } from "../diagram/SlotsKey";
import { marksOf } from "../diagram/marks";
import { NARROW, useMedia } from "../diagram/media";
import { nodeSpecs } from "../diagram/spec";
import type { NodeMarks } from "../diagram/spec";
import { StaticDiagram } from "../diagram/StaticDiagram";
import { FindingsPanel } from "../feedback/FindingsPanel";
import { csrfToken } from "../run/api";
import { DesignColumn } from "./DesignColumn";
import { useCatalog } from "../run/catalog";
import { useDock } from "../run/dock";
import { clock, hub } from "../run/playback";
import type { Finding, Run } from "../run/types";

export interface ShareData {
  slug: string;
  run: Run;
}

const NOTHING: ReadonlySet<string> = new Set();
const NO_MARKS_YET: ReadonlyMap<string, NodeMarks> = new Map();

export function ShareDiagram({ run }: { run: Run }) {
  const catalog = useCatalog();
  const narrow = useMedia(NARROW);
  const chosen = useDock((state) => state.component);
  const choose = useDock((state) => state.setComponent);
  const marks = useMemo(() => {
    const selected = chosen ? new Set([chosen]) : NOTHING;
    return marksOf(run.design, selected, [], run.findings, NO_MARKS_YET);
  }, [run, chosen]);
  if (!catalog) return <div className="diagram" aria-busy="true" />;
  if (narrow) return <DesignColumn catalog={catalog} design={run.design} />;
  return (
    <>
      <StaticDiagram
        design={run.design}
        catalog={catalog}
        live={hub}
        clock={clock}
        marks={marks}
        onSelect={(id) => choose(id === chosen ? null : id)}
        label="Diagram. A component's button shows its charts."
      />
      <div className="keys">
        <EdgeKey />
        <SlotsKey specs={[...nodeSpecs(catalog, run.design).values()]} live={hub} />
      </div>
    </>
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


/** Compared: the same message in the run that is laid under the shown one. */

import { useEffect, useMemo, useState } from "react";
import { api } from "../run/api";
import { useSession } from "../run/session";
import type { Run, RunBrief } from "../run/types";
import { AttemptRows } from "./AttemptRows";
import { lifeOf } from "./attempts";
import type { Life } from "./attempts";
import { Names } from "./names";
import { sameMessage } from "./store";
import { briefStory } from "./story";
import type { MessageHistory } from "./types";

type Found = { readonly history: MessageHistory } | { readonly missing: string } | null;

interface ComparedProps {
  history: MessageHistory;
  /** Its life in the shown run. */
  life: Life;
  onCompare?: (() => void) | undefined;
}

export function Compared({ history, life, onCompare }: ComparedProps) {
  const current = useSession((state) => state.current);
  const overlay = useSession((state) => state.overlay);
  const runs = useSession((state) => state.runs);
  const others = runs.filter((run) => run.status === "finished" && run.id !== current?.id);
  if (!current || (!overlay && !others.length)) return null;
  return (
    <section className="mic-part mic-compared" aria-labelledby="mic-compared">
      {overlay ? <InOverlay history={history} beside={life} current={current} overlay={overlay} onCompare={onCompare} /> : <Offer others={others} />}
    </section>
  );
}

/** Without a run to compare with, one can be chosen. */
function Offer({ others }: { others: readonly RunBrief[] }) {
  const setOverlay = useSession((state) => state.setOverlay);
  return (
    <div className="mic-offer">
      <h3 id="mic-compared">The same message in another run</h3>
      <select className="inp" aria-labelledby="mic-compared" value="" onChange={(event) => void setOverlay(event.target.value)}>
        <option value="">Choose a run</option>
        {others.map((run) => <option key={run.id} value={run.id}>Run {run.number}</option>)}
      </select>
    </div>
  );
}

interface OverlayProps {
  history: MessageHistory;
  beside: Life;
  current: Run;
  overlay: Run;
  onCompare?: (() => void) | undefined;
}

function InOverlay({ history, beside, current, overlay, onCompare }: OverlayProps) {
  const found = useFound(overlay, history);
  const difference = useDifference(current, overlay);
  const other = found && "history" in found ? found.history : null;
  const life = useMemo(() => (other ? lifeOf(other, overlay.duration) : null), [other, overlay.duration]);
  const names = useMemo(() => (other ? new Names(overlay.design, other) : null), [other, overlay.design]);
  return (
    <>
      <div className="mic-offer">
        <h3 id="mic-compared">The same message in run {overlay.number}{difference}</h3>
        {onCompare && <button type="button" className="btn sm" onClick={onCompare}>Compare the runs</button>}
      </div>
      {!found && <p className="muted" aria-busy="true">Looking it up.</p>}
      {found && "missing" in found && <p className="muted">{found.missing}</p>}
      {other && life && names && (
        <>
          <p className="mic-brief">{briefStory(other, life, names)}</p>
          {life.attempts.length > 0 && <AttemptRows life={life} names={names} beside={beside} />}
        </>
      )}
    </>
  );
}

function useFound(overlay: Run, { client, number }: MessageHistory): Found {
  const [found, setFound] = useState<Found>(null);
  useEffect(() => {
    let wanted = true;
    setFound(null);
    sameMessage(overlay.id, { client, number }).then(
      (history) => wanted && setFound(history ? { history } : { missing: notKept(overlay) }),
      (reason: unknown) => wanted && setFound({ missing: reason instanceof Error ? reason.message : "It could not be looked up." }),
    );
    return () => {
      wanted = false;
    };
  }, [overlay, client, number]);
  return found;
}

function notKept(overlay: Run): string {
  return `Run ${overlay.number} kept no history of it: there it was neither dead-lettered nor handled twice, nor among the slowest.`;
}

/** What sets the other run apart, where that is one thing: ", where the timeout is 120 s". */
function useDifference(current: Run, overlay: Run): string {
  const [words, setWords] = useState("");
  useEffect(() => {
    let wanted = true;
    setWords("");
    api.compare(current.id, overlay.id).then(
      ({ changes }) => {
        const [only] = changes;
        if (wanted && only && changes.length === 1) setWords(`, where “${only.label}” is ${only.b}`);
      },
      () => undefined, // Without it the heading is shorter.
    );
    return () => {
      wanted = false;
    };
  }, [current.id, overlay.id]);
  return words;
}

/** Run history: every run of the scenario, going on or over, to open, overlay, cancel or fetch. */

import { Icon } from "../diagram/Icon";
import { api } from "../run/api";
import { useSession } from "../run/session";
import type { RunBrief } from "../run/types";
import { isOver } from "../run/types";
import { briefWords } from "../run/words";

const WORD: Record<RunBrief["status"], string> = {
  queued: "queued",
  running: "running",
  finished: "finished",
  failed: "stopped",
  cancelled: "cancelled",
};

export function RunHistory() {
  const runs = useSession((state) => state.runs);
  if (!runs.length) {
    return (
      <div className="empty">
        <Icon name="i-play" size={18} />
        <span>
          <b>No run yet</b>
          Press Run; every run of this scenario is kept here.
        </span>
      </div>
    );
  }
  return (
    <table className="table history">
      <thead>
        <tr>
          <th scope="col">Run</th>
          <th scope="col">State</th>
          <th scope="col">When</th>
          <th scope="col" className="n">
            Computed in
          </th>
          <th scope="col">
            <span className="sr">What to do with it</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <Row key={run.id} run={run} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ run }: { run: RunBrief }) {
  const current = useSession((state) => state.current?.id === run.id);
  const overlaid = useSession((state) => state.overlay?.id === run.id);
  const select = useSession((state) => state.select);
  const setOverlay = useSession((state) => state.setOverlay);
  const cancel = useSession((state) => state.cancel);
  return (
    <tr className={current ? "on" : undefined}>
      <th scope="row">
        <button
          type="button"
          className="linkbtn"
          aria-current={current ? "true" : undefined}
          onClick={() => void select(run.id)}
        >
          Run {run.number}
        </button>
        {current && <span className="chip">shown</span>}
      </th>
      <td>
        <span className={`state ${run.status}`}>{WORD[run.status]}</span>
        <span className="muted"> {briefWords(run)}</span>
        {run.status === "failed" && run.message && <span className="problem">{run.message}</span>}
      </td>
      <td>
        <time dateTime={run.created_at}>{whenWords(run.created_at)}</time>
      </td>
      <td className="n">{run.wall_ms === null ? "–" : `${(run.wall_ms / 1000).toFixed(1)}\u00a0s`}</td>
      <td className="n">
        {!isOver(run.status) && (
          <button type="button" className="btn sm" onClick={() => void cancel(run.id)}>
            Cancel
          </button>
        )}
        {isOver(run.status) && !current && run.last_seq > 0 && (
          <button
            type="button"
            className="btn sm quiet"
            aria-pressed={overlaid}
            onClick={() => void setOverlay(overlaid ? null : run.id)}
          >
            {overlaid ? "Take away" : "Overlay"}
          </button>
        )}
        {isOver(run.status) && (
          <a className="ref" href={api.downloadUrl(run.id, "json")} download>
            JSON<span className="sr"> of run {run.number}</span>
          </a>
        )}
      </td>
    </tr>
  );
}

const clockTime = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const dayTime = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

function whenWords(iso: string): string {
  const when = new Date(iso);
  return (when.toDateString() === new Date().toDateString() ? clockTime : dayTime).format(when);
}

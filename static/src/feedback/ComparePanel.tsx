/** Compare panel: two runs of a scenario, what was changed between them and what came of it. */

import { useEffect, useRef, useState } from "react";
import { Icon } from "../diagram/Icon";
import { api } from "../run/api";
import { useSession } from "../run/session";
import { briefWords } from "../run/words";
import type { ComparedRow, Comparison, RunBrief } from "../run/types";

export interface ComparePanelProps {
  /** Offers to share the newer of the two. */
  onShare?: () => void;
}

export function ComparePanel({ onShare }: ComparePanelProps) {
  const { older, newer, runs } = usePair();
  const comparison = useComparison(older?.id ?? null, newer?.id ?? null);
  useOlderAtFirst(older, newer, runs);
  if (!newer || runs.length < 2) return <NeedsTwo />;
  return (
    <div className="compare">
      <Choice runs={runs} older={older} newer={newer} />
      {older && comparison.error && <p className="problem">{comparison.error}</p>}
      {older && comparison.value && <Outcome comparison={comparison.value} />}
      {older && comparison.value && onShare && (
        <button type="button" className="btn quiet" onClick={onShare}>
          <Icon name="i-share" />
          Share the comparison
        </button>
      )}
    </div>
  );
}

function usePair(): { older: RunBrief | null; newer: RunBrief | null; runs: RunBrief[] } {
  const all = useSession((state) => state.runs);
  const newer = useSession((state) => state.current);
  const older = useSession((state) => state.overlay);
  const runs = all.filter((run) => run.status === "finished");
  return { older, newer, runs };
}

/** Opening the panel lays the run before under the shown one; taken away, it stays away. */
function useOlderAtFirst(older: RunBrief | null, newer: RunBrief | null, runs: readonly RunBrief[]): void {
  const setOverlay = useSession((state) => state.setOverlay);
  const offered = useRef<string | null>(null);
  useEffect(() => {
    if (older || !newer || newer.status !== "finished" || offered.current === newer.id) return;
    const before = runs.find((run) => run.number < newer.number);
    if (!before) return;
    offered.current = newer.id;
    void setOverlay(before.id);
  }, [older, newer, runs, setOverlay]);
}

function useComparison(a: string | null, b: string | null): { value: Comparison | null; error: string } {
  const status = useSession((state) => state.status);
  const [result, setResult] = useState<{ value: Comparison | null; error: string }>({ value: null, error: "" });
  useEffect(() => {
    setResult({ value: null, error: "" });
    if (!a || !b || a === b || status !== "finished") return;
    let wanted = true;
    api.compare(a, b).then(
      (value) => wanted && setResult({ value, error: "" }),
      (reason: unknown) => wanted && setResult({ value: null, error: reason instanceof Error ? reason.message : "" }),
    );
    return () => {
      wanted = false;
    };
  }, [a, b, status]);
  return result;
}

function NeedsTwo() {
  return (
    <div className="empty">
      <Icon name="i-flask" size={18} />
      <span>
        <b>Nothing to compare yet</b>
        Change something and run again, or press “Prove it” on a finding.
      </span>
    </div>
  );
}

function Choice({ runs, older, newer }: { runs: RunBrief[]; older: RunBrief | null; newer: RunBrief }) {
  const select = useSession((state) => state.select);
  const setOverlay = useSession((state) => state.setOverlay);
  const others = runs.filter((run) => run.id !== newer.id);
  return (
    <div className="pair">
      <select
        className="inp"
        aria-label="The older run"
        value={older?.id ?? ""}
        onChange={(event) => void setOverlay(event.target.value || null)}
      >
        <option value="">Choose a run</option>
        {others.map((run) => (
          <RunOption key={run.id} run={run} />
        ))}
      </select>
      <span className="muted">with</span>
      <select
        className="inp"
        aria-label="The newer run"
        value={newer.id}
        onChange={(event) => void select(event.target.value, older?.id === event.target.value ? newer.id : (older?.id ?? null))}
      >
        {[...new Map([newer, ...runs].map((run) => [run.id, run])).values()].map((run) => (
          <RunOption key={run.id} run={run} />
        ))}
      </select>
    </div>
  );
}

function RunOption({ run }: { run: RunBrief }) {
  return (
    <option value={run.id} title={briefWords(run)}>
      Run {run.number}
    </option>
  );
}

function Outcome({ comparison }: { comparison: Comparison }) {
  const { verdict, changes, rows, a, b } = comparison;
  const icon = verdict.good === true ? "i-check" : verdict.good === false ? "i-warn" : "i-hint";
  const tone = verdict.good === true ? "ok" : verdict.good === false ? "sev-w" : "muted";
  return (
    <>
      <div className="verdict">
        <h3>
          <span className={tone}>
            <Icon name={icon} size={18} />
          </span>
          {verdict.title}
        </h3>
        <p>{verdict.text}</p>
      </div>
      <h3 className="sub">What was changed</h3>
      {changes.length ? (
        <ul className="changes">
          {changes.map((change) => (
            <li key={change.path.join(" ")}>
              <span>{change.label}</span>
              <span className="num">
                <s>
                  <span className="sr">was </span>
                  {change.a}
                </s>{" "}
                <b>
                  <span className="sr">now </span>
                  {change.b}
                </b>
              </span>
            </li>
          ))}
        </ul>
      ) : (
        <p className="muted">Nothing: the same design, run twice.</p>
      )}
      <h3 className="sub">What came of it</h3>
      <table className="came">
        <thead>
          <tr>
            <th scope="col">At the end of the run</th>
            <th scope="col">run {a.number}</th>
            <th scope="col">run {b.number}</th>
            <th scope="col">change</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.label} row={row} />
          ))}
        </tbody>
      </table>
      {!comparison.same_work && (
        <p className="muted">The two runs did not see the same work, so part of the difference is chance.</p>
      )}
    </>
  );
}

function Row({ row }: { row: ComparedRow }) {
  const tone = row.better === true ? "better" : row.better === false ? "worse" : "";
  return (
    <tr>
      <th scope="row">{row.label}</th>
      <td>{row.a}</td>
      <td>
        <b>{row.b}</b>
      </td>
      <td className={tone}>
        {row.change}
        {tone && <span className="sr"> ({tone})</span>}
      </td>
    </tr>
  );
}

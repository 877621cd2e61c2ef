/** Findings panel: advice on the design, sorted by severity, one open at a time. */

import { useEffect, useRef } from "react";
import type { ReactNode } from "react";
import { Icon } from "../diagram/Icon";
import { useMicroscope } from "../microscope/store";
import type { Reason } from "../microscope/types";
import { formatClock } from "../run/format";
import { clock } from "../run/playback";
import { useSession } from "../run/session";
import type { Finding, Fix } from "../run/types";
import { findingKey, SEVERITY_CLASS, SEVERITY_ICON, SEVERITY_WORD, sorted } from "./order";

export interface FindingsPanelProps {
  /** Applies the fix to the open design, as one step of undo. */
  onApply?: (fix: Fix, finding: Finding) => void;
  /** Runs the changed design on the same seed and opens the comparison. */
  onProve?: (finding: Finding) => void;
  /** Shows where in the diagram it is. */
  onShow?: (finding: Finding) => void;
  /** In the place of "Apply fix", for pages that cannot change the design. */
  action?: (finding: Finding) => ReactNode;
  findings?: readonly Finding[];
}

export function FindingsPanel(props: FindingsPanelProps) {
  const ofRun = useSession((state) => state.findings);
  const ofDesign = useSession((state) => state.designFindings);
  const hasRun = useSession((state) => state.current !== null);
  const openKey = useSession((state) => state.openFinding);
  const setOpen = useSession((state) => state.setOpenFinding);
  const findings = sorted(props.findings ?? (hasRun ? ofRun : ofDesign));
  if (!findings.length) return <NothingYet />;
  const shown = findings.some((finding) => findingKey(finding) === openKey)
    ? openKey
    : openKey === CLOSED
      ? null
      : findingKey(findings[0] as Finding);
  return (
    <div className="finds">
      {findings.map((finding) => {
        const key = findingKey(finding);
        const isOpen = key === shown;
        return (
          <FindingCard
            key={key}
            finding={finding}
            open={isOpen}
            onToggle={() => setOpen(isOpen ? CLOSED : key)}
            {...props}
          />
        );
      })}
    </div>
  );
}

/** All of them closed by hand; otherwise the first one is open. */
const CLOSED = "closed";

function NothingYet() {
  const hasRun = useSession((state) => state.current !== null);
  const status = useSession((state) => state.status);
  const why: Partial<Record<typeof status, string>> = {
    starting: "Findings come when the run has ended.",
    queued: "Findings come when the run has ended.",
    running: "Findings come when the run has ended.",
    failed: "The run did not reach its end, so no rule has looked at it.",
    cancelled: "The run did not reach its end, so no rule has looked at it.",
    finished: "No rule has anything against this run.",
  };
  const words = hasRun || status === "starting" ? why[status] : undefined;
  return (
    <div className="empty">
      <Icon name="i-check" size={18} />
      <span>
        <b>Nothing to say yet</b>
        {words ?? "Findings appear while you draw, and after a run with its numbers."}
      </span>
    </div>
  );
}

interface CardProps extends FindingsPanelProps {
  finding: Finding;
  open: boolean;
  onToggle: () => void;
}

function FindingCard({ finding, open, onToggle, ...actions }: CardProps) {
  const id = `finding-${findingKey(finding).replace(/[^A-Za-z0-9]+/g, "-")}`;
  const card = useRef<HTMLElement>(null);
  const wasOpen = useRef(open);
  useEffect(() => {
    if (open && !wasOpen.current) card.current?.scrollIntoView({ block: "nearest" });
    wasOpen.current = open;
  }, [open]);
  return (
    <article ref={card} className={open ? "find open" : "find"}>
      <h3>
        <button type="button" className="t" aria-expanded={open} aria-controls={id} onClick={onToggle}>
          <span className={SEVERITY_CLASS[finding.severity]}>
            <Icon name={SEVERITY_ICON[finding.severity]} size={18} />
            <span className="sr">{SEVERITY_WORD[finding.severity]}: </span>
          </span>
          <span className="grow">{finding.title}</span>
          <span className="code">{finding.rule}</span>
        </button>
      </h3>
      <div id={id} className="b" hidden={!open}>
        <p>
          {finding.message}{" "}
          <a className="about" href={`/findings/${finding.page}/`}>
            About {finding.rule}
          </a>
        </p>
        <EvidenceTable finding={finding} />
        <Actions finding={finding} {...actions} />
      </div>
    </article>
  );
}

/** Now against predicted: what was measured is bold, what is predicted is not. */
export function EvidenceTable({ finding }: { finding: Finding }) {
  if (!finding.evidence.length) return null;
  const [now = "now", then] = finding.evidence_columns;
  const predicts = finding.evidence.some((row) => row.predicted !== null);
  return (
    <table className="evidence">
      <thead>
        <tr>
          <th scope="col">{predicts ? "Same seed, same work" : "In this run"}</th>
          <th scope="col">{now}</th>
          {predicts && <th scope="col">{then ?? "predicted"}</th>}
        </tr>
      </thead>
      <tbody>
        {finding.evidence.map((row) => (
          <tr key={row.label}>
            <th scope="row">{row.label}</th>
            <td>
              <b>{row.value}</b>
            </td>
            {predicts && <td>{row.predicted ?? "–"}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Which kept messages show what a section of rules is about. */
const SHOWN_BY: Readonly<Record<string, readonly [Reason, string]>> = {
  DLQ: ["dead", "See the dead letters"],
  VIS: ["twice", "See messages handled twice"],
  IDEM: ["twice", "See messages handled twice"],
};

function SuchMessages({ finding }: { finding: Finding }) {
  const [reason, words] = SHOWN_BY[finding.rule.split("-")[0] ?? ""] ?? [];
  const some = useMicroscope((state) => reason !== undefined && state.list?.rows.some((row) => row.kept.includes(reason)) === true);
  const look = useMicroscope((state) => state.look);
  if (!some || !reason) return null;
  return (
    <button type="button" className="linkbtn ref" onClick={() => void look({ reason })}>
      <Icon name="i-microscope" size={14} />
      {words}
    </button>
  );
}

function Actions({ finding, onApply, onProve, onShow, action }: { finding: Finding } & FindingsPanelProps) {
  const { fix, watch } = finding;
  return (
    <div className="acts">
      {action?.(finding)}
      {!action && fix && onApply && (
        <button type="button" className="btn pri sm" onClick={() => onApply(fix, finding)}>
          {fix.label}
        </button>
      )}
      {fix && onProve && (
        <button type="button" className="btn sm" onClick={() => onProve(finding)}>
          <Icon name="i-flask" size={14} />
          Prove it
        </button>
      )}
      <SuchMessages finding={finding} />
      {watch !== null && <WatchLink finding={finding} at={watch} {...(onShow ? { onShow } : {})} />}
      {watch === null && onShow && finding.subject.kind !== "design" && (
        <button type="button" className="linkbtn ref" onClick={() => onShow(finding)}>
          Show it
        </button>
      )}
    </div>
  );
}

/** Moves the clock to a little before it happens, plays, and rings the part. */
function WatchLink({ finding, at, onShow }: { finding: Finding; at: number; onShow?: (finding: Finding) => void }) {
  const watch = (): void => {
    clock.seek(at);
    clock.play();
    onShow?.(finding);
  };
  return (
    <button type="button" className="linkbtn ref" onClick={watch}>
      <Icon name="i-clock" size={14} />
      Watch {formatClock(at)}
    </button>
  );
}

/** Microscope: the messages of a run whose life is kept, and the whole life of one of them. */

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { Icon } from "../diagram/Icon";
import { copyText } from "../pages/clipboard";
import { formatNumber } from "../run/format";
import { playStretch } from "../run/playback";
import { useSession } from "../run/session";
import type { Run } from "../run/types";
import { AttemptRows, AttemptsKey } from "./AttemptRows";
import { lifeOf } from "./attempts";
import type { Life } from "./attempts";
import { Compared } from "./Compared";
import { LifeStrip } from "./LifeStrip";
import { writeLink } from "./link";
import { Hatching } from "./Marks";
import { MessageList } from "./MessageList";
import { Names, numberOf } from "./names";
import { Side } from "./Side";
import { listed, useMicroscope } from "./store";
import { storyOf } from "./story";
import { sameJob } from "./types";
import type { JobName, MessageHistory } from "./types";
import { VERDICTS } from "./words";

export interface MicroscopeProps {
  /** Goes back to what was shown before. */
  onClose?: () => void;
  /** Opens the comparison with the run that is laid under the shown one. */
  onCompare?: () => void;
  /** Brings the diagram into view, where a stretch is about to play. */
  onPlay?: () => void;
}

export function Microscope({ onClose, onCompare, onPlay }: MicroscopeProps) {
  const run = useSession((state) => state.current);
  const list = useMicroscope((state) => state.list);
  const error = useMicroscope((state) => state.error);
  if (!list || !run) return error ? <p className="problem mic-none" role="alert">{error}</p> : <p className="empty mic-none" aria-busy="true">Looking for the messages of this run.</p>;
  if (!list.kept) return <p className="empty mic-none">{list.note || "No message of this run is kept: none was sent."}</p>;
  return (
    <section className="mic" aria-label="Message microscope">
      <Hatching />
      <MessageList onClose={onClose} />
      <Shown run={run} onCompare={onCompare} onPlay={onPlay} />
    </section>
  );
}

function Shown({ run, onCompare, onPlay }: { run: Run; onCompare: (() => void) | undefined; onPlay: (() => void) | undefined }) {
  const history = useMicroscope((state) => state.history);
  const problem = useMicroscope((state) => state.problem);
  const chosen = useMicroscope((state) => state.chosen);
  const life = useMemo(() => (history ? lifeOf(history, run.duration) : null), [history, run.duration]);
  const names = useMemo(() => (history ? new Names(run.design, history) : null), [history, run.design]);
  const ready = history && life && names;
  const play = (): void => {
    if (!ready) return;
    onPlay?.();
    playStretch(history.sent, life.last);
  };
  return (
    <>
      <div className="mic-main">
        {chosen && <Head job={chosen} history={history} run={run} life={life} />}
        {problem && <p className="problem" role="alert">{problem}</p>}
        {!ready && !problem && chosen && <div className="mic-wait" aria-busy="true"><span className="skeleton line" /><span className="skeleton plot" /></div>}
        {!chosen && <p className="empty">Choose a message to see its whole life.</p>}
        {ready && (
          <>
            <p className="mic-story">{storyOf(history, life, names)}</p>
            <LifeStrip history={history} life={life} names={names} />
            {life.attempts.length > 0 && (
              <section className="mic-part" aria-labelledby="mic-attempts">
                <div className="mic-offer">
                  <h3 id="mic-attempts">Attempts, each from its receive</h3>
                  <AttemptsKey life={life} />
                </div>
                <AttemptRows life={life} names={names} />
              </section>
            )}
            <Compared history={history} life={life} onCompare={onCompare} />
          </>
        )}
      </div>
      {ready && <Side history={history} life={life} names={names} onPlay={play} />}
    </>
  );
}

interface HeadProps {
  job: JobName;
  history: MessageHistory | null;
  run: Run;
  life: Life | null;
}

function Head({ job, history, run, life }: HeadProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const attention = useMicroscope((state) => state.attention);
  const rows = useMicroscope((state) => state.rows);
  const reason = useMicroscope((state) => state.reason);
  const choose = useMicroscope((state) => state.choose);
  const shown = listed({ rows, reason });
  const at = shown.findIndex((row) => sameJob(row, job));
  const clients = Object.values(run.design.components).filter((part) => part.type === "client").length;
  useLayoutEffect(() => {
    if (attention) heading.current?.focus();
  }, [attention]);
  const step = (by: number) => {
    const next = at < 0 ? undefined : shown[at + by];
    return { disabled: !next, onClick: () => next && void choose({ client: next.client, number: next.number }) };
  };
  const verdict = history ? VERDICTS[history.verdict] : null;
  const handled = life?.attempts.filter((attempt) => attempt.repeated).length ?? 0;
  const done = life?.attempts.filter((attempt) => attempt.outcome === "done").length ?? 0;
  return (
    <header className="mic-title">
      <button type="button" className="btn icon sm quiet" aria-label="Previous message" {...step(-1)}><Icon name="i-left" /></button>
      <h2 ref={heading} tabIndex={-1} className="num">
        Message {numberOf(job.number)}
        {clients > 1 && <span className="faint"> of {run.design.components[job.client]?.label || job.client}</span>}
      </h2>
      <span className="mic-tags">
        {verdict && <span className={`tag ${verdict.tag}`}><Icon name={verdict.icon} size={14} />{verdict.word}</span>}
        {handled > 0 && <span className="tag dup"><Icon name="i-duplicate" size={14} />handled {done === 2 ? "twice" : `${formatNumber(done)} times`}</span>}
        {history && history.poison.length > 0 && <span className="tag error"><Icon name="i-error" size={14} />poison</span>}
        {history?.class && <span className="tag">class {history.class}</span>}
        {history && history.priority !== 0 && <span className="tag">priority {formatNumber(history.priority)}</span>}
        {history?.group != null && <span className="tag">group {formatNumber(history.group)}</span>}
      </span>
      <span className="mic-gap" />
      <CopyLink job={job} run={run} />
      <button type="button" className="btn icon sm quiet" aria-label="Next message" {...step(1)}><Icon name="i-right" /></button>
    </header>
  );
}

const SAID_MS = 2500;

function CopyLink({ job, run }: { job: JobName; run: Run }) {
  const [said, setSaid] = useState("");
  const scenario = useSession((state) => state.scenario);
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setSaid(""), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async (): Promise<void> => {
    const link = new URL(writeLink({ job, run: scenario ? run.id : null }), location.href).href;
    setSaid((await copyText(link)) ? "Link copied" : "Copy the address of this page");
  };
  return (
    <>
      <span className="mic-copied" role="status">{said}</span>
      <button type="button" className="btn icon sm quiet" aria-label="Copy the link to this message" title="Copy the link to this message" onClick={() => void copy()}>
        <Icon name="i-link" />
      </button>
    </>
  );
}

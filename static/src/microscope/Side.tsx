/** Side: where a message's time went, what its work cost, and every step in words. */

import { Icon } from "../diagram/Icon";
import { plural } from "../run/format";
import type { Life } from "./attempts";
import { lasting } from "./names";
import type { Names } from "./names";
import { spentOf } from "./times";
import type { Spent } from "./times";
import type { MessageHistory } from "./types";
import { linesOf } from "./words";

interface SideProps {
  history: MessageHistory;
  life: Life;
  names: Names;
  onPlay: () => void;
}

export function Side({ history, life, names, onPlay }: SideProps) {
  const spent = spentOf(history, life);
  const rows = timeRows(spent, names);
  return (
    <aside className="mic-side" aria-label="About this message">
      <h3 className="mic-tab">Where the time went</h3>
      <div className="mic-body">
        <dl className="pairs">
          {rows.map(([label, seconds]) => <Pair key={label} label={label}>{lasting(seconds)}</Pair>)}
          <div className="sum">
            <dt>{history.ended === null ? "Sent to the end of the run" : SPANS[history.verdict] ?? "Sent to its end"}</dt>
            <dd>{lasting(spent.total)}</dd>
          </div>
        </dl>
        <dl className="pairs">
          <Pair label="Worker time spent">{lasting(spent.worked)}</Pair>
          {spent.needed > 0 && <Pair label="Worker time needed">{lasting(spent.needed)}</Pair>}
          <div>
            <dt>Work completed</dt>
            <dd className={spent.completed > 1 ? "bad" : ""}>{spent.completed > 1 && names.workersOfIt < spent.completed ? `${plural(spent.completed, "time")}, ${names.workersOfIt} wanted` : plural(spent.completed, "time")}</dd>
          </div>
        </dl>
        <h3>Every step</h3>
        <ol className="mic-steps">
          {linesOf(history, names).map(({ at, text }, index) => (
            <li key={index}>
              <span>{text}</span>
              <time>{names.time(at)}</time>
            </li>
          ))}
        </ol>
        {history.omitted > 0 && <p className="muted">{plural(history.omitted, "step")} in the middle {history.omitted === 1 ? "is" : "are"} left out.</p>}
        <button type="button" className="btn sm mic-play" onClick={onPlay}>
          <Icon name="i-play" size={14} />
          Play this stretch on the diagram
        </button>
      </div>
    </aside>
  );
}

function Pair({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const SPANS: Partial<Record<MessageHistory["verdict"], string>> = { dead: "Sent to dead letters", done: "Sent to acknowledged" };

/** What took time, without what took none. */
function timeRows(spent: Spent, names: Names): [string, number][] {
  const several = spent.waiting.length > 1;
  const rows: [string, number][] = [
    ...spent.waiting.map(({ queue, seconds }): [string, number] => [several ? `Waiting in ${names.of(queue)}` : "Waiting in the queue", seconds]),
    ["Delayed", spent.delayed],
    ["Handed out, waiting for a slot", spent.prefetched],
    [spent.after > 0 ? "Worked on, within the timeout" : "Worked on", spent.within],
    ["Worked on, after it", spent.after],
    ["Hidden, nobody at work", spent.idle],
  ];
  return rows.filter(([, seconds]) => seconds > 1e-9);
}

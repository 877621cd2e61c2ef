/** Message list: the messages whose life is kept, by the reason why; walked with the arrow keys. */

import { useEffect, useRef } from "react";
import type { KeyboardEvent } from "react";
import { Icon } from "../diagram/Icon";
import { formatClock, formatNumber } from "../run/format";
import { useSession } from "../run/session";
import type { Design } from "../run/types";
import { lasting, numberOf } from "./names";
import { listed, useMicroscope } from "./store";
import { keyOf, sameJob } from "./types";
import type { JobName, MessageRow, Reason } from "./types";
import { neededWords, VERDICTS } from "./words";

const CHIPS: readonly (readonly [Reason, string])[] = [["dead", "Dead"], ["twice", "Twice"], ["slowest", "Slowest"], ["sample", "Sample"], ["compared", "Compared"]];

export function MessageList({ onClose }: { onClose?: (() => void) | undefined }) {
  const list = useMicroscope((state) => state.list);
  const rows = useMicroscope((state) => state.rows);
  const error = useMicroscope((state) => state.error);
  const reason = useMicroscope((state) => state.reason);
  const chosen = useMicroscope((state) => state.chosen);
  const shown = listed({ rows, reason });
  // What its sender holds back, or did not let through, is kept although no queue has counted it.
  const all = list ? Math.max(list.messages, list.kept) : 0;
  return (
    <aside className="mic-list" aria-label="Messages kept">
      <div className="mic-head">
        <h2>Messages kept</h2>
        <span className="meta num">{list ? `${formatNumber(list.kept)} of ${formatNumber(all)}` : ""}</span>
        {onClose && (
          <button type="button" className="btn quiet icon sm" aria-label="Back to the charts" title="Back to the charts (Esc)" onClick={onClose}>
            <Icon name="i-x" />
          </button>
        )}
      </div>
      <Chips rows={rows ?? []} reason={reason} />
      <Place />
      {error && <p className="problem" role="alert">{error}</p>}
      {rows === null && !error && <p className="empty" aria-busy="true">Looking for them.</p>}
      {rows !== null && shown.length === 0 && !error && <p className="empty">No message that is kept fits. Take a filter away to see others.</p>}
      {shown.length > 0 && <Options rows={shown} chosen={chosen} />}
      <p className="help">Every dead message, every one handled twice and the 50 slowest are kept whole, and about 100 as a sample.</p>
    </aside>
  );
}

function Chips({ rows, reason }: { rows: readonly MessageRow[]; reason: Reason | null }) {
  const setReason = useMicroscope((state) => state.setReason);
  return (
    <div className="mic-chips" role="group" aria-label="Why they are kept">
      {CHIPS.map(([id, word]) => {
        const count = rows.filter((row) => row.kept.includes(id)).length;
        if (!count && id === "compared") return null;
        return (
          <button key={id} type="button" className="chip" aria-pressed={reason === id} onClick={() => setReason(reason === id ? null : id)}>
            {word} {formatNumber(count)}
          </button>
        );
      })}
    </div>
  );
}

/** The place and time to which the list is held; a press lets go of it. */
function Place() {
  const place = useMicroscope((state) => state.place);
  const at = useMicroscope((state) => state.at);
  const reason = useMicroscope((state) => state.reason);
  const look = useMicroscope((state) => state.look);
  const design = useSession((state) => state.current?.design);
  if (place === null && at === null) return null;
  const words = placeWords(design, place, at);
  return (
    <div className="mic-chips">
      <button type="button" className="chip on" aria-label={`${words}: show messages of all places and times`} onClick={() => void look({ reason })}>
        {words}
        <Icon name="i-x" size={12} />
      </button>
    </div>
  );
}

export function placeWords(design: Design | undefined, place: string | null, at: number | null): string {
  const label = place === null ? "" : design?.components[place]?.label || place;
  const time = at === null ? "" : `at ${formatClock(at)}`;
  return [label ? `In ${label}` : "On the way", time].filter(Boolean).join(", ");
}

function Options({ rows, chosen }: { rows: readonly MessageRow[]; chosen: JobName | null }) {
  const choose = useMicroscope((state) => state.choose);
  const design = useSession((state) => state.current?.design);
  const several = new Set(rows.map((row) => row.client)).size > 1;
  const box = useRef<HTMLDivElement>(null);
  const at = rows.findIndex((row) => sameJob(row, chosen));
  useEffect(() => {
    box.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [at]);
  const keys = (event: KeyboardEvent): void => {
    const moves: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1, PageDown: at + 8, PageUp: at - 8 };
    const to = moves[event.key];
    const next = to === undefined ? undefined : rows[Math.max(0, Math.min(rows.length - 1, to))];
    if (!next) return;
    event.preventDefault();
    void choose({ client: next.client, number: next.number });
    box.current?.querySelector<HTMLElement>(`[data-key="${keyOf(next)}"]`)?.focus();
  };
  return (
    <div className="mic-options" role="listbox" aria-label="Messages" ref={box} onKeyDown={keys}>
      {rows.map((row, index) => (
        <div
          key={keyOf(row)} data-key={keyOf(row)} role="option" aria-selected={index === at} tabIndex={index === Math.max(at, 0) ? 0 : -1}
          className={index === at ? "mic-option on" : "mic-option"} onClick={() => void choose({ client: row.client, number: row.number })}
        >
          <b>{numberOf(row.number)}{several && <span className="faint"> {design?.components[row.client]?.label || row.client}</span>}</b>
          <span className={`tag ${VERDICTS[row.verdict].tag}`}>
            <Icon name={VERDICTS[row.verdict].icon} size={12} />
            {VERDICTS[row.verdict].short}
          </span>
          <span className="n">{neededWords(row.needed, row.poison)}</span>
          <span className="n">{endWords(row)}</span>
        </div>
      ))}
    </div>
  );
}

function endWords(row: MessageRow): string {
  if (row.ended === null) return `sent ${formatClock(row.sent)}`;
  if (row.verdict === "done") return `done in ${lasting(row.ended - row.sent)}`;
  return `${VERDICTS[row.verdict].word} ${formatClock(row.ended)}`;
}

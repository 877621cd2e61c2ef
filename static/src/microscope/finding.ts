/** Finding messages by number: what the finder offers for "message 1,015", "#1015" or "1015". */

import { formatNumber } from "../run/format";
import { useSession } from "../run/session";
import { useMicroscope } from "./store";
import { keyOf } from "./types";
import { neededWords, VERDICTS } from "./words";

export interface FoundMessage {
  readonly id: string;
  readonly label: string;
  readonly detail: string;
  /** Why it cannot be opened. */
  readonly refused: string;
  readonly open: () => void;
}

const MOST = 8;
const ASKED = /^\s*(?:message\s*)?#?\s*(\d[\d,]{0,11})\s*$/i;

/** The kept messages whose number is, or begins as, what was typed; one that is not kept is said to be so. */
export function messagesNumbered(text: string): FoundMessage[] {
  const digits = ASKED.exec(text)?.[1]?.replaceAll(",", "");
  const { list, look } = useMicroscope.getState();
  const run = useSession.getState().current;
  if (!digits || !list?.kept || !run) return [];
  const rows = list.rows.filter((row) => String(row.number).startsWith(digits)).sort((a, b) => a.number - b.number);
  const several = new Set(list.rows.map((row) => row.client)).size > 1;
  const found = rows.slice(0, MOST).map((row) => ({
    id: keyOf(row),
    label: `Message ${formatNumber(row.number)}${several ? ` of ${run.design.components[row.client]?.label || row.client}` : ""}`,
    detail: `${VERDICTS[row.verdict].word}, ${neededWords(row.needed, row.poison)}`,
    refused: "",
    open: () => void look({ job: { client: row.client, number: row.number } }),
  }));
  if (found.length) return found;
  const refused = Number(digits) > list.messages ? `Run ${run.number} had ${formatNumber(list.messages)} messages.` : `Run ${run.number} kept ${formatNumber(list.kept)} of its messages, and this is none of them.`;
  return [{ id: digits, label: `Message ${formatNumber(Number(digits))}`, detail: "", refused, open: () => undefined }];
}

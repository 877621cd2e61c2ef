/** Announcer: says what becomes of a run, for who hears the page; always there, whatever is folded away. */

import { useSession } from "../run/session";

/** Says when a run starts and ends, and how many findings it has; nothing in between. */
export function Announcer() {
  const status = useSession((state) => state.status);
  const count = useSession((state) => state.findings.length);
  const number = useSession((state) => state.current?.number);
  const words: Partial<Record<typeof status, string>> = {
    queued: `Run ${number} is in the queue.`,
    running: `Run ${number} has started.`,
    finished: `Run ${number} has finished with ${count} ${count === 1 ? "finding" : "findings"}.`,
    failed: `Run ${number} has stopped.`,
    cancelled: `Run ${number} was cancelled.`,
  };
  return (
    <p className="live" role="status">
      {words[status] ?? ""}
    </p>
  );
}

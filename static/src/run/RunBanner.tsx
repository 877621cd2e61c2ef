/** Run banner: what went wrong with a run, or with asking for one, in a sentence and with the next step. */

import { Icon } from "../diagram/Icon";
import { formatClock } from "./format";
import { useSession } from "./session";

export function RunBanner() {
  const run = useSession((state) => state.current);
  const status = useSession((state) => state.status);
  const simulated = useSession((state) => state.simulated);
  const error = useSession((state) => state.error);
  const link = useSession((state) => state.link);
  const dismiss = useSession((state) => state.dismissError);
  if (error) {
    return (
      <div className="banner error" role="alert">
        <Icon name="i-error" />
        <span className="grow">{error}</span>
        <button type="button" className="btn quiet icon sm" aria-label="Close" onClick={dismiss}>
          <Icon name="i-x" />
        </button>
      </div>
    );
  }
  if (status === "failed" && run) {
    return (
      <div className="banner error" role="alert">
        <Icon name="i-error" />
        <span>
          <b>The run stopped at {formatClock(simulated)}.</b> {run.message || "Nothing after that was simulated."}
        </span>
      </div>
    );
  }
  if (status === "cancelled" && run) {
    return (
      <div className="banner">
        <Icon name="i-hint" />
        <span>
          <b>Cancelled at {formatClock(simulated)}.</b> What had been simulated until then is shown.
        </span>
      </div>
    );
  }
  if (link === "waiting" && status === "running") {
    return (
      <div className="banner warn" role="status">
        <Icon name="i-warn" />
        <span>The connection is lost. The run goes on; the page catches up by itself.</span>
      </div>
    );
  }
  return null;
}

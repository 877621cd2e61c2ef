/** Feedback: what the run says, with what the editor can do about it. */
import { FeedbackPanel } from "../feedback";
import { applyFinding, prove, showFinding } from "./running";
import { useEditor } from "./store";

export function Feedback() {
  return (
    <FeedbackPanel
      onApply={applyFinding}
      onProve={(finding) => void prove(finding)}
      onShow={showFinding}
      onShare={() => useEditor.getState().set({ floating: { kind: "share" } })}
    />
  );
}

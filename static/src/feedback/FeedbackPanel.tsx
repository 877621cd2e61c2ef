/** Feedback panel: what the run says, in tabs; findings first, the comparison beside them. */

import { useSession } from "../run/session";
import type { FeedbackTab } from "../run/session";
import { Tabs } from "../run/Tabs";
import { ComparePanel } from "./ComparePanel";
import type { ComparePanelProps } from "./ComparePanel";
import { FindingsPanel } from "./FindingsPanel";
import type { FindingsPanelProps } from "./FindingsPanel";

export function FeedbackPanel(props: FindingsPanelProps & ComparePanelProps) {
  const tab = useSession((state) => state.feedback);
  const setTab = useSession((state) => state.setFeedback);
  const count = useSession((state) => (state.current ? state.findings : state.designFindings).length);
  const tabs = [
    { id: "findings" as FeedbackTab, label: "Findings", count },
    { id: "compare" as FeedbackTab, label: "Compare" },
  ];
  return (
    <section className="feedback" aria-label="What it says">
      <h2 className="sr">What it says</h2>
      <Tabs name="feedback" tabs={tabs} chosen={tab} onChoose={setTab}>
        {tab === "findings" ? <FindingsPanel {...props} /> : <ComparePanel {...props} />}
      </Tabs>
    </section>
  );
}

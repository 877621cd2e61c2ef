/** Feedback: what the editor and the share page mount. */

export { ComparePanel } from "./ComparePanel";
export { FeedbackPanel } from "./FeedbackPanel";
export { EvidenceTable, FindingsPanel } from "./FindingsPanel";
export type { FindingsPanelProps } from "./FindingsPanel";
export { findingKey, SEVERITY_CLASS, SEVERITY_ICON, sorted } from "./order";
export { RunHistory } from "./RunHistory";

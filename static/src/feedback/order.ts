/** Order of findings: by severity, then as the rules sized them; the number a finding wears everywhere. */

import type { Finding, Severity } from "../run/types";

const RANK: Record<Severity, number> = { error: 0, warning: 1, hint: 2 };

/** Sorted by severity; within one severity the server's order (by size) stays. */
export function sorted(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => RANK[a.severity] - RANK[b.severity]);
}

export function findingKey(finding: Finding): string {
  return `${finding.rule} ${finding.subject.kind} ${finding.subject.id}`;
}

export const SEVERITY_WORD: Record<Severity, string> = { error: "Error", warning: "Warning", hint: "Hint" };
export const SEVERITY_ICON: Record<Severity, string> = { error: "i-error", warning: "i-warn", hint: "i-hint" };
export const SEVERITY_CLASS: Record<Severity, string> = { error: "sev-e", warning: "sev-w", hint: "sev-h" };

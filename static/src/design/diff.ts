/** Differences: what one design has that another has not, told by labels. */
import { sameValue } from "./catalog";
import type { Design, Path, Settings, SettingValue } from "./types";

export interface Difference {
  readonly path: Path;
  readonly before: SettingValue | undefined;
  readonly after: SettingValue | undefined;
}

function differencesOfSettings(path: Path, before: Settings, after: Settings): Difference[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .filter((name) => !sameValue(before[name], after[name]))
    .map((name) => ({ path: [...path, name], before: before[name], after: after[name] }));
}

/** The differences that matter to a run: settings, parts and run settings, not positions or names. */
export function differences(before: Design, after: Design): readonly Difference[] {
  const found = differencesOfSettings(["run"], before.run, after.run);
  const parts = [["components", before.components, after.components], ["edges", before.edges, after.edges]] as const;
  for (const [group, old, now] of parts) {
    for (const id of new Set([...Object.keys(old), ...Object.keys(now)])) {
      const a = old[id];
      const b = now[id];
      if (a && b) found.push(...differencesOfSettings([group, id, "settings"], a.settings, b.settings));
      else found.push({ path: [group, id], before: a ? id : undefined, after: b ? id : undefined });
    }
  }
  return found;
}

/** Story: the example of the home page and the same example with its first fix, both really run. */

import { applyFix } from "../design/actions";
import { fieldNamed, typeNamed, valueOf } from "../design/catalog";
import { showSetting } from "../design/format";
import type { Catalog, Design, Field, Finding, Fix, Path } from "../design/types";
import { request } from "../run/api";
import { formatNumber } from "../run/format";
import type { Variant } from "./HomeRun";
import { framesOf } from "./stored";
import type { StoredRun } from "./stored";

export interface ExampleRun extends StoredRun {
  slug: string;
  title: string;
  findings: Finding[];
  result: { messages: number };
}

export interface Story {
  setting: string;
  note: string;
  variants: Variant[];
  open: string;
}

interface Place {
  field: Field;
  path: Path;
}

export async function loadStory(catalog: Catalog, slug: string): Promise<Story> {
  const url = `/api/examples/${slug}/run`;
  const run = await request<ExampleRun>("GET", url);
  const open = `/gallery/${slug}/open`;
  const found = run.findings.find((finding) => finding.fix && placeOf(catalog, run.design, finding.fix));
  const place = found?.fix && placeOf(catalog, run.design, found.fix);
  const first = { label: place ? valueAt(place, run.design) : "", design: run.design, frames: framesOf(run) };
  if (!found?.fix || !place) return { setting: "", note: "", variants: [first], open };
  const fixed = await request<ExampleRun>("GET", `${url}?fix=${encodeURIComponent(found.rule)}`);
  const design = applyFix(found.fix).apply(run.design);
  const second = { label: valueAt(place, design), design: fixed.design, frames: framesOf(fixed) };
  const note = `Same seed, same ${formatNumber(run.result.messages)} messages. Only this changes.`;
  return { setting: place.field.label, note, variants: [first, second], open };
}

/** The one setting a fix changes; null where it changes more than that. */
function placeOf(catalog: Catalog, design: Design, fix: Fix): Place | null {
  const path = fix.changes[0]?.path ?? [];
  const [group, id, settings, name] = path;
  const type = design.components[String(id)]?.type;
  if (fix.changes.length !== 1 || group !== "components" || settings !== "settings" || !type) return null;
  const found = typeNamed(catalog, type);
  const field = found && fieldNamed(found.fields, String(name));
  return field ? { field, path } : null;
}

function valueAt({ field, path }: Place, design: Design): string {
  const component = design.components[String(path[1])];
  return showSetting(field, valueOf(field, component?.settings ?? {}));
}

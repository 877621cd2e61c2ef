/** Thresholds: what a component's neighbours allow for its work, to be drawn into the picture of its duration. */
import { readQuantity } from "../../design/units";
import { fieldNamed, fieldsOfEdge, isVisible, typeNamed, valueOf } from "../../design/catalog";
import type { Threshold } from "./Density";
import type { Catalog, Design, Settings } from "../../design/types";

function seconds(fields: Parameters<typeof fieldNamed>[0], settings: Settings, name: string): number | null {
  const field = fieldNamed(fields, name);
  return field && isVisible(field, fields, settings) ? readQuantity("duration", valueOf(field, settings) ?? undefined) : null;
}

/** The visibility timeouts of a worker's queues, the timeouts of the calls into a service or a database, its own timeout. */
export function thresholdsFor(catalog: Catalog, design: Design, id: string, field: string): readonly Threshold[] {
  const own = design.components[id];
  const type = own && typeNamed(catalog, own.type);
  if (!own || !type || !["processing_time", "service_time", "read_time", "write_time"].includes(field)) return [];
  const found: Threshold[] = [];
  for (const edge of Object.values(design.edges).filter((candidate) => candidate.target === id)) {
    const source = design.components[edge.source];
    const sourceType = source && typeNamed(catalog, source.type);
    if (!source || !sourceType) continue;
    const timeout = edge.kind === "call" ? seconds(fieldsOfEdge(catalog, "call"), edge.settings, "timeout") : null;
    if (timeout !== null) found.push({ label: `${source.label}’s timeout`, seconds: timeout, what: "calls" });
    const hidden = edge.kind === "message" ? seconds(sourceType.fields, source.settings, "visibility_timeout") : null;
    if (hidden !== null) found.push({ label: "visibility timeout", seconds: hidden, what: "jobs" });
  }
  const limit = field === "service_time" ? seconds(type.fields, own.settings, "timeout") : null;
  if (limit !== null) found.push({ label: "timeout", seconds: limit, what: "requests" });
  return found;
}

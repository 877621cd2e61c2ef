/** Run settings: what a design says of its runs, read as the numbers that they stand for. */
import { fieldNamed, valueOf } from "./catalog";
import { readQuantity } from "./units";
import type { Catalog, Design } from "./types";

/** How many seconds a run of the design simulates; 0 where that cannot be read. */
export function runSeconds(catalog: Catalog, design: Pick<Design, "run">): number {
  const field = fieldNamed(catalog.run.fields, "duration");
  return (field && readQuantity("duration", valueOf(field, design.run))) ?? 0;
}

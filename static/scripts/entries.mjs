/* The entries of the build: every file in src/entries, named after itself. */
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Maps each entry's name to its path: {editor: ".../src/entries/editor.tsx"}. */
export function entries() {
  const folder = join(root, "src/entries");
  const scripts = readdirSync(folder).filter((name) => /\.tsx?$/.test(name));
  return Object.fromEntries(scripts.map((name) => [name.replace(/\.tsx?$/, ""), join(folder, name)]));
}

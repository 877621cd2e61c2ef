import { expect, test } from "vitest";

const SOURCES = import.meta.glob<string>("../src/**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true });

/** The modules of one folder that import from another. */
function importing(folder: string, other: string): string[] {
  const wanted = new RegExp(`from "(\\.\\./)+${other}/`);
  return Object.entries(SOURCES).flatMap(([path, text]) => (path.startsWith(`../src/${folder}/`) && wanted.test(text) ? [path] : []));
}

test.each(["pages", "diagram", "run", "charts", "feedback", "design"])("nothing in %s imports from the editor", (folder) => {
  expect(importing(folder, "editor")).toEqual([]);
});

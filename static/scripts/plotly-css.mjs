/* Plotly's style rules: written to a file, because a strict Content-Security-Policy
   blocks the <style> element that plotly.js would otherwise add to the page. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";

/** Fewer rules than this, and the table inside plotly.js has changed its form. */
const RULES_AT_LEAST = 50;

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "../src/generated-assets/plotly.css");

/** The object literal that maps plotly's selectors to declarations, as text. */
function ruleTable(source) {
  const start = source.indexOf('{"X,X div":');
  if (start < 0) throw new Error("plotly.js has no style table where one is expected.");
  const end = source.indexOf("};", start);
  return source.slice(start, end + 1);
}

/** Writes the style sheet and returns its path. */
export function writePlotlyCss() {
  const source = readFileSync(
    createRequire(import.meta.url).resolve("plotly.js-cartesian-dist-min"),
    "utf8",
  );
  const rules = Object.entries(runInNewContext(`(${ruleTable(source)})`));
  if (rules.length < RULES_AT_LEAST) {
    throw new Error(`Only ${rules.length} style rules were found in plotly.js.`);
  }
  const css = rules.map(([selector, declarations]) => {
    const names = selector
      .replace(/^,/, " ,")
      .replace(/X/g, ".js-plotly-plot .plotly")
      .replace(/Y/g, ".plotly-notifier");
    return `${names}{${declarations}}`;
  });
  // Plotly inserts each rule at the top, so that its first rule ends up last.
  const text = `${css.reverse().join("\n")}\n`;
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
  return target;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writePlotlyCss();

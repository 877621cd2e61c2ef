/** Designs for tests, drawn in words: "client -call-> service -message-> queue". */
import type { Design, EdgeKind } from "../src/design/types";

/** Builds a design from chains; a component's id is its type, or "queue:dead" for the second of a type. */
export function draw(...chains: string[]): Design {
  const components: Record<string, Design["components"][string]> = {};
  const edges: Record<string, Design["edges"][string]> = {};
  const layout: Record<string, Design["layout"][string]> = {};
  const place = (word: string): string => {
    const [type = "", name] = word.split(":");
    const id = name ?? type;
    if (!(id in components)) {
      layout[id] = { x: Object.keys(components).length * 240, y: 0 };
      components[id] = { type, label: id, settings: {} };
    }
    return id;
  };
  for (const chain of chains) {
    const words = chain.split(/\s+/);
    for (let at = 0; at < words.length; at += 2) {
      const source = place(words[at] ?? "");
      const next = words[at + 2];
      const kind = /^-(.+)->$/.exec(words[at + 1] ?? "")?.[1] as EdgeKind | undefined;
      if (!next || !kind) continue;
      const target = place(next);
      edges[`${source}-${target}`] = { source, target, kind, settings: {} };
    }
  }
  return { version: 1, name: "Drawn", components, edges, timeline: {}, run: {}, layout };
}

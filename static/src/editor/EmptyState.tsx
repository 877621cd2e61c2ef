/** Empty state: the way from here to a first run, and examples to begin with. */
import { useState } from "react";
import { runSeconds } from "../design/run";
import { Icon } from "../diagram/Icon";
import { useSession } from "../run";
import { durationWords } from "../run/words";
import { commandNamed } from "./commands";
import { chordText } from "./keys";
import { exampleDesign } from "./scenario";
import { useDesign, useEditor } from "./store";
import type { Catalog, Design } from "../design/types";

const HIDDEN = "queueyard.steps.hidden";

/** The examples offered first: each shows one thing at once. */
const EXAMPLES: readonly (readonly [string, string])[] = [
  ["the_timeout_that_is_too_short", "Video uploads"],
  ["three_layers_of_retries", "Retry storm"],
  ["one_poison_message", "Poison message"],
];

type Step = "done" | "next" | "later";

/** How far the design is on its way: something sends, something takes, something has run. */
function progress(catalog: Catalog, design: Design, hasRun: boolean): readonly [boolean, boolean, boolean] {
  const sources = new Set(catalog.types.filter((type) => type.category === "sources").map((type) => type.type));
  const sends = Object.entries(design.components).filter(([, component]) => sources.has(component.type)).map(([id]) => id);
  const takes = Object.values(design.edges).some((edge) => sends.includes(edge.source));
  return [sends.length > 0, takes, hasRun];
}

function Item({ step, number, children }: { step: Step; number: number; children: React.ReactNode }) {
  return (
    <li className={step}>
      {step === "done" ? <Icon name="i-check" /> : <i aria-hidden="true">{number}</i>}
      <span>{children}{step === "done" && <span className="sr"> (done)</span>}</span>
    </li>
  );
}

export function EmptyState() {
  const catalog = useEditor((state) => state.catalog);
  const design = useDesign();
  const hasRun = useSession((state) => state.runs.length > 0 || state.current !== null);
  const [hidden, setHidden] = useState(localStorage.getItem(HIDDEN) === "yes");
  const done = progress(catalog, design, hasRun);
  const next = done.indexOf(false);
  const few = Object.keys(design.components).length < 2;
  if (next === -1 || Object.keys(design.components).length > 8) return null;
  const step = (index: number): Step => (done[index] ? "done" : index === next ? "next" : "later");
  return (
    <div className="empty-state">
      {!hidden && (
        <section className="steps" aria-label="From here to a first run">
          <b>From here to a first run</b>
          <ol>
            <Item step={step(0)} number={1}>Something that sends work. Double-click the canvas, or press <span className="kbd">N</span></Item>
            <Item step={step(1)} number={2}>Something that takes it. Drag from the round port, or double-click the canvas.</Item>
            <Item step={step(2)} number={3}>
              Press <span className="kbd">{chordText(commandNamed("run").keys[0] ?? "")}</span> to run {durationWords(runSeconds(catalog, design))} in a moment
            </Item>
          </ol>
          <button
            type="button" className="btn quiet sm"
            onClick={() => {
              localStorage.setItem(HIDDEN, "yes");
              setHidden(true);
            }}
          >
            Hide
          </button>
        </section>
      )}
      {few && (
        <div className="starts">
          <span className="muted">Or begin with</span>
          {EXAMPLES.map(([slug, label]) => (
            <button type="button" className="start" key={slug} onClick={() => void exampleDesign(slug)}>{label}</button>
          ))}
          <button type="button" className="start" onClick={() => commandNamed("import").run()}>Paste a design</button>
        </div>
      )}
    </div>
  );
}

/** Finders: the command menu, which also finds components, and the list of what one can be joined with. */
import { joining, offerKey, offers, withPresets } from "../design/connections";
import { messagesNumbered } from "../microscope";
import { nodeSpecs } from "../diagram/spec";
import { COMMANDS } from "./commands";
import { Finder } from "./Finder";
import { chordText } from "./keys";
import * as operations from "./operations";
import { focusComponentSoon, onlyComponent } from "./selection";
import { currentDesign, useEditor } from "./store";
import { reveal } from "./viewport";
import type { Found } from "./Finder";

const idOf = (prefix: string, text: string) => `${prefix}-${text.replace(/\W+/g, "-")}`;

function components(): Found[] {
  const { catalog, select } = useEditor.getState();
  return [...nodeSpecs(catalog, currentDesign()).values()].map(({ id, label, typeLine, icon }) => ({
    id: idOf("component", id), label, detail: typeLine, icon, group: "In this design",
    run: () => {
      select(onlyComponent(id));
      reveal(id);
      focusComponentSoon(id);
    },
  }));
}

/** "Message 1,015": messages of the shown run by their number. */
function messages(text: string): Found[] {
  return messagesNumbered(text).map(({ id, label, detail, refused, open }) => ({
    id: idOf("message", id), label, detail, icon: "i-microscope", group: "In the run", run: open, ...(refused ? { refused } : {}),
  }));
}

export function CommandMenu() {
  const { catalog } = useEditor.getState();
  const commands: Found[] = COMMANDS.filter((command) => !command.keyOnly && command.when?.() !== false).map(({ id, label, group, keys, run }) => ({
    id, label, group, run, ...(keys[0] ? { keys: chordText(keys[0]) } : {}),
  }));
  const additions: Found[] = withPresets(catalog, offers(catalog)).map((offer) => ({
    id: idOf("add", offerKey(offer)), label: `Add: ${offer.label}`, detail: offer.summary, icon: offer.icon, group: "Add",
    run: () => void operations.add(offer, {}),
  }));
  return <Finder title="Find or do" entries={[...components(), ...commands, ...additions]} more={messages} />;
}

/** Joining by keyboard: choose the other end from a list, refused ones with their reason. */
export function JoinList({ from }: { from: string }) {
  const { catalog } = useEditor.getState();
  const design = currentDesign();
  const entries: Found[] = [...nodeSpecs(catalog, design).values()]
    .filter(({ id }) => id !== from)
    .map(({ id, label, typeLine, icon }) => {
      const { kinds, reason } = joining(catalog, design, from, id);
      const [kind] = kinds;
      return {
        id: idOf("join", id), label, detail: kind ? `${typeLine}, by a ${kind} edge` : typeLine, icon,
        group: kind ? "Can be joined" : "Cannot be joined", ...(kind ? {} : { refused: reason }), run: () => operations.join(from, id),
      };
    })
    .sort((a, b) => Number("refused" in a) - Number("refused" in b));
  return <Finder title={`Join ${design.components[from]?.label ?? ""} with`} entries={entries} />;
}

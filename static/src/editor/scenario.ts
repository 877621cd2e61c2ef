/** Scenario: what the editor asks of the scenario it has open, beside its design. */
import { copyText } from "../pages/clipboard";
import { api } from "../run";
import { currentDesign, useEditor } from "./store";

function sentence(reason: unknown): string {
  return reason instanceof Error ? reason.message : "That did not work. Try again in a moment.";
}

/** A new scenario with the same design, opened in this window. */
export async function duplicateScenario(): Promise<void> {
  const { tell } = useEditor.getState();
  const design = currentDesign();
  try {
    const made = await api.createScenario({ name: `${design.name}, copy`, design: { ...design, name: `${design.name}, copy` } });
    location.assign(`/s/${made.id}/`);
  } catch (reason) {
    tell(sentence(reason));
  }
}

/** The secret link that opens this scenario for editing on any machine. */
export async function copyEditLink(): Promise<void> {
  const { scenario, tell } = useEditor.getState();
  try {
    const { url } = await api.editLink(scenario);
    const link = new URL(url, location.origin).href;
    if (await copyText(link)) tell("The secret edit link is copied.", "Whoever has it can change this scenario.");
    else tell(`The secret edit link: ${link}`);
  } catch (reason) {
    tell(sentence(reason));
  }
}

/** Opens an example in place of an empty design. */
export async function exampleDesign(slug: string): Promise<void> {
  const { tell } = useEditor.getState();
  try {
    const made = await api.createScenario({ example: slug });
    location.assign(`/s/${made.id}/`);
  } catch (reason) {
    tell(sentence(reason));
  }
}

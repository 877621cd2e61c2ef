/** The editor's page: loads the scenario it names and mounts the playground. */
import "@xyflow/react/dist/base.css";
import "../pages/styles";
import "../../css/diagram.css";
import "../../css/run.css";
import "../../css/microscope.css";
import "../../css/editor.css";
import { createRoot } from "react-dom/client";
import { installSprite } from "../diagram/sprite";
import { App } from "../editor/App";
import { runIfAsked } from "../editor/running";
import { openSession, scenarioOfPage } from "../editor/session";

const root = document.getElementById("editor");

/** Why the page stays empty, as a sentence with a way on. */
function showFailure(target: HTMLElement, reason: unknown): void {
  const box = document.createElement("div");
  box.className = "banner error editor-failure";
  box.setAttribute("role", "alert");
  const sentence = document.createElement("span");
  sentence.textContent = reason instanceof Error ? reason.message : "The playground could not be opened.";
  const again = document.createElement("a");
  again.href = location.href;
  again.textContent = "Try again";
  box.append(sentence, " ", again);
  target.replaceChildren(box);
}

if (root) {
  installSprite();
  openSession(scenarioOfPage(root)).then(
    () => {
      createRoot(root).render(<App />);
      runIfAsked();
    },
    (reason: unknown) => showFailure(root, reason),
  );
}

/** Looking: how the editor opens the microscope, leaves it, and shows a message on the diagram. */
import { useMicroscope } from "../microscope";
import { useDock, useSession } from "../run";
import { useEditor } from "./store";

export function closeMicroscope(): void {
  if (useDock.getState().tab === "messages") useDock.getState().setTab("charts");
}

/** From a message to the two runs side by side. */
export function compareRuns(): void {
  useSession.getState().setFeedback("compare");
  closeMicroscope();
  useEditor.getState().set({ rightOpen: true });
}

/** A stretch plays in Watch, where the diagram is large. */
export function watchDiagram(): void {
  closeMicroscope();
  useEditor.getState().setMode("watch");
}

/** The messages that were at a component, whenever that was. */
export function lookAt(place: string): void {
  void useMicroscope.getState().look({ place });
}

/** Whether any message that is kept was at a component. */
export function mayLookAt(place: string): boolean {
  const { list } = useMicroscope.getState();
  const run = useSession.getState().current;
  return (list?.kept ?? 0) > 0 && run?.design.components[place] !== undefined;
}

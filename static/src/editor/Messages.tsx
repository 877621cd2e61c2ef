/** Messages: toasts with a way back, and the banner when another window has saved. */
import { Icon } from "../diagram/Icon";
import { useEditor } from "./store";
import { keepMineAsCopy, takeTheirs } from "./session";

export function Toasts() {
  const toasts = useEditor((state) => state.toasts);
  const dismiss = useEditor((state) => state.dismiss);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map(({ id, text, more, undo }) => (
        <div className="toast" key={id}>
          <span>{text}</span>
          {undo && (
            <button
              type="button" className="undo"
              onClick={() => {
                undo();
                dismiss(id);
              }}
            >
              Undo
            </button>
          )}
          {more && <span className="more">{more}</span>}
        </div>
      ))}
    </div>
  );
}

export function ConflictBanner() {
  const saving = useEditor((state) => state.saving);
  if (saving.state !== "conflict") return null;
  return (
    <div className="banner warn conflict" role="alert">
      <Icon name="i-warn" size={18} />
      <div>
        <b>This scenario was changed in another window.</b> Nothing of yours is lost, and nothing of theirs was overwritten.
        <div className="acts">
          <button type="button" className="btn sm" onClick={() => void keepMineAsCopy()}>Keep mine as a copy</button>
          <button type="button" className="btn sm" onClick={() => takeTheirs(saving.theirs, saving.version)}>Take theirs</button>
        </div>
      </div>
    </div>
  );
}

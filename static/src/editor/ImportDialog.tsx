/** Import dialog: a design as a file or as pasted text. */
import { useLayoutEffect, useRef, useState } from "react";
import { documentFrom, fromText } from "../design/clipboard";
import { useFocusReturn } from "./focus";
import { importFile, openDocument, pasteText } from "./operations";
import { useEditor } from "./store";

export function ImportDialog() {
  useFocusReturn();
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState("");
  const area = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => area.current?.focus(), []);
  const close = () => useEditor.getState().set({ floating: null });
  const open = () => {
    const whole = documentFrom(text);
    if (whole) openDocument(whole, "Design opened");
    else if (fromText(text)) pasteText(text, null);
    else {
      setWrong("This is not a design. A design is JSON with “components”, each with a “type”.");
      return;
    }
    close();
  };
  return (
    <div className="finder-ground" onPointerDown={(event) => event.target === event.currentTarget && close()}>
      <div className="dialog import" role="dialog" aria-label="Open a design">
        <h2>Open a design</h2>
        <p className="muted">It takes the place of the present one. Undo brings that back.</p>
        <label htmlFor="import-text">Design as text</label>
        <textarea
          id="import-text" ref={area} className="inp mono" rows={10} value={text} spellCheck={false} aria-invalid={wrong !== ""} aria-describedby="import-wrong"
          placeholder='{"version": 1, "components": {…}}' onChange={(event) => {
            setText(event.target.value);
            setWrong("");
          }}
        />
        <p id="import-wrong" className="problem" role="alert" hidden={!wrong}>{wrong}</p>
        <div className="acts">
          <button type="button" className="btn pri" onClick={open}>Open</button>
          <label className="btn">
            Choose a file
            <input
              type="file" accept=".json,application/json" className="sr"
              onChange={(event) => {
                const file = event.target.files?.[0];
                if (!file) return;
                close();
                void importFile(file, null);
              }}
            />
          </label>
          <button type="button" className="btn quiet" onClick={close}>Cancel</button>
        </div>
      </div>
    </div>
  );
}

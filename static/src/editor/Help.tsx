/** Help: every key, made from the same table that the keys are read from. */
import { useLayoutEffect, useRef, useState } from "react";
import { Icon } from "../diagram/Icon";
import { COMMANDS } from "./commands";
import { useFocusReturn } from "./focus";
import { chordText } from "./keys";
import { useEditor } from "./store";

const MOUSE: readonly (readonly [string, string])[] = [
  ["Double-click the canvas", "Add a component"],
  ["Drag from a port", "Join; let go over the canvas to add what comes next"],
  ["Drop a component on an edge", "Put it in between"],
  ["Drag the canvas", "Select with a box"],
  ["Space and drag, middle button, wheel", "Move the view"],
  ["Ctrl and wheel, pinch", "Zoom"],
  ["Alt and drag", "Leave a copy"],
];

export function Help() {
  useFocusReturn();
  const [text, setText] = useState("");
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  const close = () => useEditor.getState().set({ floating: null });
  const fits = (words: string) => words.toLowerCase().includes(text.toLowerCase());
  const groups = [...new Set(COMMANDS.map((command) => command.group))];
  return (
    <div className="finder-ground" onPointerDown={(event) => event.target === event.currentTarget && close()}>
      <div className="dialog help-keys" role="dialog" aria-label="Keys">
        <header>
          <h2>Keys</h2>
          <div className="search">
            <Icon name="i-search" size={14} />
            <input ref={field} type="search" value={text} placeholder="Find a key" aria-label="Find a key" onChange={(event) => setText(event.target.value)} />
          </div>
          <button type="button" className="btn quiet icon sm" aria-label="Close" onClick={close}>
            <Icon name="i-x" />
          </button>
        </header>
        <div className="help-columns">
          {groups.map((group) => {
            const commands = COMMANDS.filter((command) => command.group === group && command.keys.length > 0 && fits(`${command.label} ${command.keys.join(" ")}`));
            return (
              commands.length > 0 && (
                <section key={group}>
                  <h3>{group}</h3>
                  <dl>
                    {commands.map(({ id, label, keys }) => (
                      <div key={id}>
                        <dt>{label}</dt>
                        <dd>{keys.slice(0, 2).map((chord) => <span className="kbd" key={chord}>{chordText(chord)}</span>)}</dd>
                      </div>
                    ))}
                  </dl>
                </section>
              )
            );
          })}
          {MOUSE.some(([what, does]) => fits(`${what} ${does}`)) && (
            <section>
              <h3>Mouse and touch</h3>
              <dl>
                {MOUSE.filter(([what, does]) => fits(`${what} ${does}`)).map(([what, does]) => (
                  <div key={what}>
                    <dt>{does}</dt>
                    <dd className="muted">{what}</dd>
                  </div>
                ))}
              </dl>
            </section>
          )}
        </div>
      </div>
    </div>
  );
}

/** Finder: one list to search with the keyboard; the command menu and the join list are made of it. */
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { Icon } from "../diagram/Icon";
import { stepInList, useFocusReturn } from "./focus";
import { found } from "./search";
import { useEditor } from "./store";

export interface Found {
  readonly id: string;
  readonly label: string;
  readonly detail?: string;
  readonly icon?: string;
  readonly keys?: string;
  readonly group: string;
  /** Why it cannot be chosen; it stays listed. */
  readonly refused?: string;
  readonly run: () => void;
}

interface Props {
  readonly title: string;
  readonly entries: readonly Found[];
  /** What is found by what was typed, besides the entries. */
  readonly more?: (text: string) => readonly Found[];
}

export function Finder({ title, entries, more }: Props) {
  useFocusReturn();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  useEffect(() => {
    void list.current?.querySelector(".on")?.scrollIntoView({ block: "nearest" });
  }, [at]);
  const close = () => useEditor.getState().set({ floating: null });
  const shown = [...(more?.(text) ?? []), ...found(entries, text, ({ label, detail = "" }) => ({ label, about: detail }))];
  const possible = shown.filter((entry) => !entry.refused);
  const current = possible[Math.min(at, possible.length - 1)] ?? null;
  const choose = (entry: Found) => {
    if (entry.refused) {
      useEditor.getState().tell(entry.refused);
      return;
    }
    close();
    entry.run();
  };
  const groups = [...new Set(shown.map((entry) => entry.group))];
  return (
    <div className="finder-ground" onPointerDown={(event) => event.target === event.currentTarget && close()}>
      <div className="quick finder" role="dialog" aria-label={title}>
        <div className="quick-search">
          <Icon name="i-search" />
          <input
            ref={field} value={text} placeholder={title} aria-label={title} role="combobox" aria-expanded="true"
            aria-controls="finder-list" aria-activedescendant={current ? `found-${current.id}` : undefined} autoComplete="off" spellCheck={false}
            onChange={(event) => {
              setText(event.target.value);
              setAt(0);
            }}
            onKeyDown={(event) => {
              const next = event.key.startsWith("Arrow") ? stepInList(event.key, at, possible.length) : null;
              if (next !== null) {
                event.preventDefault();
                setAt(next);
              } else if (event.key === "Enter" && current) {
                event.preventDefault();
                choose(current);
              }
            }}
          />
          <button type="button" className="kbd" onClick={close} aria-label="Close">Esc</button>
        </div>
        <div className="quick-list" id="finder-list" role="listbox" aria-label={title} ref={list}>
          {groups.map((group) => (
            <div key={group} role="group" aria-label={group}>
              <div className="quick-head">{group}</div>
              {shown.filter((entry) => entry.group === group).map((entry) => (
                <div
                  key={entry.id} id={`found-${entry.id}`} role="option" aria-selected={entry === current} aria-disabled={entry.refused !== undefined}
                  className={`found${entry === current ? " on" : ""}${entry.refused ? " off" : ""}`} onClick={() => choose(entry)}
                >
                  {entry.icon ? <Icon name={entry.icon} /> : <span className="menu-blank" />}
                  <span className="grow">
                    {entry.label}
                    {(entry.refused ?? entry.detail) && <small>{entry.refused ?? entry.detail}</small>}
                  </span>
                  {entry.keys && <span className="kbd">{entry.keys}</span>}
                </div>
              ))}
            </div>
          ))}
          {shown.length === 0 && <div className="quick-none">Nothing is called “{text}”.</div>}
        </div>
      </div>
    </div>
  );
}

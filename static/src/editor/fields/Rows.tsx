/** Rows: the editor of every list setting, a row an entry, with the controls that its fields ask for. */
import { useLayoutEffect, useRef } from "react";
import { entriesOf, entryWord, nextEntry } from "../../design/lists";
import { useEditor } from "../store";
import { Control } from "./Control";
import { RowAdd, RowRemove } from "./Distribution";
import type { Field, SettingValue } from "../../design/types";
import type { ControlProps } from "./context";

interface Props extends ControlProps {
  /** Called with the field of the entry one is in. */
  readonly onHelp: (field: Field | null) => void;
}

export function RowsControl({ id, field, value, bad, describedBy, onChange, onDone, onHelp }: Props) {
  const most = useEditor((state) => state.catalog.limits["list_length_max"] ?? Infinity);
  const box = useRef<HTMLDivElement>(null);
  const next = useRef<{ readonly row: number; readonly control: string } | null>(null);
  // The hand stays where it was: in the row that is new, or where the removed one stood.
  useLayoutEffect(() => {
    if (!next.current) return;
    const row = box.current?.querySelectorAll(".entry").item(next.current.row);
    (row ?? box.current)?.querySelector<HTMLElement>(row ? next.current.control : ".rows-add")?.focus();
    next.current = null;
  });
  const entries = entriesOf(value);
  const word = entryWord(field);
  const put = (row: number, name: string, part: SettingValue | undefined) =>
    onChange(entries.map((entry, at) => (at === row ? { ...entry, [name]: part ?? null } : entry)));
  const change = (rows: typeof entries, row: number, control: string) => {
    next.current = { row, control };
    onChange(rows);
    onDone();
  };
  return (
    <div ref={box} className="rows" role="group" aria-labelledby={id} aria-describedby={describedBy}>
      {entries.length > 0 && (
        <div className="entry-head" aria-hidden="true">
          {field.fields.map((part) => <span key={part.name} className={part.kind === "text" ? "wide" : ""} title={part.help}>{part.label}</span>)}
        </div>
      )}
      {entries.map((entry, row) => (
        <div className="entry" key={row}>
          {field.fields.map((part) => (
            <div
              key={part.name} className={part.kind === "text" ? "wide" : ""}
              onFocus={(event) => {
                event.stopPropagation();
                onHelp(part);
              }}
            >
              <Control
                id={`${id}-${row}-${part.name}`} field={part} value={entry[part.name] ?? part.default} bad={bad} describedBy={describedBy}
                label={`${part.label} of ${word} ${row + 1}`} onChange={(to) => put(row, part.name, to)} onDone={onDone}
              />
            </div>
          ))}
          <RowRemove
            label={`Remove ${word} ${row + 1}`}
            onClick={() => change(entries.filter((_, at) => at !== row), Math.min(row, entries.length - 2), "button:last-child")}
          />
        </div>
      ))}
      {entries.length < most && (
        <RowAdd label={`Add ${/^[aeiou]/i.test(word) ? "an" : "a"} ${word}`} onClick={() => change([...entries, nextEntry(field, entries)], entries.length, "input, select")} />
      )}
    </div>
  );
}

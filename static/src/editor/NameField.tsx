/** Name field: a heading that is edited in place. */
import { useLayoutEffect, useRef, useState } from "react";

const LENGTH_MAX = 80;

interface Props {
  readonly label: string;
  readonly value: string;
  /** True when a command asked to rename: the field takes the focus. */
  readonly active: boolean;
  readonly onChange: (value: string) => void;
  readonly onDone: () => void;
  /** Where the keyboard goes on after Enter or Escape. */
  readonly onLeave?: () => void;
}

export function NameField({ label, value, active, onChange, onDone, onLeave }: Props) {
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState<string | null>(null);
  useLayoutEffect(() => {
    if (!active) return;
    field.current?.focus();
    field.current?.select();
  }, [active]);
  return (
    <input
      ref={field} className="insp-name" aria-label={label} value={typed ?? value} maxLength={LENGTH_MAX} spellCheck={false}
      onChange={(event) => {
        setTyped(event.target.value);
        if (event.target.value.trim()) onChange(event.target.value.trim());
      }}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== "Escape") return;
        event.stopPropagation();
        event.currentTarget.blur();
        onLeave?.();
      }}
      onBlur={() => {
        setTyped(null);
        onDone();
      }}
    />
  );
}

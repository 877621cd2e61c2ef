/** Menu: a button that opens a list of choices beside it, by mouse or keyboard. */

import { useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import type { KeyboardEvent, ReactNode } from "react";

export interface MenuItem {
  label: string;
  /** A second word at the right, such as a measure. */
  note?: string;
  icon?: ReactNode;
  chosen?: boolean;
  href?: string;
  download?: boolean;
  run?: () => void;
}

interface MenuProps {
  label: string;
  items: readonly MenuItem[];
  className?: string;
  children: ReactNode;
}

/** Opens above everything else: below the button, or above it where there is no room below. */
export function place(popup: HTMLElement, anchor: HTMLElement): void {
  popup.showPopover();
  const box = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = popup;
  const below = box.bottom + 4 + height <= innerHeight;
  const top = below ? box.bottom + 4 : Math.max(8, box.top - 4 - height);
  const left = Math.min(Math.max(8, box.right - width), innerWidth - width - 8);
  popup.style.setProperty("top", `${top}px`);
  popup.style.setProperty("left", `${left}px`);
}

/** Calls back on a press outside of both elements and on Escape. */
export function useDismiss(
  open: boolean,
  parts: readonly { current: HTMLElement | null }[],
  dismiss: () => void,
): void {
  const latest = useRef(dismiss);
  latest.current = dismiss;
  const inside = useRef(parts);
  inside.current = parts;
  useEffect(() => {
    if (!open) return;
    const press = (event: PointerEvent): void => {
      const target = event.target as Node;
      if (!inside.current.some((part) => part.current?.contains(target))) latest.current();
    };
    document.addEventListener("pointerdown", press, true);
    return () => document.removeEventListener("pointerdown", press, true);
  }, [open]);
}

export function Menu({ label, items, className = "btn sm", children }: MenuProps) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const close = (): void => setOpen(false);
  useDismiss(open, [button, list], close);

  useLayoutEffect(() => {
    if (!open || !list.current || !button.current) return;
    place(list.current, button.current);
    const chosen = list.current.querySelector<HTMLElement>("[aria-checked=true]");
    (chosen ?? list.current.querySelector<HTMLElement>(".menu-item"))?.focus();
  }, [open]);

  const keys = (event: KeyboardEvent): void => {
    const entries = [...(list.current?.querySelectorAll<HTMLElement>(".menu-item") ?? [])];
    const at = entries.indexOf(document.activeElement as HTMLElement);
    const moves: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
    const to = moves[event.key];
    if (to !== undefined) {
      event.preventDefault();
      entries.at(to % entries.length)?.focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      if (event.key === "Escape") event.preventDefault();
      close();
      button.current?.focus();
    }
    event.stopPropagation();
  };

  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        {children}
      </button>
      {open && (
        <div ref={list} id={id} role="menu" aria-label={label} className="menu floating" popover="manual" onKeyDown={keys}>
          {items.map((item) => (
            <Entry key={item.label} item={item} close={close} />
          ))}
        </div>
      )}
    </>
  );
}

function Entry({ item, close }: { item: MenuItem; close: () => void }) {
  const body = (
    <>
      {item.icon}
      <span className="grow">{item.label}</span>
      {item.note && <span className="note num">{item.note}</span>}
    </>
  );
  if (item.href) {
    return (
      <a className="menu-item" role="menuitem" href={item.href} download={item.download} onClick={close}>
        {body}
      </a>
    );
  }
  const choice = item.chosen !== undefined;
  return (
    <button
      type="button"
      className="menu-item"
      role={choice ? "menuitemradio" : "menuitem"}
      aria-checked={choice ? item.chosen : undefined}
      onClick={() => {
        close();
        item.run?.();
      }}
    >
      {body}
    </button>
  );
}

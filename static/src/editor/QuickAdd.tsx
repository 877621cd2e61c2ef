/** Quick-add: what could stand here, grouped by the edge that would join it; refused ones say why. */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { offerKey, offers, offersBeside, withPresets } from "../design/connections";
import { Icon } from "../diagram/Icon";
import { stepInList, useFocusReturn } from "./focus";
import * as operations from "./operations";
import { found } from "./search";
import { currentDesign, useEditor } from "./store";
import type { Offer } from "../design/connections";
import type { EdgeKind } from "../design/types";
import type { Floating } from "./store";

type Place = Extract<Floating, { kind: "quick-add" }>;

const HEADS: Record<EdgeKind, string> = {
  call: "Joined by a call, which waits for the answer",
  message: "Joined by a message, which waits for nobody",
  "dead-letter": "Joined by a dead-letter edge, for messages that were received too often",
};

interface Group {
  readonly head: string;
  readonly offers: readonly Offer[];
}

/** The offers that can be joined, by kind; then those that cannot. */
function grouped(all: readonly Offer[], beside: boolean, categories: readonly { id: string; label: string }[]): readonly Group[] {
  if (!beside) {
    return categories
      .map(({ id, label }) => ({ head: label, offers: all.filter((offer) => offer.type.category === id) }))
      .filter((group) => group.offers.length > 0);
  }
  const joined = (["call", "message", "dead-letter"] as const).map((kind) => ({
    head: HEADS[kind], offers: all.filter((offer) => offer.kind === kind),
  }));
  const refused = { head: "", offers: all.filter((offer) => offer.kind === null) };
  return [...joined, refused].filter((group) => group.offers.length > 0);
}

/** What fits into an edge: both halves must be allowed. */
function offersBetween(edgeId: string): readonly Offer[] {
  const { catalog } = useEditor.getState();
  const { components, edges } = currentDesign();
  const edge = edges[edgeId];
  const names = edge ? `${components[edge.source]?.label} and ${components[edge.target]?.label}` : "these";
  return offers(catalog).map((offer) => {
    const kinds = offer.role === null ? operations.kindsThrough(edgeId, offer.type.type) : null;
    return kinds ? { ...offer, kind: kinds.before } : { ...offer, reason: `Does not fit between ${names}.` };
  });
}

/** Keeps the list inside the canvas, on whichever side there is room. */
function usePlaced(place: Place) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const menu = box.current;
    const field = document.querySelector(".canvas-field")?.getBoundingClientRect();
    if (!menu || !field) return;
    const margin = 12;
    const [width, height] = [menu.offsetWidth, menu.offsetHeight];
    const aside = place.beside && place.at ? 16 : 0; // The end of the waiting edge stays in sight.
    const left = Math.max(margin, Math.min(place.screen.x + aside, field.right - width - margin, innerWidth - width - margin));
    const top = Math.max(field.top + margin, Math.min(place.screen.y - 60, innerHeight - height - margin));
    menu.style.setProperty("left", `${left}px`);
    menu.style.setProperty("top", `${top}px`);
  }, [place]);
  return box;
}

export function QuickAdd({ place }: { place: Place }) {
  useFocusReturn();
  const catalog = useEditor((state) => state.catalog);
  const close = () => useEditor.getState().set({ floating: null });
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const box = usePlaced(place);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), []); // Before anything is painted: no key may be lost.

  const design = currentDesign();
  const { beside, edge } = place;
  const joins = beside !== null || edge !== null;
  const groups = useMemo(() => {
    const all = beside ? offersBeside(catalog, design, beside.id, beside.side) : edge ? offersBetween(edge) : offers(catalog);
    // The design does not change while the list is open.
    const wide = text.trim() ? withPresets(catalog, all) : all;
    return grouped(found(wide, text, ({ label, summary }) => ({ label, about: summary })), joins, catalog.categories);
  }, [catalog, text, place]);
  const listed = groups.flatMap((group) => group.offers);
  const possible = listed.filter((offer) => !joins || offer.kind !== null);
  const current = possible[Math.min(at, possible.length - 1)] ?? null;

  const choose = (offer: Offer) => {
    if (joins && offer.kind === null) {
      useEditor.getState().tell(offer.reason);
      return;
    }
    close();
    operations.add(offer, { at: place.at, beside, edge: place.edge });
  };
  const label = beside ? design.components[beside.id]?.label ?? "" : "";
  const title = beside ? `Add ${beside.side} ${label}` : place.edge ? "Put in between" : "Add a component";
  return (
    <div className="quick" ref={box} role="dialog" aria-label={title}>
      <div className="quick-search">
        <Icon name="i-search" />
        <input
          ref={field} value={text} placeholder={title} aria-label={title} role="combobox" aria-expanded="true"
          aria-controls="quick-list" aria-activedescendant={current ? optionId(current) : undefined} autoComplete="off" spellCheck={false}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            const next = stepInList(event.key, at, possible.length);
            if (next !== null && (event.key.startsWith("Arrow") || text === "")) {
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
      <div className="quick-list" id="quick-list" role="listbox" aria-label={title}>
        {groups.map((group) => (
          <div key={group.head || "refused"} role="group" aria-label={group.head || "Cannot be joined"}>
            {group.head && <div className="quick-head">{group.head}</div>}
            {group.offers.map((offer) => (
              <Option key={offerKey(offer)} offer={offer} on={offer === current} refused={joins && offer.kind === null} onChoose={choose} />
            ))}
          </div>
        ))}
        {listed.length === 0 && <div className="quick-none">No component is called “{text}”.</div>}
      </div>
    </div>
  );
}

const optionId = (offer: Offer) => `quick-${offerKey(offer).replaceAll("/", "-")}`;

interface OptionProps {
  readonly offer: Offer;
  readonly on: boolean;
  readonly refused: boolean;
  readonly onChoose: (offer: Offer) => void;
}

function Option({ offer, on, refused, onChoose }: OptionProps) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (on) row.current?.scrollIntoView({ block: "nearest" });
  }, [on]);
  return (
    <div
      ref={row} id={optionId(offer)} role="option" aria-selected={on} aria-disabled={refused}
      className={`quick-item${on ? " on" : ""}${refused ? " off" : ""}`} onClick={() => onChoose(offer)}
    >
      <span className="tile">
        <Icon name={offer.icon} size={18} />
      </span>
      <div>
        <b>{offer.label}</b>
        <span>{refused ? offer.reason : offer.summary}</span>
      </div>
      {on && <span className="kbd" aria-hidden="true">Enter</span>}
    </div>
  );
}

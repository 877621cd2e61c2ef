/** Palette: everything that can be placed, as a rail of icons or, while building, as a list with search. */
import { useMemo, useRef, useState } from "react";
import { offerKey, offers, withPresets } from "../design/connections";
import { Icon } from "../diagram/Icon";
import { DRAG_TYPE } from "./gestures";
import * as operations from "./operations";
import { found } from "./search";
import { soleComponent } from "./selection";
import { currentDesign, useEditor } from "./store";
import { useCommandFocus } from "./focus";
import type { DragEvent } from "react";
import type { Offer } from "../design/connections";

function dragOffer(offer: Offer) {
  return (event: DragEvent) => {
    event.dataTransfer.setData(DRAG_TYPE, offerKey(offer));
    event.dataTransfer.effectAllowed = "copy";
  };
}

/** A click adds it where one looks; dead letters go to the selected queue. */
function place(offer: Offer): void {
  const { selection } = useEditor.getState();
  const id = soleComponent(selection);
  const queue = offer.role !== null && id && currentDesign().components[id]?.type === offer.type.type ? id : null;
  const taken = Object.values(currentDesign().edges).some((edge) => edge.source === queue && edge.kind === "dead-letter");
  if (queue && !taken) operations.add({ ...offer, kind: "dead-letter" }, { beside: { id: queue, side: "after" } });
  else operations.add(offer, {});
}

function useOffers(wide = false): readonly { readonly category: string; readonly label: string; readonly offers: readonly Offer[] }[] {
  const catalog = useEditor((state) => state.catalog);
  return useMemo(() => {
    const all = wide ? withPresets(catalog, offers(catalog)) : offers(catalog);
    return catalog.categories
      .map(({ id, label }) => ({ category: id, label, offers: all.filter((offer) => offer.type.category === id) }))
      .filter((group) => group.offers.length > 0);
  }, [catalog, wide]);
}

/** On the rail a role is called by what lies in it. */
const railLabel = (offer: Offer) => (offer.role === "dead-letter" ? "Dead letters" : offer.label);

export function PaletteRail() {
  const groups = useOffers();
  return (
    <nav className="palette" aria-label="Components">
      {groups.map((group) => (
        <div className="palette-group" role="group" aria-label={group.label} key={group.category}>
          {group.offers.map((offer) => (
            <button
              type="button" className="palette-item" key={offerKey(offer)} title={offer.summary}
              draggable onDragStart={dragOffer(offer)} onClick={() => place(offer)}
            >
              <Icon name={offer.icon} size={20} />
              {railLabel(offer)}
            </button>
          ))}
        </div>
      ))}
    </nav>
  );
}

export function PaletteList() {
  const [text, setText] = useState("");
  // Products by name are found, not listed: there are many of them.
  const groups = useOffers(text.trim() !== "");
  const list = useRef<HTMLElement>(null);
  const search = useCommandFocus("find-component");
  const fitting = new Set(found(groups.flatMap((group) => group.offers), text, ({ label, summary }) => ({ label, about: summary })));
  const shown = groups.map((group) => ({ ...group, offers: group.offers.filter((offer) => fitting.has(offer)) })).filter((group) => group.offers.length > 0);
  const first = shown[0]?.offers[0];
  return (
    <aside className="palette-wide" aria-label="Components" ref={list}>
      <div className="search">
        <Icon name="i-search" size={14} />
        <input
          ref={search} type="search" value={text} placeholder="Find a component" aria-label="Find a component"
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && first) place(first);
            if (event.key === "ArrowDown") list.current?.querySelector<HTMLElement>(".palette-row")?.focus();
            if (event.key === "Escape" && text) {
              event.stopPropagation();
              setText("");
            }
          }}
        />
        <span className="kbd" aria-hidden="true">/</span>
      </div>
      {shown.map((group) => (
        <section key={group.category}>
          <h2>{group.label}</h2>
          {group.offers.map((offer) => (
            <button
              type="button" className="palette-row" key={offerKey(offer)} title={offer.summary}
              draggable onDragStart={dragOffer(offer)} onClick={() => place(offer)}
            >
              <Icon name={offer.icon} size={18} />
              {offer.label}
            </button>
          ))}
        </section>
      ))}
      {shown.length === 0 && <p className="palette-none">No component is called “{text}”.</p>}
    </aside>
  );
}

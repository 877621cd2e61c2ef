/** Context menu: what can be done here, for the pane, a component, an edge or a selection. */
import { useLayoutEffect, useRef } from "react";
import { joiningOfTypes } from "../design/connections";
import { Icon } from "../diagram/Icon";
import { commandNamed, quickAddBeside } from "./commands";
import { lookAt, mayLookAt } from "./looking";
import { stepInList, useFocusReturn } from "./focus";
import { chordText } from "./keys";
import * as operations from "./operations";
import { currentDesign, useEditor } from "./store";
import type { Floating } from "./store";

type Menu = Extract<Floating, { kind: "context" }>;

interface Item {
  readonly label: string;
  readonly icon?: string;
  readonly keys?: string;
  readonly run: () => void;
}

const SEPARATOR = null;

function of(id: string, icon?: string): Item {
  const { label, keys, run } = commandNamed(id);
  return { label, run, ...(icon ? { icon } : {}), ...(keys[0] ? { keys: chordText(keys[0]) } : {}) };
}

function itemsFor(menu: Menu): readonly (Item | null)[] {
  const { set } = useEditor.getState();
  const { id } = menu;
  const quick: Item = {
    label: "Add a component here", icon: "i-plus", keys: "N",
    run: () => set({ floating: { kind: "quick-add", screen: menu.screen, at: menu.at, beside: null, edge: null } }),
  };
  if (menu.on === "pane") {
    return [quick, of("paste", "i-copy"), of("select-all"), SEPARATOR, of("tidy", "i-tidy"), of("fit", "i-fit"), SEPARATOR, of("undo", "i-undo"), of("redo", "i-redo"), of("help", "i-help")];
  }
  if (menu.on === "component" && id) {
    return [
      { label: "Add after", icon: "i-plus", keys: "A", run: () => quickAddBeside(id, "after") },
      { label: "Add before", keys: "Shift A", run: () => quickAddBeside(id, "before") },
      { label: "Join with…", icon: "i-link", keys: "C", run: () => set({ floating: { kind: "join", from: id } }) },
      ...(mayLookAt(id) ? [SEPARATOR, { label: "Its messages in the run", icon: "i-microscope", run: () => lookAt(id) }] : []),
      SEPARATOR, of("rename"), of("duplicate", "i-copy"), of("copy"), of("cut"), SEPARATOR,
      of("upstream"), of("downstream"), SEPARATOR, of("delete", "i-trash"),
    ];
  }
  if (menu.on === "edge" && id) return edgeItems(menu, id);
  return [of("duplicate", "i-copy"), of("copy"), of("cut"), of("fit-selection", "i-fit"), SEPARATOR, of("delete", "i-trash")];
}

function edgeItems(menu: Menu, id: string): readonly (Item | null)[] {
  const { catalog, set } = useEditor.getState();
  const design = currentDesign();
  const edge = design.edges[id];
  if (!edge) return [];
  const types = [design.components[edge.source]?.type ?? "", design.components[edge.target]?.type ?? ""] as const;
  const kinds = joiningOfTypes(catalog, ...types).kinds.filter((kind) => kind !== edge.kind);
  return [
    { label: "Put a component in between", icon: "i-plus", run: () => set({ floating: { kind: "quick-add", screen: menu.screen, at: menu.at, beside: null, edge: id } }) },
    ...kinds.map((kind) => ({ label: `Make it a ${kind} edge`, run: () => operations.changeKind(id, kind) })),
    of("properties", "i-sliders"),
    SEPARATOR,
    of("delete", "i-trash"),
  ];
}

export function ContextMenu({ menu }: { menu: Menu }) {
  useFocusReturn();
  const list = useRef<HTMLDivElement>(null);
  const close = () => useEditor.getState().set({ floating: null });
  useLayoutEffect(() => {
    const box = list.current;
    if (!box) return;
    box.style.setProperty("left", `${Math.max(8, Math.min(menu.screen.x, innerWidth - box.offsetWidth - 8))}px`);
    box.style.setProperty("top", `${Math.max(8, Math.min(menu.screen.y, innerHeight - box.offsetHeight - 8))}px`);
  }, [menu]);
  useLayoutEffect(() => list.current?.querySelector<HTMLElement>("button")?.focus(), [menu]);
  return (
    <div
      className="menu floating" role="menu" aria-label="What can be done here" ref={list}
      onKeyDown={(event) => {
        const items = [...(list.current?.querySelectorAll<HTMLElement>("button") ?? [])];
        const next = stepInList(event.key, items.findIndex((item) => item === document.activeElement), items.length);
        if (next !== null) {
          event.preventDefault();
          items[next]?.focus();
        }
        if (event.key === "Tab") close();
      }}
    >
      {itemsFor(menu).map((item, index) =>
        item === null ? (
          <div className="menu-sep" role="separator" key={index} />
        ) : (
          <button
            type="button" role="menuitem" className="menu-item" key={item.label}
            onClick={() => {
              close();
              item.run();
            }}
          >
            {item.icon ? <Icon name={item.icon} /> : <span className="menu-blank" />}
            {item.label}
            {item.keys && <span className="kbd">{item.keys}</span>}
          </button>
        ),
      )}
    </div>
  );
}

/** Tabs: a row of tabs with one panel, walked with the arrow keys. */

import type { KeyboardEvent, ReactNode } from "react";
import { Icon } from "../diagram/Icon";

export interface Tab<Id extends string> {
  id: Id;
  label: string;
  icon?: string;
  count?: number;
}

interface TabsProps<Id extends string> {
  name: string;
  tabs: readonly Tab<Id>[];
  chosen: Id;
  onChoose: (id: Id) => void;
  /** What stands at the right of the row. */
  tools?: ReactNode;
  children: ReactNode;
}

export function Tabs<Id extends string>({ name, tabs, chosen, onChoose, tools, children }: TabsProps<Id>) {
  const keys = (event: KeyboardEvent<HTMLElement>): void => {
    const at = tabs.findIndex((tab) => tab.id === chosen);
    const moves: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 };
    const to = moves[event.key];
    const next = to === undefined ? undefined : tabs.at(to % tabs.length);
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    onChoose(next.id);
    document.getElementById(`${name}-tab-${next.id}`)?.focus();
  };
  return (
    <>
      <div className="tabs">
        <div className="tablist" role="tablist" aria-label={name} onKeyDown={keys}>
          {tabs.map((tab) => (
            <button
              key={tab.id}
              id={`${name}-tab-${tab.id}`}
              type="button"
              role="tab"
              className="tab"
              aria-selected={tab.id === chosen}
              aria-controls={`${name}-panel`}
              tabIndex={tab.id === chosen ? 0 : -1}
              onClick={() => onChoose(tab.id)}
            >
              {tab.icon && <Icon name={tab.icon} />}
              {tab.label}
              {tab.count !== undefined && tab.count > 0 && <span className="count">{tab.count}</span>}
            </button>
          ))}
        </div>
        <span className="grow" />
        {tools}
      </div>
      <div id={`${name}-panel`} className="tabpanel" role="tabpanel" tabIndex={-1} aria-labelledby={`${name}-tab-${chosen}`}>
        {children}
      </div>
    </>
  );
}

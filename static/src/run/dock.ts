/** Dock state: which tab of the results is open, and whose results. */

import { create } from "zustand";

export type DockTab = "charts" | "table" | "messages" | "runs";

export interface DockState {
  tab: DockTab;
  /** A component's id; null stands for the whole system. */
  component: string | null;
  setTab(tab: DockTab): void;
  setComponent(id: string | null): void;
}

export const useDock = create<DockState>((set) => ({
  tab: "charts",
  component: null,
  setTab: (tab) => set({ tab }),
  setComponent: (component) => set({ component }),
}));

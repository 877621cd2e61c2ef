/** The run side of the browser: what the editor and the pages mount and call. */

export { ApiError, api, request } from "./api";
export { PlaybackClock } from "./clock";
export { Column, FrameStore } from "./frames";
export type { Kind } from "./frames";
export * from "./format";
export { LiveHub, LiveValues } from "./live";
export { clock, hub, subscribeLive, useLive } from "./playback";
export { useSession } from "./session";
export type { FeedbackTab, SessionState, SessionStatus } from "./session";
export type * from "./types";
export { isOver } from "./types";
export { provideCatalog, useCatalog } from "./catalog";
export { useDock } from "./dock";
export type { DockTab } from "./dock";
export { Menu } from "./Menu";
export { PlaybackBar } from "./PlaybackBar";
export { ResultsDock } from "./ResultsDock";
export { RunBanner } from "./RunBanner";
export { RunSettingsPopover, summaryWords } from "./RunSettingsPopover";
export type { Splitter } from "./SplitGrip";
export { Tabs } from "./Tabs";
export { useClockState, useClockTime } from "./useClock";

/** Microscope: what the results, the editor and the pages mount and call. */

export { messagesNumbered } from "./finding";
export { Microscope } from "./Microscope";
export { hasMessages, useHasMessages, openLinked, useMicroscope } from "./store";
export { numberOf } from "./names";

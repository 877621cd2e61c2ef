/** Link: the address of one message of one run, behind the # of the page. */

import { keyOf } from "./types";
import type { JobName } from "./types";

export interface MessageLink {
  readonly job: JobName;
  /** Null on pages that show one run only. */
  readonly run: string | null;
}

const MESSAGE = /^([A-Za-z][\w-]*)\.([1-9]\d{0,8})$/;

export function readLink(hash: string): MessageLink | null {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  const [, client, number] = MESSAGE.exec(parts.get("message") ?? "") ?? [];
  return client && number ? { job: { client, number: Number(number) }, run: parts.get("run") } : null;
}

export function writeLink({ job, run }: MessageLink): string {
  const parts = new URLSearchParams({ message: keyOf(job), ...(run ? { run } : {}) });
  return `#${parts.toString()}`;
}

/** Puts the shown message into the address, or takes it out; the page stays where it is. */
export function showInAddress(link: MessageLink | null): void {
  const hash = link ? writeLink(link) : "";
  if (hash === location.hash || (!hash && !readLink(location.hash))) return;
  history.replaceState(history.state, "", hash || location.pathname + location.search);
}

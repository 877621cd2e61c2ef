/** Transport: the browser's own WebSocket and HTTP for a run feed, and the signs that a tab woke up. */

import { api } from "./api";
import type { RunFeed, SocketLike, Transport } from "./socket";

export function browserTransport(run: string): Transport {
  return {
    open: (path) => {
      const scheme = location.protocol === "https:" ? "wss:" : "ws:";
      return new WebSocket(`${scheme}//${location.host}${path}`) as unknown as SocketLike;
    },
    frames: (after) => api.frames(run, after),
    random: Math.random,
  };
}

/** Wakes the feed when the page is seen again or the network returns; answers how to stop that. */
export function wakeWithPage(feed: RunFeed): () => void {
  const wake = (): void => {
    if (document.visibilityState === "visible") feed.wake();
  };
  document.addEventListener("visibilitychange", wake);
  addEventListener("online", wake);
  addEventListener("pageshow", wake);
  return () => {
    document.removeEventListener("visibilitychange", wake);
    removeEventListener("online", wake);
    removeEventListener("pageshow", wake);
  };
}

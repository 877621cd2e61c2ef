/** Save state: whether the server has what is on the screen, in words. */
import { useEffect, useState } from "react";
import { Icon } from "../diagram/Icon";
import { useEditor } from "./store";

const TICK_MS = 1000;

function ago(at: number, now: number): string {
  const seconds = Math.max(0, Math.floor((now - at) / 1000));
  if (seconds < 3) return "Saved just now";
  if (seconds < 60) return `Saved ${seconds} s ago`;
  if (seconds < 3600) return `Saved ${Math.floor(seconds / 60)} min ago`;
  return "Saved";
}

export function SaveState() {
  const saving = useEditor((state) => state.saving);
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  switch (saving.state) {
    case "saved":
      return <span className="saved"><Icon name="i-check" size={14} />{ago(saving.at, Math.max(now, saving.at))}</span>;
    case "changed":
    case "saving":
      return <span className="saved"><Icon name="i-dot" size={14} />Saving…</span>;
    case "offline":
      return <span className="saved sev-w" title={saving.why}><Icon name="i-warn" size={14} />Kept here, not saved yet</span>;
    case "conflict":
      return <span className="saved sev-w"><Icon name="i-warn" size={14} />Changed elsewhere</span>;
  }
}

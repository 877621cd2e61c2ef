/** Share: one stored run, to play, to read and to fork. */
import "../pages/styles";
import "../../css/diagram.css";
import "../../css/run.css";
import "../../css/microscope.css";
import "../../css/share.css";
import "../pages/assets";
import type { ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { NARROW } from "../diagram/media";
import { installSprite } from "../diagram/sprite";
import { pageData } from "../pages/data";
import { wirePage } from "../pages/page";
import { ShareDiagram, ShareFindings } from "../pages/SharePage";
import type { ShareData } from "../pages/SharePage";
import { wireShareTabs } from "../pages/shareTabs";
import { PlaybackBar } from "../run/PlaybackBar";
import { ResultsDock } from "../run/ResultsDock";
import { openLinked } from "../microscope";
import { loadFrames } from "../run/cache";
import { useSession } from "../run/session";

wirePage();
installSprite();

function mount(id: string, content: ReactNode): void {
  const place = document.getElementById(id);
  if (!place) return;
  place.replaceChildren();
  createRoot(place).render(content);
}

function sayWhy(reason: unknown): void {
  useSession.setState({ error: reason instanceof Error ? reason.message : "The results could not be loaded." });
}

const data = pageData<ShareData>("page-data");
if (data) {
  const { run } = data;
  const diagram = (): HTMLElement | null => document.querySelector<HTMLElement>("#share-diagram .diagram");
  useSession.setState({ current: run, status: run.status, findings: run.findings });
  mount("share-diagram", <ShareDiagram run={run} />);
  mount("share-playback", <PlaybackBar compact={matchMedia(NARROW).matches} />);
  const showDiagram = (): void => document.getElementById("share-diagram")?.scrollIntoView({ block: "nearest" });
  mount("share-charts", <ResultsDock single diagram={diagram} onPlay={showDiagram} />);
  mount("share-findings", <ShareFindings data={data} />);
  wireShareTabs();
  loadFrames(run)
    .then((frames) => useSession.getState().show(run, frames))
    .then(openLinked)
    .catch(sayWhy);
}

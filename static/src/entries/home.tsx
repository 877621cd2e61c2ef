/** Home, and the pages of component types: pages that are read, and on them a run that plays. */
import "../pages/styles";
import "../../css/diagram.css";
import "../../css/run.css";
import "../../css/share.css";
import "../pages/assets";
import { createRoot } from "react-dom/client";
import { installSprite } from "../diagram/sprite";
import { pageData } from "../pages/data";
import { HomeRun } from "../pages/HomeRun";
import { wirePage } from "../pages/page";
import { loadStory } from "../pages/story";
import { loadCatalog } from "../run/catalog";

wirePage();
installSprite();

async function play(stage: HTMLElement, slug: string): Promise<void> {
  const catalog = await loadCatalog();
  const story = await loadStory(catalog, slug);
  stage.replaceChildren();
  createRoot(stage).render(<HomeRun catalog={catalog} {...story} score={stage.dataset.score !== "off"} />);
}

const stage = document.getElementById("home-run");
const slug = pageData<{ story: string }>("page-data")?.story;
// Without its run the page keeps the drawing that the server put there.
if (stage && slug) play(stage, slug).catch(() => undefined);

/** Page: what every page that is read has in common. Each part does nothing where it has no work. */
import { wireGallery } from "./gallery";
import { wireCopying, wireMenus } from "./menus";
import { wireScenarios } from "./scenarios";
import { wireThemeButtons } from "./theme";

export function wirePage(): void {
  wireThemeButtons();
  wireMenus();
  wireCopying();
  wireGallery();
  wireScenarios();
}

/** Page: what every page that is read has in common. Each part does nothing where it has no work. */
import { wireGallery } from "./gallery";
import { wireCopying, wireMenus } from "./menus";
import { wireThemeButtons } from "./theme";
import { wireTimes } from "./times";

export function wirePage(): void {
  wireThemeButtons();
  wireMenus();
  wireCopying();
  wireGallery();
  wireTimes();
}

/** Icons: the sprite of the page, put into the document once so that `#c-queue` can be used anywhere. */
import sprite from "../../icons.svg?raw";

const SVG = "http://www.w3.org/2000/svg";

/** Adds the sprite unless the page has it already. */
export function installSprite(): void {
  if (document.getElementById("c-queue")) return;
  const parsed = new DOMParser().parseFromString(sprite, "image/svg+xml").documentElement;
  const holder = document.createElementNS(SVG, "svg");
  holder.setAttribute("aria-hidden", "true");
  holder.setAttribute("class", "sprite");
  holder.setAttribute("width", "0");
  holder.setAttribute("height", "0");
  for (const symbol of [...parsed.children]) holder.append(document.importNode(symbol, true));
  document.body.prepend(holder);
}

/** An icon as an element, for parts that are drawn without React. */
export function iconElement(name: string, size: number): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "ic");
  svg.setAttribute("width", String(size));
  svg.setAttribute("height", String(size));
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#${name}`);
  svg.append(use);
  return svg;
}

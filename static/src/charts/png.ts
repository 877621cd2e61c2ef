/** Pictures: charts and diagram as PNG files, in the colours of the page. */

import { CONFIG, loadPlotly } from "./plotly";
import type { Shown } from "./figures";
import { sized } from "./figures";

const SCALE = 2;
const CELL = { width: 440, height: 220 };
const HEAD = 36;
const GAP = 16;

export interface Picture {
  title: string;
  shown: Shown;
}

/** All charts in one picture, two beside each other, each with its title and key. */
export async function chartsPng(pictures: readonly Picture[], heading: string): Promise<Blob> {
  const plotly = await loadPlotly();
  const columns = pictures.length > 1 ? 2 : 1;
  const rows = Math.ceil(pictures.length / columns);
  const cellHeight = CELL.height + HEAD;
  const canvas = document.createElement("canvas");
  canvas.width = (columns * (CELL.width + GAP) + GAP) * SCALE;
  canvas.height = (rows * (cellHeight + GAP) + GAP + HEAD) * SCALE;
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("This browser gives no canvas to draw the picture on.");
  pen.scale(SCALE, SCALE);
  const style = getComputedStyle(document.body);
  const ink = probe("--text");
  pen.fillStyle = probe("--surface");
  pen.fillRect(0, 0, canvas.width, canvas.height);
  write(pen, heading, GAP, GAP + 18, `600 16px ${style.fontFamily}`, ink);
  for (const [index, picture] of pictures.entries()) {
    const x = GAP + (index % columns) * (CELL.width + GAP);
    const y = GAP + HEAD + Math.floor(index / columns) * (cellHeight + GAP);
    const { shown } = picture;
    const layout = sized(shown.layout, CELL, null, "png", shown.marks);
    const url = await plotly.toImage({ data: shown.data, layout, config: CONFIG }, { format: "png", ...CELL, scale: SCALE });
    pen.drawImage(await loadImage(url), x, y + HEAD - 8, CELL.width, CELL.height);
    const title = shown.unit ? `${picture.title} (${shown.unit})` : picture.title;
    const width = write(pen, title, x, y + 18, `600 13px ${style.fontFamily}`, ink);
    drawKey(pen, shown, x + width + GAP, y + 18, style.fontFamily, ink);
  }
  return toBlob(canvas);
}

function write(pen: CanvasRenderingContext2D, text: string, x: number, y: number, font: string, colour: string): number {
  pen.font = font;
  pen.fillStyle = colour;
  pen.fillText(text, x, y);
  return pen.measureText(text).width;
}

const DASHES: Record<string, number[]> = { solid: [], dash: [7, 3], dot: [2, 3], dashdot: [10, 3, 2, 3], longdash: [14, 4] };

function drawKey(pen: CanvasRenderingContext2D, shown: Shown, x: number, y: number, family: string, ink: string): void {
  let at = x;
  for (const line of shown.lines) {
    pen.strokeStyle = line.colour;
    pen.lineWidth = 2;
    pen.setLineDash(DASHES[line.dash] ?? []);
    pen.beginPath();
    pen.moveTo(at, y - 4);
    pen.lineTo(at + 18, y - 4);
    pen.stroke();
    pen.setLineDash([]);
    at += 24 + write(pen, line.label, at + 22, y, `500 11px ${family}`, ink) + 10;
  }
}

/** A token's colour as the canvas reads it; canvas knows no OKLCH in older browsers. */
function probe(token: string): string {
  const element = document.createElement("i");
  element.style.setProperty("color", `color-mix(in srgb, var(${token}) 100%, transparent)`);
  document.body.append(element);
  const [r = 0, g = 0, b = 0] = (getComputedStyle(element).color.match(/[\d.]+/g) ?? []).map(Number);
  const mixed = getComputedStyle(element).color.startsWith("color(");
  element.remove();
  const byte = (value: number): number => Math.round(mixed ? value * 255 : value);
  return `rgb(${byte(r)},${byte(g)},${byte(b)})`;
}

function loadImage(url: string): Promise<HTMLImageElement> {
  return new Promise((done, failed) => {
    const image = new Image();
    image.onload = () => done(image);
    image.onerror = () => failed(new Error("The picture of a chart could not be drawn."));
    image.src = url;
  });
}

function toBlob(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((done, failed) => {
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("The picture could not be made."))), "image/png");
  });
}

/** What a style sheet says of lines and shapes, which a picture must carry with it. */
const PAINT = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity"];

/** Writes the paint of every drawn shape into attributes; answers how to take it away again. */
function paintShapes(element: HTMLElement): () => void {
  const shapes = [...element.querySelectorAll<SVGElement>("svg:not(.sprite) *")];
  const painted: [SVGElement, string][] = [];
  for (const shape of shapes) {
    const style = getComputedStyle(shape);
    for (const name of PAINT) {
      if (shape.hasAttribute(name)) continue;
      shape.setAttribute(name, style.getPropertyValue(name));
      painted.push([shape, name]);
    }
  }
  return () => {
    for (const [shape, name] of painted) shape.removeAttribute(name);
  };
}

/** The page's typeface as a style sheet that needs no address, for pictures that may load nothing. */
async function embeddedFont(): Promise<string> {
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
  const latin = rules.find(
    (rule): rule is CSSFontFaceRule =>
      rule instanceof CSSFontFaceRule &&
      rule.style.getPropertyValue("font-family").includes("Inter Variable") &&
      /U\+0+-(00)?FF/i.test(rule.style.getPropertyValue("unicode-range")),
  );
  const address = latin && /url\("?([^")]+)/.exec(latin.style.getPropertyValue("src"))?.[1];
  if (!address) return ""; // the picture then has the machine's own letters
  const sheet = latin.parentStyleSheet?.href ?? location.href;
  const font = await (await fetch(new URL(address, sheet))).blob();
  const data = await new Promise<string>((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result));
    reader.onerror = () => failed(new Error("The letters of the picture could not be read."));
    reader.readAsDataURL(font);
  });
  return `@font-face{font-family:"Inter Variable";font-weight:100 900;src:url("${data}") format("woff2")}`;
}

/** The diagram as it stands, with the page's own sprite inside so that icons are drawn too. */
export async function diagramPng(element: HTMLElement): Promise<Blob> {
  const { toBlob: elementToBlob } = await import("html-to-image");
  const sprite = document.querySelector(".sprite")?.cloneNode(true);
  const unpaint = paintShapes(element);
  if (sprite) element.append(sprite);
  try {
    const blob = await elementToBlob(element, {
      pixelRatio: SCALE,
      backgroundColor: probe("--canvas"),
      fontEmbedCSS: await embeddedFont(),
      filter: (node) => !(node instanceof Element && node.matches(".tools, .palette, .react-flow__minimap, .react-flow__attribution, .no-picture")),
    });
    if (!blob) throw new Error("The picture of the diagram could not be made.");
    return blob;
  } finally {
    if (sprite) element.removeChild(sprite);
    unpaint();
  }
}

/** Hands a file to the reader. */
export function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

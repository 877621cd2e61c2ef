/** Text width: how wide a node's name will be, before it is drawn. */

const FONT = '600 13px "Inter Variable", Inter, system-ui, sans-serif';
/** Where there is no canvas (tests), and until the font has come: a little more than the average letter. */
const LETTER = 7.4;

let pen: CanvasRenderingContext2D | null | undefined;

export function textWidth(text: string): number {
  if (pen === undefined) {
    pen = typeof document === "undefined" ? null : document.createElement("canvas").getContext("2d");
  }
  if (!pen) return text.length * LETTER;
  pen.font = FONT;
  return pen.measureText(text).width;
}

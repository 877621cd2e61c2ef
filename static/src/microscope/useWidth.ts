/** Width of an element in whole pixels, for what is drawn to measure. */

import { useLayoutEffect, useState } from "react";
import type { RefObject } from "react";

export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const box = element.current;
    if (!box) return;
    const measure = (): void => setWidth(Math.floor(box.clientWidth));
    measure();
    const size = new ResizeObserver(measure);
    size.observe(box);
    return () => size.disconnect();
  }, [element]);
  return width;
}

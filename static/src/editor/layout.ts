/** Layout: the two splitters' places, remembered, and the height of the window that bounds them. */
import { useCallback, useEffect, useState } from "react";

/** A number that stays for the next visit. */
export function useKept(key: string, usual: number): [number, (value: number) => void] {
  const [value, setValue] = useState(() => Number(localStorage.getItem(key)) || usual);
  const keep = useCallback((next: number) => {
    setValue(next);
    localStorage.setItem(key, String(next));
  }, [key]);
  return [value, keep];
}

/** Height of the window, for the bounds of the results. */
export function useWindowHeight(): number {
  const [height, setHeight] = useState(innerHeight);
  useEffect(() => {
    const take = () => setHeight(innerHeight);
    addEventListener("resize", take);
    return () => removeEventListener("resize", take);
  }, []);
  return height;
}

/** Visible: what is out of sight need not be drawn ten times a second. */

type Told = (visible: boolean) => void;

const listeners = new WeakMap<Element, Told>();
let observer: IntersectionObserver | null = null;

function shared(): IntersectionObserver {
  observer ??= new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) listeners.get(target)?.(isIntersecting);
  });
  return observer;
}

/** Tells when an element comes into sight or leaves it; one observer serves all of them. */
export function watchVisible(target: Element, told: Told): () => void {
  listeners.set(target, told);
  shared().observe(target);
  return () => {
    listeners.delete(target);
    shared().unobserve(target);
  };
}

const DETAIL = "queueyard:detail";

/** From afar nodes leave out their pairs; whoever zooms says so, and the nodes catch up. */
export function detailChanged(): void {
  document.dispatchEvent(new Event(DETAIL));
}

export function onDetail(changed: () => void): () => void {
  document.addEventListener(DETAIL, changed);
  return () => document.removeEventListener(DETAIL, changed);
}

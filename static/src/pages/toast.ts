/** Toast: says what was done, with a way back, for eight seconds. */

const STAYS_MS = 8_000;

export function showToast(text: string, undo?: () => void): void {
  const place = document.querySelector<HTMLElement>("[data-toasts]");
  if (!place) return;
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.append(text);
  let timer = setTimeout(() => toast.remove(), STAYS_MS);
  if (undo) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "undo";
    button.textContent = "Undo";
    button.addEventListener("click", () => {
      clearTimeout(timer);
      toast.remove();
      undo();
    });
    toast.append(button);
  }
  // Whoever is about to press Undo has all the time they need.
  const wait = (): void => clearTimeout(timer);
  const go = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => toast.remove(), STAYS_MS);
  };
  toast.addEventListener("pointerenter", wait);
  toast.addEventListener("focusin", wait);
  toast.addEventListener("pointerleave", go);
  toast.addEventListener("focusout", go);
  place.append(toast);
}

/**
 * The first script of every page: sets light or dark before anything is drawn.
 * Loaded as a classic script, so that the browser waits for it; it must not import anything.
 */
{
  let kept: string | null = null;
  try {
    kept = localStorage.getItem("queueyard.theme");
  } catch {
    // Storage may be forbidden; then the system's wish holds.
  }
  const dark = kept === "dark" || (kept !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
}

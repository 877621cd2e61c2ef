/** Page data: what a template hands to its script as JSON. */

/** The content of a `json_script` element, or null where the page has none. */
export function pageData<T>(id: string): T | null {
  const text = document.getElementById(id)?.textContent;
  return text ? (JSON.parse(text) as T) : null;
}

/** Times: says how long ago something was, where the server could only name the date. */

export function wireTimes(root: ParentNode = document): void {
  for (const time of root.querySelectorAll<HTMLTimeElement>("time[data-ago]")) {
    time.title = time.textContent ?? "";
    time.textContent = ago(time.dateTime);
  }
}

/** "5 minutes ago" up to a week; older times stay dates. */
export function ago(iso: string, now = Date.now()): string {
  const minutes = Math.round((now - Date.parse(iso)) / 60_000);
  const words = new Intl.RelativeTimeFormat("en-GB", { numeric: "auto" });
  if (minutes < 1) return "just now";
  if (minutes < 60) return words.format(-minutes, "minute");
  if (minutes < 24 * 60) return words.format(-Math.round(minutes / 60), "hour");
  if (minutes < 7 * 24 * 60) return words.format(-Math.round(minutes / 1440), "day");
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "long" }).format(Date.parse(iso));
}

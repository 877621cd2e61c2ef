/** My scenarios: rename, duplicate, export, import, and delete with a way back. */
import { api, ApiError } from "../run/api";
import { showToast } from "./toast";

export function wireScenarios(root: ParentNode = document): void {
  const list = root.querySelector<HTMLElement>("[data-scenarios]");
  if (!list) return;
  const trouble = root.querySelector<HTMLElement>("[data-trouble]");
  const tell = (reason: unknown): void => {
    if (!trouble) return;
    trouble.textContent = reason instanceof ApiError ? reason.message : "This did not work. Reload the page and try again.";
    trouble.hidden = false;
  };
  const attempt = (work: () => Promise<void>): void => {
    if (trouble) trouble.hidden = true;
    work().catch(tell);
  };
  for (const row of list.querySelectorAll<HTMLElement>("[data-scenario]")) wireRow(row, attempt);
  wireImport(root, attempt);
  for (const time of list.querySelectorAll<HTMLTimeElement>("[data-ago]")) time.textContent = ago(time.dateTime);
}

type Attempt = (work: () => Promise<void>) => void;

function wireRow(row: HTMLElement, attempt: Attempt): void {
  const id = row.dataset.scenario ?? "";
  const menu = row.querySelector<HTMLDetailsElement>("[data-actions]");
  const on = (name: string, work: () => Promise<void>): void => {
    row.querySelector(`[data-${name}]`)?.addEventListener("click", () => {
      if (menu) menu.open = false;
      attempt(work);
    });
  };
  if (menu) menu.hidden = false;
  wireRename(row, id, attempt);
  on("duplicate", async () => {
    const copy = await api.duplicateScenario(id);
    location.assign(`/s/${copy.id}/`);
  });
  on("export", async () => {
    const { design, name } = await api.scenario(id);
    saveFile(`${slug(name)}.json`, JSON.stringify(design, null, 2));
  });
  on("delete", async () => {
    await api.deleteScenario(id);
    row.hidden = true;
    showNone();
    showToast(`“${row.dataset.name ?? ""}” is deleted.`, () => {
      attempt(async () => {
        await api.restoreScenario(id);
        row.hidden = false;
        showNone();
        row.querySelector<HTMLElement>("[data-open]")?.focus();
      });
    });
  });
}

function wireRename(row: HTMLElement, id: string, attempt: Attempt): void {
  const form = row.querySelector<HTMLFormElement>("[data-rename-form]");
  const field = form?.querySelector("input");
  const link = row.querySelector<HTMLElement>("[data-open]");
  const menu = row.querySelector<HTMLDetailsElement>("[data-actions]");
  if (!form || !field || !link) return;
  const close = (): void => {
    form.hidden = true;
    link.focus();
  };
  row.querySelector("[data-rename]")?.addEventListener("click", () => {
    if (menu) menu.open = false;
    form.hidden = false;
    field.value = row.dataset.name ?? "";
    field.select();
  });
  form.querySelector("[data-rename-cancel]")?.addEventListener("click", close);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(async () => {
      const { name } = await api.renameScenario(id, field.value.trim());
      row.dataset.name = name;
      link.textContent = name;
      close();
    });
  });
}

function wireImport(root: ParentNode, attempt: Attempt): void {
  const button = root.querySelector<HTMLButtonElement>("[data-import]");
  const file = root.querySelector<HTMLInputElement>("[data-import-file]");
  if (!button || !file) return;
  button.hidden = false;
  button.addEventListener("click", () => file.click());
  file.addEventListener("change", () => {
    const chosen = file.files?.[0];
    if (!chosen) return;
    attempt(async () => {
      const text = await chosen.text();
      file.value = "";
      const made = await api.createScenario({ design: readDesign(text) });
      location.assign(`/s/${made.id}/`);
    });
  });
}

type NewDesign = NonNullable<Parameters<typeof api.createScenario>[0]["design"]>;

function readDesign(text: string): NewDesign {
  try {
    return JSON.parse(text) as NewDesign; // The server checks what it is.
  } catch {
    throw new ApiError("This file is not JSON. Choose a design that was exported here.", 0);
  }
}

function showNone(): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-scenario]")];
  const none = document.querySelector<HTMLElement>("[data-none]");
  if (none) none.hidden = rows.some((row) => !row.hidden);
}

function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

function slug(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "design";
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

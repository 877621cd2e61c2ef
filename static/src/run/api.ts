/** Api client: every request the browser makes, typed, with CSRF and errors that are sentences. */

import type { MessageHistory, MessageList } from "../generated/api";
import type {
  Comparison,
  Design,
  Finding,
  FramesPage,
  Problem,
  Run,
  RunBrief,
  Scenario,
} from "./types";

const SILENT = "The server does not answer. What you drew is kept here; try again in a moment.";

/** An answer that is not what was asked for. `message` is a sentence for the user. */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly problems: Problem[] = [],
    readonly body: unknown = null,
  ) {
    super(message);
    this.name = "ApiError";
  }
}

export function csrfToken(): string {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  if (cookie) return decodeURIComponent(cookie.slice("csrftoken=".length));
  const field = document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]");
  const meta = document.querySelector<HTMLMetaElement>("meta[name=csrf-token]");
  return field?.value ?? meta?.content ?? "";
}

function sentence(status: number): string {
  if (status === 404) return "This does not exist any more, or was never shared with you.";
  if (status === 403) return "This belongs to someone else. Reload the page and try again.";
  if (status === 413) return "This is more than the server takes at once.";
  if (status === 429) return "Too many requests at once. Try again in a moment.";
  return "The server could not do this. Try again in a moment.";
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  if (!text) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null; // a proxy's HTML page; the status has its own sentence
  }
}

function asError(status: number, body: unknown): ApiError {
  const said = body && typeof body === "object" ? (body as Record<string, unknown>) : {};
  const message = typeof said.message === "string" && said.message ? said.message : sentence(status);
  const problems = Array.isArray(said.problems) ? (said.problems as Problem[]) : [];
  return new ApiError(message, status, problems, body);
}

export interface RequestOptions {
  body?: unknown;
  signal?: AbortSignal;
}

export async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRFToken"] = csrfToken();
  const init: RequestInit = { method, headers, credentials: "same-origin" };
  if (options.signal) init.signal = options.signal;
  if (options.body !== undefined) {
    headers["Content-Type"] = "application/json";
    init.body = JSON.stringify(options.body);
  }
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (reason) {
    if (reason instanceof DOMException && reason.name === "AbortError") throw reason;
    throw new ApiError(SILENT, 0);
  }
  const body = await readBody(response);
  if (!response.ok) throw asError(response.status, body);
  return body as T;
}

const get = <T>(path: string, signal?: AbortSignal): Promise<T> =>
  request<T>("GET", path, signal ? { signal } : {});
const post = <T>(path: string, body?: unknown): Promise<T> =>
  request<T>("POST", path, body === undefined ? {} : { body });

export interface NewScenario {
  name?: string;
  design?: Design;
  example?: string;
  share?: string;
}

export const api = {
  catalog: <T>() => get<T>("/api/catalog"),
  figures: <T>() => get<T>("/api/figures"),
  check: (design: Design, signal?: AbortSignal) =>
    request<{ problems: Problem[]; findings: Finding[] }>("POST", "/api/check", {
      body: { design },
      ...(signal ? { signal } : {}),
    }),

  scenario: (id: string) => get<Scenario>(`/api/scenarios/${id}`),
  createScenario: (what: NewScenario) => post<Scenario>("/api/scenarios", what),
  saveDraft: (id: string, version: number, design: Design) =>
    request<{ version: number; saved_at: string }>("PUT", `/api/scenarios/${id}/draft`, {
      body: { version, design },
    }),
  editLink: (id: string) => post<{ url: string }>(`/api/scenarios/${id}/edit-link`),

  startRun: (scenario: string, design: Design, fix?: { rule: string; run: string | null }) =>
    post<Run>(`/api/scenarios/${scenario}/runs`, fix ? { design, fix } : { design }),
  runs: (scenario: string) => get<RunBrief[]>(`/api/scenarios/${scenario}/runs`),
  run: (id: string) => get<Run>(`/api/runs/${id}`),
  cancelRun: (id: string) => post<Run>(`/api/runs/${id}/cancel`),
  frames: (id: string, after: number, limit = 400) =>
    get<FramesPage>(`/api/runs/${id}/frames?after=${after}&limit=${limit}`),
  messages: (id: string, { where = null, at = null }: { where?: string | null; at?: number | null } = {}) => {
    const asked = new URLSearchParams({ ...(where === null ? {} : { where }), ...(at === null ? {} : { at: String(at) }) });
    return get<MessageList>(`/api/runs/${id}/messages${asked.size ? `?${asked}` : ""}`);
  },
  message: (run: string, client: string, number: number) => get<MessageHistory>(`/api/runs/${run}/messages/${client}/${number}`),
  compare: (a: string, b: string) => get<Comparison>(`/api/compare?a=${a}&b=${b}`),
  downloadUrl: (id: string, kind: "json" | "csv") => `/api/runs/${id}/download.${kind}`,

  share: (scenario: string, run: string, note: string, by: string) =>
    post<{ slug: string; url: string }>(`/api/scenarios/${scenario}/shares`, { run, note, by }),
};

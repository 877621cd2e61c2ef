import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clock, hub } from "../../src/run/playback";
import { useSession } from "../../src/run/session";
import type { Design, Finding, Run, RunStatus } from "../../src/run/types";
import { framesFrom, schema } from "./builders";

const DESIGN: Design = { version: 1, name: "Two queues", components: {}, edges: {}, timeline: {}, run: {}, layout: {} };
const FRAMES = 4;

/** A server behind `fetch` and `WebSocket`, as far as a session asks of it. */
class Server {
  runs: Run[] = [];
  sockets: Socket[] = [];
  refuse: { status: number; body: unknown } | null = null;
  asked: { method: string; path: string; body: unknown }[] = [];

  add(status: RunStatus): Run {
    const number = this.runs.length + 1;
    const run: Run = {
      id: `run${number}`, number, scenario: "s", status, position: 0, created_at: "2026-11-23T12:00:00Z",
      started_at: null, finished_at: null, wall_ms: null, simulated: 0, duration: FRAMES * 5, frames: FRAMES,
      last_seq: status === "finished" ? FRAMES : 0, seed: 1, engine: "1", message: "", fingerprint: "f",
      parent: null, fix: null, design: DESIGN, result: null, findings: [],
    };
    this.runs.unshift(run);
    return run;
  }

  finish(run: Run, findings: Finding[] = []): void {
    Object.assign(run, { status: "finished", last_seq: FRAMES, findings, wall_ms: 300, simulated: run.duration });
  }

  fetch = (path: string, init: RequestInit): Promise<Response> => {
    const method = init.method ?? "GET";
    const body: unknown = typeof init.body === "string" ? JSON.parse(init.body) : null;
    this.asked.push({ method, path, body });
    const { status, answer } = this.answer(method, path);
    return Promise.resolve(new Response(JSON.stringify(answer), { status }));
  };

  private answer(method: string, path: string): { status: number; answer: unknown } {
    if (this.refuse) return { status: this.refuse.status, answer: this.refuse.body };
    if (path === "/api/scenarios/s/runs") {
      return { status: 200, answer: method === "POST" ? this.add("queued") : this.runs };
    }
    const [, id = "", rest = ""] = /^\/api\/runs\/(\w+)(.*)$/.exec(path) ?? [];
    const run = this.runs.find((one) => one.id === id);
    if (!run) return { status: 404, answer: {} };
    if (rest === "/cancel") run.status = "cancelled";
    if (!rest.startsWith("/frames")) return { status: 200, answer: run };
    const after = Number(/after=(\d+)/.exec(rest)?.[1]);
    const page = { schema: schema(FRAMES), frames: framesFrom(after + 1, run.last_seq), last_seq: run.last_seq };
    return { status: 200, answer: { ...page, status: run.status } };
  }
}

class Socket {
  onmessage: ((event: { data: string }) => void) | null = null;
  closed = false;
  constructor(readonly path: string) {
    server.sockets.push(this);
  }
  send(): void {}
  close(): void {
    this.closed = true;
  }
  say(message: unknown): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

let server: Server;
const session = () => useSession.getState();
const settle = () => vi.advanceTimersByTimeAsync(0);

/** The socket's story of a run from its first frame to its end. */
async function playOut(run: Run, socket: Socket, findings: Finding[] = []): Promise<void> {
  socket.say({ type: "schema", schema: schema(FRAMES) });
  socket.say({ type: "frames", frames: framesFrom(1, FRAMES) });
  server.finish(run, findings);
  socket.say({ type: "end", status: "finished" });
  await settle();
}

const FINDING: Finding = {
  rule: "VIS-1", severity: "error", subject: { kind: "component", id: "q" }, title: "Too short", message: "",
  evidence: [], evidence_columns: [], watch: 5, fix: null, page: "vis-1",
};

beforeEach(async () => {
  vi.useFakeTimers();
  server = new Server();
  vi.stubGlobal("fetch", server.fetch);
  vi.stubGlobal("WebSocket", Socket);
  vi.stubGlobal("document", {
    cookie: "csrftoken=abc", visibilityState: "visible", addEventListener: () => undefined, removeEventListener: () => undefined,
  });
  vi.stubGlobal("location", { protocol: "http:", host: "here" });
  vi.stubGlobal("addEventListener", () => undefined);
  vi.stubGlobal("removeEventListener", () => undefined);
  vi.stubGlobal("requestAnimationFrame", () => 1);
  vi.stubGlobal("cancelAnimationFrame", () => undefined);
  useSession.setState(useSession.getInitialState(), true);
  clock.reset(0, 1);
  await session().setScenario("s", []);
});

afterEach(async () => {
  server.runs = []; // so that the session has nobody left to ask about
  await vi.runOnlyPendingTimersAsync();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a session", () => {
  it("starts a run, plays it from its first frame, and has its findings at the end", async () => {
    await session().start(DESIGN);
    expect(server.asked.at(-1)).toMatchObject({ method: "POST", body: { design: DESIGN } });
    expect(session().status).toBe("queued");
    const [socket] = server.sockets as [Socket];
    expect(socket.path).toContain("/ws/runs/run1/?after=0");
    socket.say({ type: "schema", schema: schema(FRAMES) });
    socket.say({ type: "frames", frames: framesFrom(1, 2) });
    expect(clock.playing).toBe(true);
    expect(clock.limit).toBe(10);
    expect(hub.current("component", "q")?.value("waiting")).toBe(1);
    socket.say({ type: "frames", frames: framesFrom(3, FRAMES) });
    server.finish(server.runs[0] as Run, [FINDING]);
    socket.say({ type: "end", status: "finished" });
    await settle();
    expect(session()).toMatchObject({ status: "finished", findings: [FINDING], wallMs: 300 });
    expect(session().frames?.length).toBe(FRAMES);
    expect(socket.closed).toBe(true);
  });

  it("keeps the Problems of a design that cannot run, and goes on as before", async () => {
    const problem = { path: ["run", "duration"], message: "Too long.", remedy: "Shorten it." };
    server.refuse = { status: 422, body: { message: "It cannot run.", problems: [problem] } };
    await session().start(DESIGN);
    expect(session()).toMatchObject({ status: "idle", error: "It cannot run.", problems: [problem] });
  });

  it("does not mix an earlier run's late frames into the one that is shown", async () => {
    await session().start(DESIGN);
    const [first] = server.sockets as [Socket];
    first.say({ type: "schema", schema: schema(FRAMES) });
    await session().start(DESIGN);
    expect(first.closed).toBe(true);
    first.say({ type: "frames", frames: framesFrom(1, FRAMES) });
    expect(session().current?.id).toBe("run2");
    expect(session().frames).toBeNull();
    await playOut(server.runs[0] as Run, server.sockets.at(-1) as Socket);
    expect(session().frames?.length).toBe(FRAMES);
  });

  it("opens the last run of a scenario at its end, all of it shown", async () => {
    const run = server.add("finished");
    await session().setScenario("s", server.runs);
    expect(session()).toMatchObject({ status: "finished" });
    expect(session().current?.id).toBe(run.id);
    expect(clock.time).toBe(FRAMES * 5);
    expect(clock.seenEnd).toBe(true);
    expect(clock.playing).toBe(false);
  });

  it("keeps the clock where it stands when another run of the same length is chosen", async () => {
    server.add("finished");
    const second = server.add("finished");
    await session().setScenario("s", server.runs);
    clock.seek(10);
    await session().select("run1");
    expect(session().current?.id).not.toBe(second.id);
    expect(clock.time).toBe(10);
  });

  it("proves a fix beside the run that had the finding", async () => {
    server.add("finished");
    await session().setScenario("s", server.runs);
    await session().prove({ ...DESIGN, name: "fixed" }, FINDING);
    expect(server.asked.find((one) => one.method === "POST")?.body).toMatchObject({
      design: { name: "fixed" },
      fix: { rule: "VIS-1", run: "run1" },
    });
    await settle();
    expect(session()).toMatchObject({ feedback: "compare" });
    expect(session().current?.id).toBe("run2");
    expect(session().overlay?.id).toBe("run1");
    expect(session().olderFrames?.length).toBe(FRAMES);
  });

  it("asks about the runs that go on out of sight", async () => {
    await session().start(DESIGN);
    await session().start(DESIGN);
    server.finish(server.runs[1] as Run);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(session().runs.map((run) => run.status)).toEqual(["queued", "finished"]);
  });

  it("cancels the shown run", async () => {
    await session().start(DESIGN);
    await session().cancel();
    expect(server.asked.at(-1)?.path).toBe("/api/runs/run1/cancel");
    expect(session().runs[0]?.status).toBe("cancelled");
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { messagesNumbered } from "../../src/microscope/finding";
import { hasMessages, listed, sameMessage, useMicroscope } from "../../src/microscope/store";
import type { MessageList, MessageRow } from "../../src/microscope/types";
import { useDock } from "../../src/run/dock";
import { useSession } from "../../src/run/session";
import type { Run } from "../../src/run/types";
import { DESIGN, late } from "./lives";

const row = (number: number, kept: MessageRow["kept"], more: Partial<MessageRow> = {}): MessageRow => ({
  client: "clients", number, sent: number, ended: number + 10, verdict: kept.includes("dead") ? "dead" : "done", kept, needed: 2, poison: false, handled: 1, receives: 1, ...more,
});
const ROWS = [row(7, ["sample"]), row(59, ["dead", "twice"]), row(1015, ["dead", "slowest"], { ended: 1400 }), row(1016, ["slowest"], { ended: null })];

let lists: Record<string, MessageList>;
let asked: string[];
let runs = 0;

function answer(path: string): unknown {
  const [, run = "", job, query = ""] = /^\/api\/runs\/(\w+)\/messages(\/[^?]+)?(?:\?(.*))?$/.exec(path) ?? [];
  if (job) return { ...late().history, number: Number(job.split("/")[2]) };
  const list = lists[run];
  return query.includes("where=dead") ? { ...list, rows: list?.rows.filter(({ verdict }) => verdict === "dead") } : list;
}

const LIST: MessageList = { messages: 5160, kept: ROWS.length, pending: false, note: "", rows: ROWS };

/** A finished run, new each time: what is loaded once is remembered. */
function finish(list: MessageList = LIST): string {
  const id = `run${(runs += 1)}`;
  lists[id] = list;
  useSession.setState({ current: { id, number: 3, status: "finished", design: DESIGN, duration: 1800 } as unknown as Run, status: "finished", scenario: "s" });
  return id;
}

const look = () => useMicroscope.getState();
const settle = () => vi.waitFor(() => expect(look().list).not.toBe(null));

beforeEach(() => {
  lists = {};
  asked = [];
  vi.stubGlobal("location", { hash: "", pathname: "/s/x/", search: "" });
  vi.stubGlobal("history", { state: null, replaceState: (_: unknown, __: string, to: string) => void Object.assign(location, { hash: to.startsWith("#") ? to : "" }) });
  vi.stubGlobal("fetch", (path: string) => {
    asked.push(path);
    const body = answer(path);
    return Promise.resolve(new Response(JSON.stringify(body ?? { message: "It is gone." }), { status: body ? 200 : 404 }));
  });
});

afterEach(() => {
  useSession.setState({ current: null, status: "idle" });
  useDock.setState({ tab: "charts" });
  useMicroscope.setState({ chosen: null });
  vi.unstubAllGlobals();
});

describe("the messages of a run", () => {
  it("are known as soon as it has finished, with the most telling ones first", async () => {
    finish();
    await settle();
    await vi.waitFor(() => expect(look().history).not.toBe(null));
    expect(hasMessages()).toBe(true);
    expect(look()).toMatchObject({ reason: "dead", chosen: { client: "clients", number: 59 } });
    expect(listed(look()).map(({ number }) => number)).toEqual([59, 1015]);
  });

  it("are not asked for while it runs, and are gone with it", async () => {
    useSession.setState({ current: { id: "going", status: "running" } as unknown as Run, status: "running" });
    expect(asked).toEqual([]);
    finish();
    await settle();
    useSession.setState({ current: null, status: "idle" });
    expect(hasMessages()).toBe(false);
  });

  it("are none where nobody looked, and a sentence where there is a reason", async () => {
    finish({ messages: 5160, kept: 0, pending: false, note: "", rows: [] });
    await settle();
    expect(hasMessages()).toBe(false);
    finish({ messages: 500_000, kept: 0, pending: false, note: "The run has 500,000 messages.", rows: [] });
    await settle();
    expect(hasMessages()).toBe(true);
    expect(messagesNumbered("7")).toEqual([]);
  });

  it("are listed from the slowest, those that never ended before all others", async () => {
    finish();
    await settle();
    look().setReason("slowest");
    expect(listed(look()).map(({ number }) => number)).toEqual([1016, 1015]);
    look().setReason(null);
    expect(listed(look())).toHaveLength(4);
  });

  it("are those of a place and time where one came from there", async () => {
    const run = finish();
    await settle();
    await look().look({ place: "dead", at: 600 });
    expect(asked).toContain(`/api/runs/${run}/messages?where=dead&at=600`);
    expect(listed(look()).map(({ number }) => number)).toEqual([59, 1015]);
    expect(useDock.getState().tab).toBe("messages");
    await look().look({ reason: "sample" });
    expect(look()).toMatchObject({ place: null, at: null, chosen: { number: 7 } });
  });

  it("are asked for again while they are still being followed", async () => {
    vi.useFakeTimers();
    const run = finish({ ...LIST, kept: 0, pending: true, rows: [] });
    await vi.advanceTimersByTimeAsync(100);
    expect(hasMessages()).toBe(false);
    lists[run] = LIST;
    await vi.advanceTimersByTimeAsync(2000);
    expect(hasMessages()).toBe(true);
    const times = asked.length;
    await vi.advanceTimersByTimeAsync(5000);
    expect(asked).toHaveLength(times);
    vi.useRealTimers();
  });

  it("say so where they cannot be loaded", async () => {
    useSession.setState({ current: { id: "lost", number: 3, status: "finished", design: DESIGN } as unknown as Run, status: "finished" });
    await vi.waitFor(() => expect(look().error).toBe("It is gone."));
    expect(hasMessages()).toBe(false);
  });
});

describe("one message", () => {
  it("stands in the address while it is open", async () => {
    const run = finish();
    await settle();
    await look().look({ job: { client: "clients", number: 1015 } });
    await vi.waitFor(() => expect(location.hash).toBe(`#message=clients.1015&run=${run}`));
    expect(look().reason).toBe("dead");
    useDock.getState().setTab("charts");
    expect(location.hash).toBe("");
  });

  it("stays open when another run of the same work is shown", async () => {
    finish();
    await settle();
    await look().choose({ client: "clients", number: 1016 });
    finish();
    await settle();
    await vi.waitFor(() => expect(look().history?.number).toBe(1016));
  });

  it("that is not kept is refused with a sentence, without asking for it", async () => {
    finish();
    await settle();
    await look().choose({ client: "clients", number: 2 });
    expect(look().problem).toMatch(/^Run 3 kept no history of message 2\./);
    expect(asked.some((path) => path.endsWith("/clients/2"))).toBe(false);
  });

  it("that was not kept stands in the address as well, and no other in its place", async () => {
    const run = finish();
    await settle();
    await look().look({ job: { client: "clients", number: 2 } });
    expect(location.hash).toBe(`#message=clients.2&run=${run}`);
  });

  it("is looked up in the compared run only where that kept it", async () => {
    const run = finish();
    await settle();
    expect((await sameMessage(run, { client: "clients", number: 7 }))?.number).toBe(7);
    expect(await sameMessage(run, { client: "clients", number: 8 })).toBe(null);
  });
});

describe("the finder", () => {
  it.each([
    ["message 1,015", ["Message 1,015"]], ["#1015", ["Message 1,015"]], ["101", ["Message 1,015", "Message 1,016"]], ["Message 59", ["Message 59"]],
    ["queue 59", []], ["messages", []], ["", []],
  ])("finds by number: %s", async (text, labels) => {
    finish();
    await settle();
    expect(messagesNumbered(text).map(({ label }) => label)).toEqual(labels);
  });

  it("says of a number that is not kept why it leads nowhere", async () => {
    finish();
    await settle();
    expect(messagesNumbered("8")[0]?.refused).toBe("Run 3 kept 4 of its messages, and this is none of them.");
    expect(messagesNumbered("9999")[0]?.refused).toBe("Run 3 had 5,160 messages.");
  });
});

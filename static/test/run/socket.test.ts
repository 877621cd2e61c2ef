import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../../src/run/api";
import { ACK_EVERY, RunFeed, SILENCE_MS } from "../../src/run/socket";
import type { FeedHandlers, SocketLike, Transport } from "../../src/run/socket";
import type { Frame, FramesPage, RunStatus } from "../../src/run/types";
import { framesFrom, schema } from "./builders";

/** A server with a store, and sockets that can be cut at any moment. */
class FakeServer implements Transport {
  sockets: FakeSocket[] = [];
  stored = 0;
  status: RunStatus = "running";
  page = 100;
  reachable = true;
  refusing: Error | null = null;
  asked: number[] = [];

  open = (path: string): SocketLike => {
    const socket = new FakeSocket(path);
    this.sockets.push(socket);
    return socket;
  };
  frames = (after: number): Promise<FramesPage> => {
    this.asked.push(after);
    if (this.refusing) return Promise.reject(this.refusing);
    if (!this.reachable) return Promise.reject(new ApiError("The server does not answer.", 0));
    const last = Math.min(after + this.page, this.stored);
    return Promise.resolve({
      schema: schema(this.stored),
      frames: framesFrom(after + 1, last),
      last_seq: this.stored,
      status: this.status,
    });
  };
  random = (): number => 1;
  get socket(): FakeSocket {
    return this.sockets[this.sockets.length - 1] as FakeSocket;
  }
}

class FakeSocket implements SocketLike {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  onerror: (() => void) | null = null;
  sent: string[] = [];
  closed = false;
  constructor(readonly path: string) {}
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.closed = true;
  }
  say(message: unknown): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  frames(first: number, last: number): void {
    this.say({ type: "frames", frames: framesFrom(first, last) });
  }
  cut(): void {
    this.onclose?.();
  }
}

describe("the feed of a run", () => {
  let server: FakeServer;
  let seen: number[];
  let ends: string[];
  let links: string[];
  let lost: string[];
  let feed: RunFeed;

  beforeEach(() => {
    vi.useFakeTimers();
    server = new FakeServer();
    [seen, ends, links, lost] = [[], [], [], []];
    const handlers: FeedHandlers = {
      onSchema: () => undefined,
      onFrames: (frames: Frame[]) => seen.push(...frames.map((frame) => frame.seq)),
      onStatus: () => undefined,
      onEnd: (status) => ends.push(status),
      onLink: (link) => links.push(link),
      onLost: (reason) => lost.push(reason),
    };
    feed = new RunFeed("abc", server, handlers);
    feed.start();
  });
  afterEach(() => {
    feed.stop();
    vi.useRealTimers();
  });

  const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

  it("asks for what follows the last frame it has", async () => {
    expect(server.socket.path).toBe("/ws/runs/abc/?after=0&ack=1");
    server.socket.frames(1, 7);
    server.stored = 7;
    server.socket.cut();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(server.socket.path).toBe("/ws/runs/abc/?after=7&ack=1");
  });

  it("hands on every frame once and in order when frames come twice", () => {
    server.socket.frames(1, 5);
    server.socket.frames(3, 8);
    server.socket.frames(8, 8);
    expect(seen).toEqual(upTo(8));
  });

  it("acknowledges every so many frames", () => {
    server.socket.frames(1, ACK_EVERY - 1);
    expect(server.socket.sent).toEqual([]);
    server.socket.frames(ACK_EVERY, ACK_EVERY);
    expect(server.socket.sent).toEqual([JSON.stringify({ ack: ACK_EVERY })]);
  });

  it("comes back and catches up when a frame is missing", async () => {
    server.socket.frames(1, 2);
    const first = server.socket;
    server.stored = 6;
    first.frames(5, 6);
    expect(first.closed).toBe(true);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(seen).toEqual(upTo(6));
    expect(server.sockets).toHaveLength(2);
  });

  it("is right after the socket drops while frames are being stored", async () => {
    server.socket.frames(1, 10);
    server.stored = 250;
    server.socket.cut();
    expect(feed.link).toBe("waiting");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(seen).toEqual(upTo(250));
    server.socket.frames(251, 260);
    expect(seen).toEqual(upTo(260));
  });

  it("waits longer each time while the server is away, then goes on where it was", async () => {
    server.socket.frames(1, 3);
    server.reachable = false;
    server.socket.cut();
    await vi.advanceTimersByTimeAsync(60_000);
    const tries = server.asked.length;
    expect(tries).toBeGreaterThan(5);
    expect(tries).toBeLessThan(20);
    server.reachable = true;
    server.stored = 9;
    await vi.advanceTimersByTimeAsync(6_000);
    expect(seen).toEqual(upTo(9));
    expect(feed.link).toBe("connecting");
  });

  it("goes on by HTTP alone where no socket can be opened", async () => {
    for (let second = 0; second < 8; second += 1) {
      server.stored += 10;
      server.socket.cut();
      await vi.advanceTimersByTimeAsync(6_000);
    }
    expect(seen).toEqual(upTo(80));
    server.status = "finished";
    server.socket.cut();
    await vi.advanceTimersByTimeAsync(6_000);
    expect(ends).toEqual(["finished"]);
  });

  it("finds out by itself that an open socket has gone silent", async () => {
    server.socket.frames(1, 4);
    server.stored = 30;
    await vi.advanceTimersByTimeAsync(SILENCE_MS + 1);
    expect(seen).toEqual(upTo(30));
    expect(server.sockets).toHaveLength(2);
    expect(server.socket.path).toContain("after=30");
  });

  it("leaves a silent socket alone while nothing was missed", async () => {
    server.stored = 4;
    server.socket.frames(1, 4);
    await vi.advanceTimersByTimeAsync(SILENCE_MS * 3);
    expect(server.sockets).toHaveLength(1);
  });

  it("does not wait when the tab wakes up", async () => {
    server.socket.frames(1, 2);
    server.reachable = false;
    server.socket.cut();
    await vi.advanceTimersByTimeAsync(20_000);
    server.reachable = true;
    server.stored = 50;
    feed.wake();
    await vi.advanceTimersByTimeAsync(0);
    expect(seen).toEqual(upTo(50));
  });

  it("fetches what was stored after the last message before it says that the run has ended", async () => {
    server.socket.frames(1, 3);
    server.stored = 5;
    server.status = "finished";
    server.socket.say({ type: "end", status: "finished" });
    await vi.advanceTimersByTimeAsync(0);
    expect(seen).toEqual(upTo(5));
    expect(ends).toEqual(["finished"]);
    expect(server.socket.closed).toBe(true);
  });

  it("says so, and stops, when the run does not exist any more", async () => {
    server.refusing = new ApiError("This does not exist any more.", 404);
    server.socket.cut();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(lost).toEqual(["This does not exist any more."]);
    expect(server.asked).toHaveLength(1);
  });

  it("says nothing more once it is stopped", async () => {
    const socket = server.socket;
    feed.stop();
    socket.frames(1, 3);
    socket.cut();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(seen).toEqual([]);
    expect(server.sockets).toHaveLength(1);
  });

  it("tells how the connection stands", async () => {
    server.socket.say({ type: "schema", schema: schema(3) });
    server.socket.cut();
    await vi.advanceTimersByTimeAsync(1_000);
    server.socket.frames(1, 1);
    expect(links).toEqual(["open", "waiting", "connecting", "open"]);
  });
});

/** Run feed: every frame of a run exactly once and in order, by socket, and by HTTP where that fails. */

import { ApiError } from "./api";
import type { Frame, FrameSchema, FramesPage, RunStatus, SocketMessage, StatusMessage } from "./types";
import { isOver } from "./types";

/** The server holds back a reader that has not acknowledged; it expects an ack every so many frames. */
export const ACK_EVERY = 64;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 5_000;
/** Silence of an open socket that makes us ask by HTTP whether something was missed. */
export const SILENCE_MS = 10_000;

export interface SocketLike {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
  onerror: (() => void) | null;
  send(text: string): void;
  close(): void;
}

export interface Transport {
  open(path: string): SocketLike;
  frames(after: number): Promise<FramesPage>;
  random(): number;
}

export type Link = "connecting" | "open" | "waiting" | "ended";

export interface FeedHandlers {
  onSchema(schema: FrameSchema): void;
  onFrames(frames: Frame[]): void;
  onStatus(status: StatusMessage): void;
  onEnd(status: RunStatus): void;
  onLink(link: Link): void;
  onLost(reason: string): void;
}

export class RunFeed {
  lastSeq: number;
  link: Link = "connecting";
  private socket: SocketLike | null = null;
  private acked: number;
  /** The last frame that the server has spoken of; null while it has spoken of none. */
  private announced: number | null = null;
  private failures = 0;
  private ended = false;
  private asking = false;
  private retry: ReturnType<typeof setTimeout> | null = null;
  private silence: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly run: string,
    private readonly transport: Transport,
    private readonly handlers: FeedHandlers,
    after = 0,
  ) {
    this.lastSeq = after;
    this.acked = after;
  }

  start(): void {
    this.connect();
  }

  /** The page is done with this run; nothing is said after this. */
  stop(): void {
    this.ended = true;
    this.dropSocket();
    this.clearTimers();
  }

  /** The tab woke up or the network came back: do not wait for the next attempt. */
  wake(): void {
    if (this.ended) return;
    if (this.link === "waiting") {
      this.clearTimers();
      void this.askThenConnect();
    } else {
      void this.checkSilence();
    }
  }

  private connect(): void {
    if (this.ended) return;
    this.say("connecting");
    let socket: SocketLike;
    try {
      socket = this.transport.open(`/ws/runs/${this.run}/?after=${this.lastSeq}&ack=1`);
    } catch {
      this.failed();
      return;
    }
    this.socket = socket;
    socket.onopen = () => this.watchSilence();
    socket.onmessage = (event) => this.receive(socket, event.data);
    socket.onclose = () => this.closed(socket);
    socket.onerror = () => undefined; // a close always follows
  }

  private receive(socket: SocketLike, data: unknown): void {
    if (socket !== this.socket || typeof data !== "string") return;
    const message = JSON.parse(data) as SocketMessage;
    this.failures = 0;
    this.say("open");
    this.watchSilence();
    if (message.type === "schema") this.handlers.onSchema(message.schema);
    else if (message.type === "frames") this.takeFromSocket(message.frames);
    else if (message.type === "status") this.takeStatus(message);
    else if (message.type === "end") void this.finish(message.status);
  }

  private takeStatus(message: StatusMessage): void {
    this.announced = message.last_seq;
    this.handlers.onStatus(message);
  }

  private takeFromSocket(frames: Frame[]): void {
    if (!this.take(frames)) {
      this.dropSocket(); // a frame is missing: come back and name the one we have
      this.failed();
      return;
    }
    if (this.lastSeq - this.acked >= ACK_EVERY) {
      this.acked = this.lastSeq;
      this.socket?.send(JSON.stringify({ ack: this.lastSeq }));
    }
  }

  /** Hands on what is new; false where a frame between is missing. */
  private take(frames: Frame[]): boolean {
    const fresh = frames.filter((frame) => frame.seq > this.lastSeq);
    const first = fresh[0];
    const last = fresh[fresh.length - 1];
    if (!first || !last) return true;
    if (first.seq !== this.lastSeq + 1 || last.seq - first.seq !== fresh.length - 1) return false;
    this.lastSeq = last.seq;
    this.handlers.onFrames(fresh);
    return true;
  }

  private async finish(status: RunStatus): Promise<void> {
    this.dropSocket();
    this.clearTimers();
    try {
      // What was stored after the last message we saw.
      if (this.announced === null || this.announced > this.lastSeq) await this.catchUp();
    } catch (reason) {
      this.afterFailedRequest(reason);
      return;
    }
    this.end(status);
  }

  private end(status: RunStatus): void {
    if (this.ended) return;
    this.stop();
    this.say("ended");
    this.handlers.onEnd(status);
  }

  private closed(socket: SocketLike): void {
    if (socket !== this.socket || this.ended) return;
    this.dropSocket();
    this.failed();
  }

  private failed(): void {
    if (this.ended) return;
    this.clearTimers();
    this.say("waiting");
    const delay = Math.min(FIRST_DELAY_MS * 2 ** this.failures, LONGEST_DELAY_MS);
    this.failures += 1;
    // Half fixed, half drawn: a class does not come back all at once after a restart.
    this.retry = setTimeout(() => void this.askThenConnect(), delay * (0.5 + this.transport.random() / 2));
  }

  /** By HTTP first: the page goes on even where no socket can be had. */
  private async askThenConnect(): Promise<void> {
    if (this.asking || this.ended) return;
    try {
      const status = await this.catchUp();
      if (this.ended) return;
      if (isOver(status)) this.end(status);
      else this.connect();
    } catch (reason) {
      this.afterFailedRequest(reason);
    }
  }

  private afterFailedRequest(reason: unknown): void {
    if (this.ended) return;
    if (reason instanceof ApiError && (reason.status === 404 || reason.status === 403)) {
      this.stop();
      this.say("ended");
      this.handlers.onLost(reason.message);
    } else {
      this.failed();
    }
  }

  private async catchUp(): Promise<RunStatus> {
    this.asking = true;
    try {
      for (;;) {
        const page = await this.transport.frames(this.lastSeq);
        if (this.ended) return page.status;
        if (page.schema) this.handlers.onSchema(page.schema);
        const before = this.lastSeq;
        this.take(page.frames);
        if (this.lastSeq >= page.last_seq || this.lastSeq === before) return page.status;
      }
    } finally {
      this.asking = false;
    }
  }

  private watchSilence(): void {
    if (this.silence !== null) clearTimeout(this.silence);
    this.silence = setTimeout(() => void this.checkSilence(), SILENCE_MS);
  }

  /** A dead connection is not always told: if the store is further than we are, come back. */
  private async checkSilence(): Promise<void> {
    if (this.ended || this.asking || !this.socket) return;
    const before = this.lastSeq;
    try {
      const status = await this.catchUp();
      if (this.ended) return;
      if (isOver(status)) this.end(status);
      else if (this.lastSeq > before) this.reconnect();
      else this.watchSilence();
    } catch (reason) {
      this.dropSocket();
      this.afterFailedRequest(reason);
    }
  }

  private reconnect(): void {
    this.dropSocket();
    this.clearTimers();
    this.connect();
  }

  private say(link: Link): void {
    if (this.link === link) return;
    this.link = link;
    this.handlers.onLink(link);
  }

  private dropSocket(): void {
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  private clearTimers(): void {
    if (this.retry !== null) clearTimeout(this.retry);
    if (this.silence !== null) clearTimeout(this.silence);
    this.retry = this.silence = null;
  }
}

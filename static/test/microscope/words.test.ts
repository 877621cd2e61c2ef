import { describe, expect, it } from "vitest";
import { briefStory, storyOf } from "../../src/microscope/story";
import { linesOf, neededWords, stepWords, VERDICTS } from "../../src/microscope/words";
import type { MessageHistory, MessageStep } from "../../src/microscope/types";
import { late, quick, RUN_END, Story } from "./lives";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");
const told = (story: Story): string => plain(storyOf(story.history, story.life, story.names));
const brief = (story: Story): string => plain(briefStory(story.history, story.life, story.names));
const lines = (story: Story): string[] => linesOf(story.history, story.names).map(({ at, text }) => `${story.names.time(at)} ${plain(text)}`);

describe("the story of a message", () => {
  it("tells of work that outlasted the timeout and of acks that came too late", () => {
    expect(told(late())).toBe(
      "It needed 42.2 s of work. Three attempts completed it, each 12.2 s after the queue had given up on them. " +
        "All three acks were refused. It was dead-lettered at 9:16.0 while an attempt was still at work.",
    );
  });

  it("is short where all went well", () => {
    expect(told(quick())).toBe("It needed 42.2 s of work. Its only attempt completed it in 42.2 s. It was acknowledged at 8:16.9.");
    expect(brief(quick())).toBe("Received once after 17.7 s, done in 42.2 s, acknowledged at 8:16.9.");
  });

  it("tells failures by their reason where it is the same", () => {
    const story = new Story({ poison: ["workers"] }).enqueued();
    story.received(440, 1, 1).failed(441, 1, "poison").lapsed(470, 1).received(470, 2, 2).failed(471, 2, "poison").lapsed(500, 2);
    story.step(500, "dead_lettered", { where: "jobs", to: "dead", reason: "receives" }).end(500, "dead");
    expect(told(story)).toBe(
      "It is poison: attempts at Transcoders fail. It was received twice. Two attempts failed as poison does. It was dead-lettered at 8:20.0.",
    );
  });

  it("tells failures and crashes together, and then the success", () => {
    const story = new Story().enqueued().received(440, 1, 1).failed(441, 1).lapsed(470, 1).received(470, 2, 2);
    story.step(475, "killed", { where: "workers", receive: 2, reason: "crash" }).lapsed(500, 2).received(500, 3, 3).done(510, 3).end(510, "done");
    expect(told(story)).toBe(
      "It needed 42.2 s of work. It was received three times. One attempt completed it. " +
        "One attempt failed by chance and one was cut short by a crash. It was acknowledged at 8:30.0.",
    );
  });

  it("says where a message was that the end of the run found on its way", () => {
    expect(told(new Story().enqueued())).toBe("It needed 42.2 s of work. Nobody received it. It was still waiting in Transcode queue when the run ended.");
    expect(told(new Story().enqueued().received(1795, 1, 7))).toContain("Slot 7 was still working on it when the run ended.");
    expect(told(new Story().enqueued().step(1790, "delayed", { where: "jobs", until: 1900 }))).toContain("It was still delayed in Transcode queue");
  });

  it.each<[MessageHistory["verdict"], MessageStep["what"], string]>([
    ["expired", "expired", "It grew too old and was deleted at 8:20.0."],
    ["rejected", "rejected", "Transcode queue did not take it at 8:20.0."],
    ["lost", "lost", "It was lost at 8:20.0: nobody has it any more, and its work was not done."],
    ["given_up", "given_up", "Its worker gave it up at 8:20.0, and nothing tries again."],
  ])("has an ending for what was %s", (verdict, what, ending) => {
    const story = new Story().step(500, what, { where: what === "lost" || what === "given_up" ? "workers" : "jobs" }).end(500, verdict);
    expect(told(story)).toMatch(new RegExp(`${ending}$`));
  });

  it("tells of hand-outs that no slot had begun", () => {
    const story = new Story().enqueued().step(440, "received", { where: "jobs", worker: "workers", receive: 1, until: null });
    story.step(450, "returned", { where: "jobs", receive: 1, reason: "crash" }).step(451, "received", { where: "jobs", worker: "workers", receive: 2, until: null });
    expect(told(story)).toBe(
      "It needed 42.2 s of work. It was received twice. Once it came back before a slot had begun. It was handed out, but no slot had begun it, when the run ended.",
    );
  });

  it("names the workers where a message met several", () => {
    const story = new Story({ work: { workers: 2, last: 3 } }).enqueued().received(440, 1, 1).done(442, 1).enqueued(442, "next");
    story.step(443, "received", { where: "next", worker: "last", instance: 2, receive: 1, until: 473 });
    story.step(443, "started", { where: "last", queue: "next", instance: 2, slot: 1, receive: 1 }).step(446, "done", { where: "last", receive: 1 });
    story.step(446, "acked", { where: "next", receive: 1 }).end(446, "done");
    expect(told(story)).toBe(
      "It needed 2 s of work at Transcoders and 3 s at Publishers. Two attempts completed it. It was acknowledged at 7:26.00.",
    );
    expect(lines(story).slice(2)).toEqual([
      "7:22.00 Transcoders, slot 1 done, acknowledged", "7:22.00 Enqueued in Publish queue", "7:23.00 Received by Publishers, instance 2",
      "7:26.00 Publishers, instance 2 done, acknowledged",
    ]);
  });
});

describe("a message that its sender did not let through", () => {
  it("says so, as no queue ever had it", () => {
    const story = new Story({ work: {} }).step(437, "shed", { where: "send", reason: "queue" }).end(437, "rejected");
    expect(told(story)).toContain("Its sender did not let it through at 7:17.0000.");
  });
});

describe("the steps of a message", () => {
  it("are a line each, with what follows at the same moment in the same line", () => {
    expect(lines(late())).toEqual([
      "7:17.0 Sent by Uploaders, enqueued", "7:39.5 Received by slot 14", "8:09.5 Timed out, visible again", "8:09.5 Received by slot 8",
      "8:21.7 Slot 14 done, ack refused: somebody else has it", "8:39.5 Timed out, visible again", "8:46.0 Received by slot 25",
      "8:51.7 Slot 8 done, once more, ack refused: somebody else has it", "9:16.0 Timed out, visible again",
      "9:16.0 Moved to Dead letters: no receive is left", "9:28.2 Slot 25 done, once more, ack refused: the message is gone",
    ]);
  });

  const EVERY: readonly [MessageStep["what"], Partial<MessageStep>, string][] = [
    ["sent", {}, "sent by Uploaders"],
    ["enqueued", { where: "jobs" }, "enqueued"],
    ["delayed", { where: "jobs", until: 442 }, "delayed until 7:22.0"],
    ["rejected", { where: "jobs" }, "not taken by Transcode queue"],
    ["blocked", { where: "jobs" }, "its sender waits: Transcode queue is full"],
    ["held_back", { where: "send", reason: "rate limit", until: 442 }, "its sender holds it back: no token is left until 7:22.0"],
    ["held_back", { where: "send", reason: "credit", until: null }, "its sender holds it back: no credit is left"],
    ["shed", { where: "send", reason: "queue" }, "not sent to Transcode queue: too many wait there"],
    ["shed", { where: "send", reason: "rate limit" }, "not sent to Transcode queue: no token is left"],
    ["deduplicated", { where: "jobs" }, "dropped as a copy by Transcode queue"],
    ["received", { where: "jobs", worker: "workers", instance: 2, slot: 3, receive: 1 }, "received by slot 3"],
    ["received", { where: "next", worker: "last", instance: 2, receive: 1 }, "received by instance 2"],
    ["prefetched", { where: "jobs", worker: "workers", instance: 2, receive: 1 }, "fetched ahead by instance 2"],
    ["started", { where: "workers", slot: 1_200, receive: 1 }, "begun by slot 1,200"],
    ["renewed", { where: "jobs", until: 500 }, "heartbeat, hidden until 8:20.0"],
    ["lapsed", { where: "jobs", receive: 1 }, "timed out, visible again"],
    ["done", { where: "workers", receive: 1 }, "slot 9 done"],
    ["done", { where: "workers", receive: 1, repeated: true }, "slot 9 done, once more"],
    ["failed", { where: "workers", receive: 1, reason: "call" }, "slot 9 failed because a call failed"],
    ["failed", { where: "workers", receive: 1, reason: "soft limit" }, "slot 9 failed at its soft time limit"],
    ["killed", { where: "workers", receive: 1, reason: "memory" }, "slot 9 killed for lack of memory"],
    ["killed", { where: "workers", receive: 1, reason: "time limit" }, "slot 9 killed at its time limit"],
    ["acked", { where: "jobs", receive: 1 }, "acknowledged"],
    ["ack_refused", { where: "jobs", receive: 1, reason: "expired" }, "ack refused: its lock had expired"],
    ["nacked", { where: "jobs", receive: 1, until: 450 }, "given back until 7:30.0"],
    ["nacked", { where: "jobs", receive: 1, until: 439 }, "given back"],
    ["returned", { where: "jobs", receive: 1, reason: "crash" }, "came back to Transcode queue by a crash"],
    ["republished", { where: "jobs", due: 441 }, "sent again, due at 7:21.0"],
    ["dead_lettered", { where: "jobs", to: "dead", reason: "overflow" }, "moved to Dead letters: the queue was full"],
    ["expired", { where: "jobs" }, "expired in Transcode queue"],
    ["dropped", { where: "jobs" }, "dropped by Transcode queue, which was full"],
    ["purged", { where: "jobs" }, "purged from Transcode queue"],
    ["redriven", { where: "dead", to: "jobs" }, "moved back to Transcode queue"],
    ["lost", { where: "workers" }, "lost by Transcoders: acknowledged before its work was done"],
    ["given_up", { where: "workers" }, "given up by Transcoders"],
    ["called", { where: "store", tries: 1 }, "Video records called"],
    ["called", { where: "store", tries: 2 }, "Video records called, once more"],
    ["answered", { where: "store", outcome: "ok" }, "Video records answered"],
    ["answered", { where: "store", outcome: "failed" }, "Video records failed to answer"],
    ["answered", { where: "store", outcome: "timed out" }, "Video records did not answer in time"],
    ["answered", { where: "store", outcome: "circuit open" }, "Video records not called: its circuit breaker is open"],
    ["failed", { where: "workers", receive: 1, reason: "something new" }, "slot 9 failed something new"],
  ];

  it.each(EVERY)("%s %j is said in words", (what, more, words) => {
    const story = new Story().step(438, "started", { where: "workers", queue: "jobs", slot: 9, receive: 1 });
    story.step(450, "lapsed", { where: "jobs", receive: 1 });
    expect(plain(stepWords({ at: 440, what, ...more }, story.history, story.names))).toBe(words);
  });

  it("name what is no longer in the design by its id", () => {
    const story = new Story();
    expect(stepWords({ at: 440, what: "expired", where: "gone" }, story.history, story.names)).toBe("expired in gone");
  });
});

describe("any life at all", () => {
  /** Random but repeatable: every kind of step in every order. */
  function* lives(count: number): Generator<Story> {
    let seed = 7;
    const next = (below: number): number => (seed = (seed * 16_807) % 2_147_483_647) % below;
    const names: MessageStep["what"][] = [
      "enqueued", "delayed", "received", "started", "lapsed", "done", "failed", "killed", "acked", "ack_refused", "nacked", "returned",
      "republished", "dead_lettered", "redriven", "renewed", "prefetched", "expired",
    ];
    const verdicts = Object.keys(VERDICTS) as MessageHistory["verdict"][];
    for (let index = 0; index < count; index += 1) {
      const story = new Story({ work: next(3) ? { workers: next(50) } : {} });
      let at = 437;
      for (let step = next(14); step > 0; step -= 1) {
        at += next(20);
        const what = names[next(names.length)] as MessageStep["what"];
        const worker = ["started", "done", "failed", "killed"].includes(what);
        story.step(at, what, { where: worker ? "workers" : "jobs", worker: "workers", queue: "jobs", slot: next(9), receive: 1 + next(3), until: at + 30, to: "dead", reason: "crash" });
      }
      const verdict = verdicts[next(verdicts.length)] as MessageHistory["verdict"];
      if (verdict !== "open") story.end(at, verdict);
      yield story;
    }
  }

  it("is told in whole sentences with right numbers", () => {
    for (const story of lives(600)) {
      for (const text of [told(story), brief(story)]) {
        expect(text).toMatch(/^[A-Z].*\.$/);
        expect(text).not.toMatch(/ {2}|undefined|null|NaN|\bone (attempts|acks|times)\b|\b(two|three|four) (attempt|ack|time)\b|\.\./);
        for (const sentence of text.split(". ")) expect(sentence.charAt(0)).toBe(sentence.charAt(0).toUpperCase());
      }
      for (const line of lines(story)) expect(line).not.toMatch(/ {2}|undefined|null|NaN/);
    }
  });

  it("has bars and times that never run backwards", () => {
    for (const story of lives(600)) {
      const { attempts, waits, last } = story.life;
      expect(last).toBeLessThanOrEqual(Math.max(RUN_END, 437 + 14 * 20));
      for (const wait of waits) expect(wait.to).toBeGreaterThanOrEqual(wait.from);
      for (const attempt of attempts) if (attempt.ended !== null) expect(attempt.ended).toBeGreaterThanOrEqual(attempt.received);
    }
  });
});

it("a message says how much it asks for", () => {
  expect(plain(neededWords(42.2, false))).toBe("42.2 s of work");
  expect(neededWords(0, false)).toBe("no work measured");
  expect(neededWords(42.2, true)).toBe("poison");
});

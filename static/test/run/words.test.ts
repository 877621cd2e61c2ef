import { describe, expect, test } from "vitest";
import { conservationWords } from "../../src/run/words";

const NONE = { sent: 0, done: 0, failed: 0, dead: 0, expired: 0, rejected: 0, lost: 0, given_up: 0, in_system: 0 };

describe("Where everything that was sent is at the end", () => {
  test("every way to end is told that happened, lost and given up too", () => {
    const all = { sent: 1_860, done: 1_800, failed: 0, dead: 5, expired: 4, rejected: 3, lost: 14, given_up: 2, in_system: 32 };
    expect(conservationWords(all)).toBe("Of 1,860 sent: 1,800 done, 5 dead, 4 expired, 3 rejected, 14 lost, 2 given up and 32 still there.");
  });

  test("one way alone, and none", () => {
    expect(conservationWords({ ...NONE, sent: 3, done: 3 })).toBe("Of 3 sent: 3 done.");
    expect(conservationWords(NONE)).toBe("Nothing was sent.");
  });

  test("a result of an engine that gave up nothing can be told", () => {
    const { given_up: _, ...older } = { ...NONE, sent: 4, done: 3, dead: 1 };
    expect(conservationWords(older as typeof NONE)).toBe("Of 4 sent: 3 done and 1 dead.");
  });
});

import { expect, test } from "vitest";
import { differences } from "../../src/design/diff";
import { inOrderOfWork, tidy } from "../../src/design/tidy";
import { draw } from "../designs";

const sizeOf = () => ({ width: 160, height: 120 });

test("a tidy design goes from left to right, with dead letters below their queue", () => {
  const layout = tidy(draw("client -message-> queue -message-> worker", "queue -dead-letter-> queue:dead"), sizeOf);
  const [client, queue, worker, dead] = ["client", "queue", "worker", "dead"].map((id) => layout[id]);
  expect(client && queue && worker && client.x < queue.x && queue.x < worker.x).toBe(true);
  expect(dead?.x).toBe(queue?.x);
  expect(dead && queue && dead.y >= queue.y + 120).toBe(true);
});

test("the work of one chain stays on one level", () => {
  const layout = tidy(draw("client -message-> queue -message-> worker", "queue -dead-letter-> queue:dead"), sizeOf);
  expect(new Set(["client", "queue", "worker"].map((id) => layout[id]?.y)).size).toBe(1);
});

test("the keyboard walks in the direction of work", () => {
  const design = draw("worker", "queue -message-> worker", "client -message-> queue");
  expect(inOrderOfWork(design)).toEqual(["client", "queue", "worker"]);
});

test("a circle is walked once", () => {
  expect(inOrderOfWork(draw("queue -message-> worker -message-> queue"))).toHaveLength(2);
});

test("a difference names its path, and moving is none", () => {
  const before = draw("queue -message-> worker");
  const queue = before.components["queue"];
  if (!queue) throw new Error();
  const after = { ...before, components: { ...before.components, queue: { ...queue, settings: { visibility_timeout: 120 } } }, layout: {} };
  expect(differences(before, after)).toEqual([{ path: ["components", "queue", "settings", "visibility_timeout"], before: undefined, after: 120 }]);
});

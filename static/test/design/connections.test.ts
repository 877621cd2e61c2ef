import { describe, expect, test } from "vitest";
import { fieldsBetween, fieldsInRole, typeNamed } from "../../src/design/catalog";
import { joining, offersBeside } from "../../src/design/connections";
import { catalog } from "../catalog";
import { draw } from "../designs";

describe("Connections", () => {
  test("allowed ones name the kind of edge", () => {
    expect(joining(catalog, draw("client", "queue"), "client", "queue").kinds).toEqual(["message"]);
  });

  test.each([
    ["client", "worker", "Takes its work from a queue. Add the queue first."],
    ["client", "client", "A component does not send to itself."],
    ["client", "database", "Database takes nothing from Client."],
  ])("%s to %s is refused with its reason", (source, target, reason) => {
    expect(joining(catalog, draw("client", "worker", "database"), source, target)).toEqual({ kinds: [], reason });
  });

  test("two components are joined once", () => {
    expect(joining(catalog, draw("client -message-> queue"), "client", "queue").reason).toBe("These two are joined already.");
  });

  test("an edge has the settings that mean something between its ends, and those that were given all the same", () => {
    const edge = { source: "queue", target: "worker", kind: "message" as const, settings: {} };
    const names = (source: string, target: string, settings = {}) => fieldsBetween(catalog, source, target, { ...edge, settings }).map(({ name }) => name);

    expect(names("client", "queue")).toEqual(["latency", "share"]);
    expect(names("queue", "worker")).toEqual(["latency"]);
    expect(names("queue", "worker", { share: 0.5 })).toEqual(["latency", "share"]);
  });

  test("a queue has what is about dead letters only in that role, or where it was given all the same", () => {
    const own = typeNamed(catalog, "queue")?.fields ?? [];
    const names = (role: string | null, settings = {}) => fieldsInRole(own, role, settings).map(({ name }) => name);

    expect(names(null)).toEqual(["visibility_timeout", "capacity"]);
    expect(names("dead-letter")).toContain("redrive_after");
    expect(names(null, { redrive_after: 60 })).toContain("redrive_after");
  });

  test("a queue has one dead-letter queue", () => {
    const design = draw("queue -dead-letter-> queue:dead", "queue:other");
    expect(joining(catalog, design, "queue", "other").reason).toBe("queue has its dead-letter queue already.");
  });

  test("beside a queue a dead-letter queue is offered by its name, and a plain queue is not", () => {
    const offers = offersBeside(catalog, draw("queue"), "queue", "after");
    expect(offers.filter((offer) => offer.kind).map((offer) => [offer.label, offer.kind])).toEqual([
      ["Dead-letter queue", "dead-letter"], ["Worker", "message"],
    ]);
    expect(offers.find((offer) => offer.label === "Queue")?.reason).not.toBe("");
  });
});

import { expect, it } from "vitest";
import { readLink, writeLink } from "../../src/microscope/link";

it("a link names a message, and its run where a page has several", () => {
  const link = { job: { client: "hand-scanners_2", number: 1015 }, run: "ac6xefbra2pf" };
  expect(readLink(writeLink(link))).toEqual(link);
  expect(readLink("#message=clients.7")).toEqual({ job: { client: "clients", number: 7 }, run: null });
});

it.each(["", "#", "#message=", "#message=clients", "#message=clients.0", "#message=clients.1e9", "#message=clients.-1", "#message=../x.1", "#something=else"])(
  "what names no message (%s) leads nowhere",
  (hash) => {
    expect(readLink(hash)).toBe(null);
  },
);

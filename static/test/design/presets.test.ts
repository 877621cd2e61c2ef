import { describe, expect, test } from "vitest";
import { offerKey, offers, withPresets } from "../../src/design/connections";
import { act, begin, undo } from "../../src/design/history";
import { baselines, choosePreset, differing, leavePreset, plan, settingsAs, targetsAt } from "../../src/design/presets";
import { catalog as plain, field } from "../catalog";
import { draw } from "../designs";
import type { Catalog, Component, Design, Field, Preset, PresetFacts, Settings } from "../../src/design/types";

const facts = (settings: Settings): PresetFacts =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, { value, source: "A guide", basis: "documented" as const }]));

function preset(name: string, queue: Settings, worker: Settings, redrive: Settings = {}, letters: Settings = {}): Preset {
  const settings = { queue: facts(queue), worker: facts(worker), redrive: facts(redrive), dead_letters: facts(letters) };
  return { name, label: name.toUpperCase(), product: name, version: "1", summary: `As ${name}.`, settings, page: name };
}

const SLOW = preset("slow", { visibility_timeout: 120, capacity: 10 }, { concurrency: 1 }, { max_receives: 5 });
const QUICK = preset("quick", { visibility_timeout: 10 }, { concurrency: 8, instances: 4 });
const receives = field("max_receives", "integer", 3, { minimum: 1 });
const catalog: Catalog = {
  ...plain, presets: [SLOW, QUICK], edges: { ...plain.edges, "dead-letter": { label: "Dead letter", fields: [receives] } },
};

const story = () => draw("client -message-> queue -message-> worker", "queue -dead-letter-> queue:dead");
const chosen = (design: Design, one: Preset, id = "queue") => choosePreset(catalog, id, one).apply(design);
const component = (design: Design, id: string): Component => {
  const found = design.components[id];
  if (!found) throw new Error(id);
  return found;
};
const fieldsOf = (type: string): readonly Field[] => catalog.types.find((each) => each.type === type)?.fields ?? [];

describe("What a choice is about", () => {
  const ids = (design: Design, id: string) => targetsAt(design, id).map((target) => `${target.part} ${target.id}`);
  const all = ["queue queue", "worker worker", "redrive queue-dead", "dead_letters dead"];

  test("a queue, its workers, its dead-letter edge and the queue at its end", () => expect(ids(story(), "queue")).toEqual(all));
  test("the same from a worker or from the dead letters", () => {
    expect(ids(story(), "worker")).toEqual(all);
    expect(ids(story(), "dead")).toEqual(all);
  });
  test("a worker without a queue alone, and nothing that cannot follow", () => {
    expect(ids(draw("worker"), "worker")).toEqual(["worker worker"]);
    expect(ids(story(), "client")).toEqual([]);
  });
  test("a worker with two queues is set once", () => {
    const two = draw("queue -message-> worker", "queue:other -message-> worker");
    expect(ids(two, "worker")).toEqual(["queue queue", "worker worker", "queue other"]);
  });
});

describe("Choosing a preset", () => {
  test("sets queue, worker and dead-letter edge, and is remembered", () => {
    const design = chosen(story(), SLOW);
    expect(component(design, "queue")).toMatchObject({ preset: "slow", settings: { visibility_timeout: 120, capacity: 10 } });
    expect(component(design, "worker")).toMatchObject({ preset: "slow", settings: { concurrency: 1 } });
    expect(component(design, "dead").preset).toBe("slow");
    expect(design.edges["queue-dead"]?.settings).toEqual({ max_receives: 5 });
    expect(component(design, "client")).not.toHaveProperty("preset");
  });

  test("leaves alone what the product does not decide", () => {
    const design = story();
    const own = { ...design, components: { ...design.components, worker: { ...component(design, "worker"), settings: { processing_time: 9, concurrency: 3 } } } };
    expect(component(chosen(own, SLOW), "worker").settings).toEqual({ processing_time: 9, concurrency: 1 });
  });

  test("a value that equals the default is not written", () => {
    expect(component(chosen(story(), QUICK), "worker").settings).toEqual({ concurrency: 8 });
  });

  test("takes back what the former preset set, but nothing that was changed since", () => {
    const first = chosen(story(), SLOW);
    expect(component(chosen(first, QUICK), "queue").settings).toEqual({ visibility_timeout: 10 });
    const changed = { ...first, components: { ...first.components, queue: { ...component(first, "queue"), settings: { capacity: 99 } } } };
    expect(component(chosen(changed, QUICK), "queue").settings).toEqual({ visibility_timeout: 10, capacity: 99 });
  });

  test("is one step back", () => {
    const before = story();
    const history = act(begin(before), choosePreset(catalog, "queue", SLOW), 0);
    expect(undo(history).present).toBe(before);
  });

  test("does what its plan says", () => {
    const design = chosen(story(), SLOW);
    for (const { target, field: own, after } of plan(catalog, design, "queue", QUICK)) {
      const part = target.kind === "edge" ? chosen(design, QUICK).edges[target.id] : component(chosen(design, QUICK), target.id);
      expect(part?.settings[own.name] ?? own.default).toEqual(after);
    }
    const says = plan(catalog, design, "queue", QUICK).filter((each) => each.changes).map((each) => each.field.name);
    expect(says).toEqual(["visibility_timeout", "capacity", "concurrency", "max_receives"]);
  });

  test("no preset at all keeps every value", () => {
    const design = chosen(story(), SLOW);
    const left = leavePreset("queue").apply(design);
    expect(component(left, "queue")).toEqual({ ...component(story(), "queue"), settings: component(design, "queue").settings });
    expect(Object.values(left.components).some((each) => "preset" in each)).toBe(false);
  });
});

describe("What differs", () => {
  const differ = (design: Design, id: string, type: string) =>
    differing(fieldsOf(type), component(design, id).settings, baselines(catalog, design, { kind: "component", id })).map((each) => each.name);

  test("is measured against the preset that is followed", () => {
    const design = chosen(story(), SLOW);
    expect(differ(design, "queue", "queue")).toEqual([]);
    const back = { ...design, components: { ...design.components, queue: { ...component(design, "queue"), settings: { capacity: 10 } } } };
    expect(differ(back, "queue", "queue")).toEqual(["visibility_timeout"]);
  });

  test("and against the defaults without one, or with one that nobody knows", () => {
    const design = draw("queue");
    const settings = { visibility_timeout: 120 };
    const odd = { ...design, components: { queue: { ...component(design, "queue"), settings, preset: "gone" } } };
    expect(differ(odd, "queue", "queue")).toEqual(["visibility_timeout"]);
  });

  test("a dead-letter edge follows the queue it leaves", () => {
    const baseline = baselines(catalog, chosen(story(), SLOW), { kind: "edge", id: "queue-dead" });
    expect(baseline(receives)).toMatchObject({ value: 5, preset: { name: "slow" } });
    expect(baselines(catalog, chosen(story(), SLOW), { kind: "edge", id: "queue-worker" })(receives).value).toBe(3);
  });
});

describe("Offers", () => {
  test("name every queue and worker as every product, each once", () => {
    const all = withPresets(catalog, offers(catalog));
    expect(all.map((offer) => offer.label)).toContain("Queue, as SLOW");
    expect(all.map((offer) => offer.label)).toContain("Worker, as QUICK");
    expect(all.some((offer) => /^Client, as|^Dead-letter queue, as/.test(offer.label))).toBe(false);
    expect(new Set(all.map(offerKey)).size).toBe(all.length);
  });

  test("what is new follows from the start, its defaults unwritten", () => {
    expect(settingsAs(fieldsOf("worker"), QUICK.settings.worker)).toEqual({ concurrency: 8 });
    expect(settingsAs(fieldsOf("worker"), facts({ unheard_of: 1 }))).toEqual({});
  });
});

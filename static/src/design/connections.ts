/** Connections: which components may be joined, by what, and why not. */
import { DEAD_LETTER, typeNamed } from "./catalog";
import { partOfType } from "./presets";
import type { Catalog, ComponentType, Design, EdgeKind, Preset } from "./types";

export interface Joining {
  /** The kinds of edge that may be drawn, the usual one first; empty when refused. */
  readonly kinds: readonly EdgeKind[];
  /** Why not, as a sentence; empty when allowed. */
  readonly reason: string;
}

const refuse = (reason: string): Joining => ({ kinds: [], reason });

/** How two types may be joined, whatever the design. */
export function joiningOfTypes(catalog: Catalog, source: string, target: string): Joining {
  const connection = catalog.connections[source]?.[target];
  if (connection && connection.kinds.length > 0) return { kinds: connection.kinds, reason: "" };
  if (connection?.reason) return refuse(connection.reason);
  const name = typeNamed(catalog, target)?.label ?? target;
  return refuse(`${name} takes nothing from ${typeNamed(catalog, source)?.label ?? source}.`);
}

/** How two components of a design may be joined now. */
export function joining(catalog: Catalog, design: Design, source: string, target: string): Joining {
  const from = design.components[source];
  const to = design.components[target];
  if (!from || !to) return refuse("There is nothing to join here.");
  if (source === target) return refuse("A component does not send to itself.");
  const allowed = joiningOfTypes(catalog, from.type, to.type);
  if (allowed.kinds.length === 0) return allowed;
  const edges = Object.values(design.edges);
  const open = allowed.kinds.filter(
    (kind) => !edges.some((edge) => edge.source === source && edge.target === target && edge.kind === kind),
  );
  if (open.length === 0) return refuse("These two are joined already.");
  const free = open.filter(
    (kind) => kind !== DEAD_LETTER || !edges.some((edge) => edge.source === source && edge.kind === DEAD_LETTER),
  );
  if (free.length === 0) return refuse(`${from.label} has its dead-letter queue already.`);
  return { kinds: free, reason: "" };
}

export interface Offer {
  readonly type: ComponentType;
  /** The role the new component would play, when the palette offers it by name. */
  readonly role: string | null;
  readonly label: string;
  readonly icon: string;
  readonly summary: string;
  readonly kind: EdgeKind | null;
  readonly reason: string;
  /** The product that the new component would follow. */
  readonly preset?: Preset;
}

/** What tells one offer from every other. */
export function offerKey({ type, role, preset }: Offer): string {
  return [type.type, role ?? "", preset?.name ?? ""].join("/");
}

/** The offers, and after them each queue and worker as every product: for lists in which one searches by name. */
export function withPresets(catalog: Catalog, all: readonly Offer[]): readonly Offer[] {
  const plain = all.filter((offer) => offer.role === null && partOfType(offer.type.type, false) !== null);
  const followed = plain.flatMap((offer) =>
    catalog.presets.map((preset) => ({ ...offer, preset, label: `${offer.label}, as ${preset.label}`, summary: preset.summary })),
  );
  return [...all, ...followed];
}

/** Everything the palette offers: the types, and after each its named roles. */
export function offers(catalog: Catalog): readonly Offer[] {
  return catalog.types.flatMap((type) => [
    { type, role: null, label: type.label, icon: type.icon, summary: type.summary, kind: null, reason: "" },
    ...Object.entries(type.roles ?? {}).map(([role, { label, icon, summary }]) => ({
      type, role, label, icon, summary, kind: null, reason: "",
    })),
  ]);
}

/** What could follow a component (or come before it): by the edge it would be joined with, refused ones with the reason. */
export function offersBeside(
  catalog: Catalog,
  design: Design,
  id: string,
  side: "after" | "before",
): readonly Offer[] {
  const own = design.components[id];
  if (!own) return offers(catalog);
  const hasDeadLetters = Object.values(design.edges).some(
    (edge) => edge.kind === DEAD_LETTER && edge[side === "after" ? "source" : "target"] === id,
  );
  return offers(catalog).map((offer) => {
    const [source, target] = side === "after" ? [own.type, offer.type.type] : [offer.type.type, own.type];
    const { kinds, reason } = joiningOfTypes(catalog, source, target);
    const wanted = kinds.filter((kind) => (kind === DEAD_LETTER) === (offer.role === DEAD_LETTER));
    if (offer.role === DEAD_LETTER && hasDeadLetters) {
      return { ...offer, reason: `${own.label} has its dead-letter queue already.` };
    }
    const kind = wanted[0] ?? null;
    return { ...offer, kind, reason: kind ? "" : reason || refusal(offer, own.label) };
  });
}

function refusal(offer: Offer, beside: string): string {
  if (offer.role === DEAD_LETTER) return "Follows a queue. Add the queue first.";
  return `Has no direct edge with ${beside}.`;
}

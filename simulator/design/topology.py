"""Topology: what must hold between components and edges, beyond each one of them."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from simulator.design.component import Component
from simulator.design.connections import connection, idle
from simulator.design.edges import EDGE_KINDS, Edge
from simulator.design.problems import Problem
from simulator.design.settings import settings_of

Components = Mapping[str, Component]


def problems_of(
    components: Components, edges: Mapping[str, Edge], begins: Counter[str], ends: Counter[str]
) -> Iterator[Problem]:
    """Everything that is wrong with how components are joined.

    Args:
        components: those that could be read.
        edges: those that could be read; their ends may not be among the components.
        begins: how many edges begin at each component, unreadable ones included.
        ends: how many edges end there. What only seems to be missing is not told.
    """
    joined = [edge for edge in edges.values() if edge.source in components]
    joined = [edge for edge in joined if edge.target in components]
    possible = []
    for edge in joined:
        problem = _impossible(components, edge)
        if problem is None:
            possible.append(edge)
        else:
            yield problem
    yield from _one_redrive_policy(components, possible)
    yield from _one_delivery(components, possible)
    yield from _shares(components, possible)
    yield from _idle(components, possible)
    yield from _loops(components, possible)
    leaving: dict[str, list[Edge]] = {id: [] for id in components}
    for edge in edges.values():
        leaving.get(edge.source, []).append(edge)
    for id, each in components.items():
        if len(leaving[id]) == begins[id]:
            yield from _alone(each, leaving[id], ends[id] > 0)
            for message, remedy in each.problems(leaving[id], components, ends):
                yield Problem(("components", id), message, remedy)


def _impossible(components: Components, edge: Edge) -> Problem | None:
    source, target = components[edge.source], components[edge.target]
    path = ("edges", edge.id)
    if edge.source == edge.target:
        said = f"The edge “{edge.id}” ends where it begins, at {name(source)}."
        return Problem((*path, "target"), said, "Let it end elsewhere, or remove it.")
    found = connection(source.about, target.about)
    between = f"from {name(source)} to {name(target)}"
    if not found.kinds:
        return Problem((*path, "target"), f"Nothing can go {between}.", found.reason)
    if edge.kind not in found.kinds:
        label = EDGE_KINDS[edge.kind].label.lower()
        right = " or ".join(f"“{kind}”" for kind in found.kinds)
        return Problem(
            (*path, "kind"), f"A {label} edge cannot go {between}.", f"Its kind must be {right}."
        )
    return None


def name(component: Component) -> str:
    """How a sentence calls a component."""
    return f"“{component.title}”"


def _one_redrive_policy(components: Components, edges: list[Edge]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for edge in edges:
        if edge.kind != "dead-letter":
            continue
        first = seen.setdefault(edge.source, edge.id)
        if first != edge.id:
            said = f"{name(components[edge.source])} has more than one dead-letter edge."
            remedy = f"A queue has one redrive policy. Remove “{first}” or “{edge.id}”."
            yield Problem(("edges", edge.id), said, remedy)


def _one_delivery(components: Components, edges: list[Edge]) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for edge in edges:
        pair = (edge.source, edge.target)
        if "delivery" not in components[edge.source].about.sends or edge.kind != "message":
            continue
        if pair in seen:
            source, target = name(components[edge.source]), name(components[edge.target])
            said = f"{target} is joined to {source} twice."
            yield Problem(("edges", edge.id), said, "Remove one of the two edges.")
        seen.add(pair)


def _shares(components: Components, edges: list[Edge]) -> Iterator[Problem]:
    for edge in edges:
        source = components[edge.source].about
        share = getattr(edge.settings, "share", 1.0)
        if share > 1 and source.category != "sources" and "delivery" not in source.sends:
            said = f"The share of “{edge.id}” is {share:g}."
            remedy = f"From {name(components[edge.source])} it may be at most 1, which is always."
            yield Problem(("edges", edge.id, "settings", "share"), said, remedy)


def _idle(components: Components, edges: list[Edge]) -> Iterator[Problem]:
    """What an edge says that has no meaning between its ends."""
    for edge in edges:
        ends = components[edge.source].about, components[edge.target].about
        given = edge.settings.to_dict()
        for field, reason in idle(*ends, edge.kind).items():
            if field in given:
                label = settings_of(type(edge.settings))[field].label
                said = f"“{label}” of “{edge.id}” has no meaning: {reason}."
                yield Problem(("edges", edge.id, "settings", field), said, "Leave it out.")


def _alone(each: Component, leaving: list[Edge], reached: bool) -> Iterator[Problem]:
    path = ("components", each.id)
    about = each.about
    if about.category == "sources":
        if not leaving:
            said = f"{name(each)} sends its work nowhere."
            yield Problem(path, said, "Draw an edge from it to a service or a queue.")
        elif not sum(edge.settings.share for edge in leaving if hasattr(edge.settings, "share")):
            said = f"All edges that leave {name(each)} have the share 0."
            yield Problem(path, said, "Give at least one of them a share above 0.")
    if about.accepts == ("delivery",) and not reached:
        said = f"{name(each)} has no queue to take its work from."
        yield Problem(path, said, "Draw a message edge from a queue to it.")


def _loops(components: Components, edges: list[Edge]) -> Iterator[Problem]:
    rules: list[tuple[Callable[[Edge], bool], str, str]] = [
        (
            lambda edge: edge.kind == "call",
            "call each other in a circle, each waiting for the next, for ever",
            "Remove one of these calls, or make it a message to a queue.",
        ),
        (
            lambda edge: edge.kind == "dead-letter",
            "move dead letters in a circle, for ever",
            "Remove one of these dead-letter edges.",
        ),
        (
            lambda edge: edge.kind != "dead-letter" and _takes_no_time(components, edge),
            "pass work on in a circle in which no time passes",
            "Give one of them a time, or one of the edges a latency.",
        ),
    ]
    told: set[frozenset[str]] = set()
    for belongs, said, remedy in rules:
        for circle in circles([edge for edge in edges if belongs(edge)]):
            if frozenset(edge.id for edge in circle) in told:
                continue
            told.add(frozenset(edge.id for edge in circle))
            names = [name(components[edge.source]) for edge in circle[:6]]
            listed = ", ".join(names) + (" and others" if len(circle) > 6 else "")
            yield Problem(("edges", circle[-1].id), f"{listed} {said}.", remedy)


def _takes_no_time(components: Components, edge: Edge) -> bool:
    latency = getattr(edge.settings, "latency", None)
    moving = latency is not None and latency.mean > 0
    share = getattr(edge.settings, "share", 1.0)
    return not moving and share > 0 and not components[edge.source].takes_time()


def circles(edges: Iterable[Edge]) -> list[list[Edge]]:
    """Circles of edges, none sharing a component: at least one wherever there is one."""
    left = list(edges)
    found = []
    while left := _core(left):
        circle = _walk(left)
        found.append(circle)
        gone = {edge.source for edge in circle}
        left = [edge for edge in left if edge.source not in gone and edge.target not in gone]
    return found


def _core(edges: list[Edge]) -> list[Edge]:
    """What is left when edges that lead to a dead end are taken away, again and again."""
    entering: dict[str, list[Edge]] = {}
    open_ends: dict[str, int] = {}
    for edge in edges:
        entering.setdefault(edge.target, []).append(edge)
        open_ends[edge.source] = open_ends.get(edge.source, 0) + 1
    dead = [target for target in entering if target not in open_ends]
    gone = set(dead)
    while dead:
        for edge in entering.get(dead.pop(), ()):
            open_ends[edge.source] -= 1
            if not open_ends[edge.source]:
                dead.append(edge.source)
                gone.add(edge.source)
    return [edge for edge in edges if edge.target not in gone]


def _walk(edges: list[Edge]) -> list[Edge]:
    """Follow edges, of which every end leads on, until a component comes up again."""
    onward = {edge.source: edge for edge in reversed(edges)}
    at = edges[0].source
    path: list[Edge] = []
    place: dict[str, int] = {}
    while at not in place:
        place[at] = len(path)
        path.append(onward[at])
        at = onward[at].target
    return path[place[at] :]

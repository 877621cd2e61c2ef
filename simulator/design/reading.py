"""Reading: from a document to a design, or to every problem at once. It never raises."""

import re
from collections import Counter
from difflib import get_close_matches
from typing import Any, TypeVar

from simulator import limits
from simulator.design import topology, work
from simulator.design.actions import Action
from simulator.design.component import Component
from simulator.design.document import VERSION, Design, FrozenMap, Position
from simulator.design.edges import EDGE_KINDS, Edge
from simulator.design.plain import parse, plain
from simulator.design.problems import Path, Problem, presentable, too_many, within
from simulator.design.quantities import brief
from simulator.design.registry import Registry
from simulator.design.run import RunSettings
from simulator.design.settings import Settings
from simulator.design.timeline import misplaced, read_timeline
from simulator.design.translation import closest, settings_from, unknown_fields

ID = re.compile(rf"[A-Za-z][A-Za-z0-9_-]{{0,{limits.ID_LENGTH_MAX - 1}}}")
S = TypeVar("S", bound=Settings)
COMPONENT_FIELDS = ("type", "label", "preset", "settings")
FIELDS = ("version", "name", "components", "edges", "timeline", "run", "layout")


def read(data: object, registry: Registry) -> tuple[Design | None, list[Problem]]:
    """Read a document: a mapping, or JSON as text or bytes.

    Returns:
        The design and no problems, or None and every problem that could be found.
    """
    parsed: list[Problem] = []
    if isinstance(data, str | bytes):
        data, parsed = parse(data)
        if data is None and parsed:
            return None, parsed
    copy, damaged = plain(data)
    if copy is None and damaged:
        return None, presentable([*parsed, *damaged])
    if not isinstance(copy, dict):
        said = f"A design is a map, and this is {brief(copy)}."
        return None, [*parsed, Problem((), said, "Begin with {“version”: 1, …}.")]
    reader = _Reader(copy, registry)
    design = reader.design()
    # A value that was damaged has been left out; that it is missing now is no news.
    places = [problem.path for problem in damaged if problem.path]
    further = [problem for problem in reader.problems if not within(problem.path, places)]
    problems = presentable([*parsed, *damaged, *further])
    return (design, []) if design is not None and not problems else (None, problems)


class _Reader:
    """One reading of one document, which is plain data by now."""

    def __init__(self, document: dict[str, Any], registry: Registry) -> None:
        self.document = document
        self.registry = registry
        self.problems: list[Problem] = []
        self.begins: Counter[str] = Counter()
        self.ends: Counter[str] = Counter()

    def design(self) -> Design | None:
        """Read everything. The design is complete only when there are no problems."""
        self._fields((), self.document, FIELDS, "A design")
        self._version()
        name = self._text(("name",), self.document.get("name", ""), limits.NAME_LENGTH_MAX)
        components = self._components()
        edges = self._edges(components)
        run = self._settings(("run",), self.document.get("run"), RunSettings, "the run")
        timeline = self._timeline(components, run)
        self._roles(components, edges, timeline)
        layout = self._layout()
        self.problems += topology.problems_of(components, edges, self.begins, self.ends)
        if self.problems or run is None:
            return None
        design = Design(
            name=name,
            components=FrozenMap({id: components[id] for id in sorted(components)}),
            edges=FrozenMap({id: edges[id] for id in sorted(edges)}),
            run=run,
            timeline=FrozenMap(timeline),
            layout=FrozenMap({id: at for id, at in layout.items() if id in components}),
        )
        self.problems += work.problems_of(design)
        return design

    def _say(self, path: Path, message: str, remedy: str = "") -> None:
        self.problems.append(Problem(path, message, remedy))

    def _fields(self, path: Path, data: dict[str, Any], known: tuple[str, ...], what: str) -> None:
        self.problems += unknown_fields(data, known, path, what)

    def _version(self) -> None:
        version = self.document.get("version")
        if "version" not in self.document:
            self._say(("version",), "The version is missing.", f"Add “version”: {VERSION}.")
        elif isinstance(version, bool) or version != VERSION:
            said = f"The version is {brief(version)}, and only version {VERSION} can be read."
            self._say(("version",), said, f"Set it to {VERSION}.")

    def _text(self, path: Path, value: Any, most: int) -> str:
        what = "name of the design" if path == ("name",) else f"label of “{path[1]}”"
        if not isinstance(value, str):
            self._say(path, f"The {what} is {brief(value)}.", "Give text.")
            return ""
        if len(value) > most:
            said = f"The {what} has {len(value):,} characters, the most it may have is {most}."
            self._say(path, said, "Shorten it.")
        return value

    def _map(self, path: Path, value: Any, what: str) -> dict[str, Any]:
        if value is None or isinstance(value, dict):
            return value or {}
        self._say(path, f"{what} must be a map, and this is {brief(value)}.", "Use {…}.")
        return {}

    def _named(self, field: str, what: str, most: int, remedy: str) -> dict[str, dict[str, Any]]:
        """The entries of a map of components, edges or actions whose ids and shapes are right."""
        entries = self._map((field,), self.document.get(field), f"“{field}”")
        if len(entries) > most:
            many = "actions" if field == "timeline" else field
            self.problems.append(too_many(len(entries), many, most, remedy, (field,)))
        found = {}
        for id, entry in entries.items():
            if not ID.fullmatch(id):
                self._say(
                    (field, id),
                    f"“{id[:40]}” cannot be the id of {what}.",
                    "An id begins with a letter and has letters, digits, “-” and “_”, "
                    f"at most {limits.ID_LENGTH_MAX}.",
                )
            elif not isinstance(entry, dict):
                self._say((field, id), f"“{id}” is {brief(entry)}.", f"Give a map for {what}.")
            else:
                found[id] = entry
        return found

    def _components(self) -> dict[str, Component]:
        remedy = "Split it into several designs."
        entries = self._named("components", "a component", limits.COMPONENTS_MAX, remedy)
        if not self.document.get("components"):
            self._say(("components",), "The design is empty.", "Add a client and what it uses.")
        found = {}
        for id, entry in entries.items():
            component = self._component(id, entry)
            if component is not None:
                found[id] = component
        types = [entry.get("type") for entry in entries.values()]
        sources = [each.about.type for each in self.registry if each.about.category == "sources"]
        if entries and not any(each in sources for each in types):
            self._say(("components",), "No work begins anywhere.", "Add a client or a scheduler.")
        return found

    def _component(self, id: str, entry: dict[str, Any]) -> Component | None:
        path: Path = ("components", id)
        self._fields(path, entry, COMPONENT_FIELDS, f"The component “{id}”")
        label = self._text((*path, "label"), entry.get("label", ""), limits.LABEL_LENGTH_MAX)
        name = entry.get("type")
        if not isinstance(name, str) or name not in self.registry:
            given = f"the type {brief(name)}" if "type" in entry else "no type"
            remedy = closest(brief(name), self.registry.names(), "The types are")
            self._say((*path, "type"), f"“{id}” has {given}.", remedy)
            return None
        model = self.registry[name]
        owner = f"“{label[:40] or id}”"
        where = (*path, "settings")
        settings = self._settings(where, entry.get("settings"), model.settings_class, owner)
        preset = self._preset((*path, "preset"), entry.get("preset"), name, owner)
        return None if settings is None else model(id, label, settings, preset)

    def _preset(self, path: Path, value: Any, type: str, owner: str) -> str:
        known = list(self.registry.presets(type))
        if value is None or value == "" or value in known:
            return str(value or "")
        if known:
            said = f"{owner} follows {brief(value)}, and there is no such preset."
            self._say(path, said, closest(brief(value).strip("“”"), known, "The presets are"))
        else:
            self._say(path, f"{owner} follows a preset, and a {type} has none.", "Remove it.")
        return ""

    def _settings(self, path: Path, data: Any, model: type[S], owner: str) -> S | None:
        data = self._map(path, data, f"The settings of {owner}")
        settings, problems = settings_from(data, model, path, owner)
        self.problems += problems
        return settings

    def _edges(self, components: dict[str, Component]) -> dict[str, Edge]:
        remedy = "Split the design into several."
        entries = self._named("edges", "an edge", limits.EDGES_MAX, remedy)
        placed = self.document.get("components")
        known = list(placed) if isinstance(placed, dict) else []
        found = {}
        for id, entry in entries.items():
            edge = self._edge(id, entry, known)
            if edge is not None:
                found[id] = edge
        return found

    def _edge(self, id: str, entry: dict[str, Any], known: list[str]) -> Edge | None:
        path: Path = ("edges", id)
        self._fields(path, entry, ("source", "target", "kind", "settings"), f"The edge “{id}”")
        source = self._end((*path, "source"), entry, "begins", known)
        target = self._end((*path, "target"), entry, "ends", known)
        kind = entry.get("kind")
        if not isinstance(kind, str) or kind not in EDGE_KINDS:
            said = f"has the kind {brief(kind)}" if "kind" in entry else "has no kind"
            remedy = closest(brief(kind), list(EDGE_KINDS), "The kinds are")
            self._say((*path, "kind"), f"The edge “{id}” {said}.", remedy)
            return None
        model = EDGE_KINDS[kind].settings_class
        owner = f"the edge “{id}”"
        settings = self._settings((*path, "settings"), entry.get("settings"), model, owner)
        if source is None or target is None or settings is None:
            return None
        return Edge(id, source, target, kind, settings)

    def _end(self, path: Path, entry: dict[str, Any], verb: str, known: list[str]) -> str | None:
        end, edge = path[-1], path[1]
        value = entry.get(str(end))
        if value is None:
            said = f"The edge “{edge}” has no {end}."
            self._say(path, said, f"Name the component at which it {verb}.")
            return None
        if isinstance(value, str) and value in known:
            (self.begins if end == "source" else self.ends)[value] += 1
            return value
        said = f"The edge “{edge}” {verb} at {brief(value)}, which is no component."
        near = get_close_matches(value[:60], known[:200], n=1) if isinstance(value, str) else []
        remedy = f"Did you mean “{near[0]}”?" if near else "Add that component or remove the edge."
        self._say(path, said, remedy)
        return None

    def _timeline(
        self, components: dict[str, Component], run: RunSettings | None
    ) -> dict[str, Action]:
        remedy = "Remove some of them."
        entries = self._named("timeline", "an action", limits.TIMELINE_MAX, remedy)
        placed = self._map((), self.document.get("components"), "“components”")
        found, problems = read_timeline(entries, components, list(placed), run)
        self.problems += problems
        return found

    def _roles(
        self,
        components: dict[str, Component],
        edges: dict[str, Edge],
        timeline: dict[str, Action],
    ) -> None:
        for id, action in timeline.items():
            kinds = [edge.kind for edge in edges.values() if edge.target == action.target]
            if len(kinds) < self.ends[action.target]:
                continue  # What only seems to be missing is not told.
            component = components[action.target]
            role = next((kind for kind in kinds if kind in component.about.roles), None)
            said = misplaced(action, component, role)
            if said:
                remedy = "Choose another target, or another action."
                self._say(("timeline", id, "target"), said, remedy)

    def _layout(self) -> dict[str, Position]:
        found = {}
        for id, entry in self._map(("layout",), self.document.get("layout"), "“layout”").items():
            at = entry if isinstance(entry, dict) else {}
            self._fields(("layout", id), at, ("x", "y"), "A position")
            x, y = (self._pixels(at.get(axis)) for axis in ("x", "y"))
            if x is None or y is None:
                said = f"The position of “{id[:40]}” is not a pair of numbers x and y."
                reach = f"Give both, each between ±{limits.LAYOUT_REACH_MAX:,} pixels."
                self._say(("layout", id), said, reach)
            else:
                found[id] = Position(x, y)
        return found

    @staticmethod
    def _pixels(value: Any) -> float | None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return float(value) if abs(value) <= limits.LAYOUT_REACH_MAX else None

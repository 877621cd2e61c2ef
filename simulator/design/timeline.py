"""Timeline: from the entries of a document to actions, or to what is wrong with them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from simulator.design.actions import Action, ActionKind, Moment, SetSettings
from simulator.design.component import Component
from simulator.design.problems import Path, Problem
from simulator.design.quantities import brief
from simulator.design.run import RunSettings
from simulator.design.settings import Settings, has_meaning, settings_of
from simulator.design.translation import closest, settings_from, unknown_fields

FIELDS = ("at", "target", "action", "settings")
Components = Mapping[str, Component]


def read_timeline(
    entries: Mapping[str, Mapping[str, Any]],
    components: Components,
    placed: Sequence[str],
    run: RunSettings | None,
) -> tuple[dict[str, Action], list[Problem]]:
    """The actions by id, those that could be read, and every problem.

    Args:
        entries: the maps of the document, by id.
        components: those that could be read.
        placed: the ids of all, unreadable ones included.
        run: the run's settings, if they could be read.
    """
    readings = [_Entry(id, entry, components, placed, run) for id, entry in entries.items()]
    for each in readings:
        each.read()
    found = {each.id: each.found for each in readings if each.found is not None}
    actions, problems = _with_values(found, components)
    told = [problem for each in readings for problem in each.problems]
    return {id: actions[id] for id in sorted(actions)}, told + problems


def complete(action: Action, components: Components) -> Action:
    """The action with its settings read, as it can be done.

    Raises:
        ValueError: its target, its kind or its settings are wrong; the text is a sentence.
    """
    entry = {"at": action.at, "target": action.target, "action": action.action}
    given = action.settings
    settings = given.to_dict() if isinstance(given, Settings) else given
    data = {"action": {**entry, "settings": settings}}
    found, problems = read_timeline(data, components, list(components), None)
    for problem in problems:
        raise ValueError(f"{problem.message} {problem.remedy}".strip())
    return found["action"]


def misplaced(action: Action, component: Component, role: str | None) -> str:
    """Why an action cannot be done to a component in its role; "" if it can."""
    kind = component.action_kinds()[action.action]
    if kind.role in ("", role):
        return ""
    needed = component.about.roles[kind.role].label
    return f"“{component.title}” cannot {kind.label.lower()}: it has not the role “{needed}”."


@dataclass
class _Entry:
    """One reading of one entry."""

    id: str
    entry: Mapping[str, Any]
    components: Components
    placed: Sequence[str]
    run: RunSettings | None

    def __post_init__(self) -> None:
        self.path: Path = ("timeline", self.id)
        self.owner = f"the action “{self.id}”"
        self.problems: list[Problem] = []
        self.found: Action | None = None

    def read(self) -> None:
        what = f"The action “{self.id}”"
        self.problems += unknown_fields(self.entry, FIELDS, self.path, what)
        at = self._at()
        component = self._target()
        kind = self._kind(component) if component is not None else None
        settings = self._settings(kind) if kind is not None else None
        if at is None or component is None or kind is None or settings is None:
            return
        self.found = Action(at, component.id, kind.name, settings)

    def _say(self, field: str, message: str, remedy: str) -> None:
        self.problems.append(Problem((*self.path, field), message, remedy))

    def _at(self) -> float | None:
        given = {"at": self.entry["at"]} if "at" in self.entry else {}
        moment, problems = settings_from(given, Moment, self.path, self.owner)
        self.problems += problems
        if moment is None:
            return None
        if self.run is not None and moment.at >= self.run.duration:
            said = f"The action “{self.id}” is at {moment.at:,g} s, and the run is over by then."
            remedy = f"Give a time before {self.run.duration:,g} s, or lengthen the run."
            self._say("at", said, remedy)
        return moment.at

    def _target(self) -> Component | None:
        value = self.entry.get("target")
        if value is None:
            said = f"The action “{self.id}” has no target."
            self._say("target", said, "Name the component to which it is done.")
        elif not isinstance(value, str) or value not in self.placed:
            said = f"The action “{self.id}” is done to {brief(value)}, which is no component."
            known = list(self.placed[:200])
            near = get_close_matches(value[:60], known, n=1) if isinstance(value, str) else []
            remedy = f"Did you mean “{near[0]}”?" if near else "Name a component of the design."
            self._say("target", said, remedy)
        else:
            return self.components.get(value)
        return None

    def _kind(self, component: Component) -> ActionKind | None:
        known = component.action_kinds()
        name = self.entry.get("action")
        if isinstance(name, str) and name in known:
            return known[name]
        type = component.about.label.lower()
        if not known:
            said = f"Nothing can be done to “{component.title}” in the middle of a run."
            self._say("action", said, f"A {type} has no actions. Remove “{self.id}”.")
        elif "action" not in self.entry:
            said = f"The action “{self.id}” does not say what is done."
            self._say("action", said, f"The actions of a {type} are: {', '.join(known)}.")
        else:
            said = f"A {type} has no action {brief(name)}."
            remedy = closest(brief(name).strip("“”"), list(known), f"The actions of a {type} are")
            self._say("action", said, remedy)
        return None

    def _settings(self, kind: ActionKind) -> Settings | None:
        given = self.entry.get("settings")
        given = {} if given is None else given
        path = (*self.path, "settings")
        if not isinstance(given, Mapping):
            said = f"The settings of {self.owner} must be a map, and this is {brief(given)}."
            self._say("settings", said, "Use {…}.")
            return None
        settings, problems = settings_from(given, kind.settings_class, path, self.owner)
        self.problems += problems
        return settings


def _with_values(
    found: Mapping[str, Action], components: Components
) -> tuple[dict[str, Action], list[Problem]]:
    """The same with the values of every `set` read as the settings themselves are.

    Each is held against the settings as the ones before it have left them.
    """
    now = {id: component.settings for id, component in components.items()}
    actions: dict[str, Action] = {}
    problems: list[Problem] = []
    for id, action in sorted(found.items(), key=lambda item: (item[1].at, item[0])):
        if not isinstance(action.settings, SetSettings):
            actions[id] = action
            continue
        component = components[action.target]
        changed, told = _changed(id, action.settings, component, now[component.id])
        problems += told
        if changed is not None:
            now[component.id] = changed
            value = getattr(changed, action.settings.setting)
            given = SetSettings(setting=action.settings.setting, value=value)
            actions[id] = replace(action, settings=given)
    return actions, problems


def _changed(
    id: str, wanted: SetSettings, component: Component, before: Settings
) -> tuple[Settings | None, list[Problem]]:
    """The component's settings with one of them changed, or what speaks against it."""
    path: Path = ("timeline", id, "settings")
    name, can = wanted.setting, component.changeable()
    if name not in can:
        about = settings_of(component.settings_class).get(name)
        said = f"“{component.title}” has no setting “{name[:40]}”."
        if about is not None:
            said = f"{about.label} of “{component.title}” cannot be changed in the middle of a run."
        return None, [Problem((*path, "setting"), said, closest(name, list(can), "These can"))]
    useless = _useless(component, before, name)
    if useless:
        remedy = "Choose another setting, or change the component."
        return None, [Problem((*path, "setting"), useless, remedy)]
    data = {**before.to_dict(), name: wanted.value}
    owner = f"“{component.title}”"
    settings, told = settings_from(data, component.settings_class, (), owner)
    return settings, list(_at_value(told, name, (*path, "value")))


def _useless(component: Component, now: Settings, name: str) -> str:
    """Why setting it would do nothing."""
    about = settings_of(component.settings_class)[name]
    label = f"{about.label} of “{component.title}”"
    if not has_meaning(name, now):
        return f"{label} has no meaning with its present settings."
    reason = component.fixed(name)
    return f"{label} cannot be set. {reason}" if reason else ""


def _at_value(problems: Sequence[Problem], name: str, path: Path) -> Iterator[Problem]:
    """Problems of a component's settings, told of the value that one of them was to get."""
    for each in problems:
        inner = each.path[1:] if each.path[:1] == (name,) else ()
        yield replace(each, path=(*path, *inner))

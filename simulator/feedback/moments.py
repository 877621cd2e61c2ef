"""Moments: what the timeline was doing when a finding is seen best."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from simulator.design.actions import Action, SetSettings
from simulator.design.document import Design
from simulator.design.settings import settings_of
from simulator.feedback.finding import Finding
from simulator.feedback.wording import clock

# What an action is called in a sentence; others by their label.
NOUNS = {
    "outage": "the outage",
    "errors": "the errors",
    "slow": "the slow time",
    "spike": "the spike",
    "stop": "the stop",
    "crash": "the crash",
    "deploy": "the deploy",
    "purge": "the purge",
    "redrive": "the redrive",
}
# What an action leaves behind is seen for a while after it: as long as it lasted, or this share of
# the run where it is done at once.
AFTERWARDS = 0.05


@dataclass(frozen=True)
class _Window:
    """From an action to its end."""

    action: Action
    begins: float
    ends: float


def at_its_moment(design: Design, finding: Finding) -> Finding:
    """The finding, with what the timeline did at the moment at which it is seen best.

    What a design was made to suffer is no fault of its steady state, and whoever reads must know.
    """
    if finding.watch is None:
        return finding
    near = _felt(design, finding.subject.id)
    windows = [each for each in _windows(design) if each.action.target in near]
    said = _during(design, windows, finding.watch)
    return replace(finding, message=f"{finding.message} {said}") if said else finding


def _during(design: Design, windows: list[_Window], at: float) -> str:
    for window in reversed(windows):
        if window.begins <= at <= window.ends:
            return f"It is at its worst {_words(design, window, 'during')}."
    for window in reversed(windows):
        after = max(window.ends - window.begins, AFTERWARDS * design.run.duration)
        if window.ends < at <= window.ends + after:
            return f"It is at its worst {_words(design, window, 'after')}."
    return ""


def _words(design: Design, window: _Window, when: str) -> str:
    action, part = window.action, design.components[window.action.target]
    if isinstance(action.settings, SetSettings):
        about = settings_of(part.settings_class)[action.settings.setting]
        value = f"{action.settings.value}{about.unit if about.unit.startswith('/') else ''}"
        return f"after “{about.label}” of “{part.title}” was set to {value} at {clock(action.at)}"
    noun = NOUNS.get(action.action) or f"“{part.action_kinds()[action.action].label}”"
    return f"{when} {noun} of “{part.title}” at {clock(action.at)}"


def _windows(design: Design) -> Iterator[_Window]:
    """Every action with its end, in the order of their beginnings."""
    actions = design.actions()
    for action in actions:
        lasts = float(getattr(action.settings, "lasts", 0.0))
        ends = action.at + lasts
        if action.action == "stop":
            again = (a.at for a in actions if a.target == action.target and a.action == "start")
            ends = min((at for at in again if at >= action.at), default=design.run.duration)
        if action.action != "start":
            yield _Window(action, action.at, ends)


def _felt(design: Design, id: str) -> set[str]:
    """What a subject can feel: what its work comes from, and what it goes to."""
    if id in design.edges:
        edge = design.edges[id]
        ends = {edge.source, edge.target}
    else:
        # Dead letters feel what the workers of their queue feel.
        ends = {id} | {edge.source for edge in design.edges_to(id, "dead-letter")}
    felt = set(ends)
    for pick in ("target", "source"):
        other = "source" if pick == "target" else "target"
        open = list(ends)
        seen = set(ends)
        while open:
            at = open.pop()
            more = {getattr(e, pick) for e in design.edges.values() if getattr(e, other) == at}
            open += more - seen
            seen |= more
        felt |= seen
    return felt

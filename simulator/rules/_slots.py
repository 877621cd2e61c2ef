"""Slots: how a component's slots are added, and when its line was longest."""

from simulator import limits
from simulator.components.worker import Worker
from simulator.design.actions import SetSettings
from simulator.design.component import Component
from simulator.design.document import Design
from simulator.feedback import Change, Fix, Measured
from simulator.feedback.wording import count
from simulator.rules._flow import Flow
from simulator.rules._load import load_of
from simulator.rules._parts import called, queues_of


def step_of(part: Component) -> int:
    """How many slots can be added at a time: those of one instance, or one connection."""
    if isinstance(part, Worker) and part.settings.autoscaler == "celery":
        return int(part.settings.instances)
    return int(getattr(part.settings, "concurrency", 1))


def resize(design: Design, part: Component, slots: int) -> Fix | None:
    """The change that gives a component so many slots; None where none may have as many.

    What the timeline sets later is changed, too, or it would undo the fix.
    """
    if slots > limits.SLOTS_MAX:
        return None
    if hasattr(part.settings, "pool"):
        changes = _from_now_on(design, part, "pool", slots)
        return Fix(f"Apply fix: a pool of {count(slots)}", changes)
    instances = max(-(-slots // step_of(part)), _most(part))
    if instances > limits.INSTANCES_MAX:
        return None
    changes, words = _instances(design, part, instances)
    if isinstance(part, Worker) and part.settings.invocations is not None:
        invoked = max(slots, part.settings.invocations)
        changes += (Change(("components", part.id, "settings", "invocations"), invoked),)
        words = f"{count(invoked)} at once"
    return Fix(f"Apply fix: {words}", changes)


def _most(part: Component) -> int:
    """The instances there may be now, or slots of each where Celery scales them."""
    scaled = isinstance(part, Worker) and part.settings.autoscaler != "none"
    return int(part.settings.scale_max if scaled else part.settings.instances)


def _instances(design: Design, part: Component, instances: int) -> tuple[tuple[Change, ...], str]:
    """The changes that allow so many instances, and the words for them."""
    if isinstance(part, Worker) and part.settings.autoscaler != "none":
        unit = "slots each" if part.settings.autoscaler == "celery" else "instances"
        change = Change(("components", part.id, "settings", "scale_max"), instances)
        return (change,), f"at most {count(instances)} {unit}"
    return _from_now_on(design, part, "instances", instances), f"{count(instances)} instances"


def _from_now_on(design: Design, part: Component, name: str, value: int) -> tuple[Change, ...]:
    later = (
        Change(("timeline", id, "settings", "value"), value)
        for id, action in design.timeline.items()
        if action.target == part.id
        and isinstance(action.settings, SetSettings)
        and action.settings.setting == name
        and action.settings.value < value
    )
    return Change(("components", part.id, "settings", name), value), *later


def deepest(design: Design, part: Component, measured: Measured | None) -> float | None:
    """The second at which most waited for a component."""
    if measured is None:
        return None
    ids = [q.id for q in queues_of(design, part)] if isinstance(part, Worker) else [part.id]
    peaks = [measured.component(id).peak_at("waiting") for id in ids]
    return max((at for at in peaks if at is not None), default=None)


# A component that is never idle, or hardly ever.
NEVER_IDLE = 0.99


def held_up(design: Design, flow: Flow, part: Component, measured: Measured) -> bool:
    """Whether its slots are busy waiting for something it calls, so that more would not help."""
    return any(
        load_of(flow, id).utilisation >= 1
        or (measured.component(id).mean("utilisation") or 0.0) > NEVER_IDLE
        for id in called(design, part.id)
    )

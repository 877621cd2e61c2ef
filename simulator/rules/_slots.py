"""Slots: how a component's slots are added, and when its line was longest."""

from simulator import limits
from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.component import Component
from simulator.design.document import Design
from simulator.feedback import Fix, Measured
from simulator.feedback.wording import count
from simulator.rules._fixes import on_component
from simulator.rules._flow import Flow
from simulator.rules._load import load_of
from simulator.rules._parts import called, queues_of


def step_of(part: Component) -> int:
    """How many slots can be added at a time: those of one instance, or one connection."""
    if isinstance(part, Worker) and part.settings.autoscaler == "celery":
        return int(part.settings.instances)
    return int(getattr(part.settings, "concurrency", 1))


def resize(part: Component, slots: int) -> Fix | None:
    """The change that gives a component so many slots; None where none may have as many."""
    if slots > limits.SLOTS_MAX:
        return None
    if hasattr(part.settings, "pool"):
        return on_component(part, f"a pool of {count(slots)}", pool=slots)
    name, unit = _scaled(part)
    instances = max(-(-slots // step_of(part)), int(getattr(part.settings, name)))
    if instances > limits.INSTANCES_MAX:
        return None
    invoked = part.settings.invocations if isinstance(part, Worker) else None
    if invoked is not None:
        most = max(slots, invoked)
        changes = {name: instances, "invocations": most}
        return on_component(part, f"{count(most)} at once", **changes)
    most_words = "at most " if name == "scale_max" else ""
    return on_component(part, f"{most_words}{count(instances)} {unit}", **{name: instances})


def _scaled(part: Component) -> tuple[str, str]:
    """The setting that says how many instances there may be, and what they are called."""
    if isinstance(part, Worker) and part.settings.autoscaler != "none":
        celery = part.settings.autoscaler == "celery"
        return "scale_max", "slots each" if celery else "instances"
    return "instances", "instances"


def deepest(design: Design, part: Component, measured: Measured | None) -> float | None:
    """The second at which most waited for a component."""
    if measured is None:
        return None
    ids = [q.id for q in queues_of(design, part)] if isinstance(part, Worker) else [part.id]
    peaks = [measured.component(id).peak_at("waiting") for id in ids]
    return max((at for at in peaks if at is not None), default=None)


# A component that is never idle, or hardly ever.
NEVER_IDLE = 0.99
# A queue before which, on average, more than this many messages wait with their senders.
BLOCKED = 0.1
# The same of a queue that is as full as this on average.
FULL = 0.5


def held_up(design: Design, flow: Flow, part: Component, measured: Measured) -> bool:
    """Whether its slots are busy waiting, for what it calls or for room in a queue that is full.

    More of them would only wait as well.
    """
    full = (
        _blocks(design.components[edge.target], measured)
        for edge in design.edges_from(part.id, "message")
    )
    return any(full) or any(
        load_of(flow, id).utilisation >= 1
        or (measured.component(id).mean("utilisation") or 0.0) > NEVER_IDLE
        for id in called(design, part.id)
    )


def _blocks(part: Component, measured: Measured) -> bool:
    """Whether a queue was full for much of a run, and let its senders wait."""
    seen = measured.component(part.id)
    if (seen.mean("blocked") or 0.0) > BLOCKED:
        return True
    if not isinstance(part, Queue) or part.settings.overflow != "block":
        return False
    most = part.settings.capacity
    return most is not None and (seen.mean("waiting") or 0.0) > FULL * most

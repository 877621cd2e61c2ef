"""World: what running parts find around them: the clock, the dice, their neighbours."""

from collections.abc import Callable, Iterator, Sequence
from heapq import merge
from typing import Any

from simulator.design.document import Design
from simulator.design.edges import Edge
from simulator.engine.edge import EdgeMeter, meter
from simulator.engine.environment import Arrival, FastEnvironment
from simulator.engine.microscope import Microscope
from simulator.engine.observations import Observations
from simulator.engine.part import Part
from simulator.engine.randomness import Randomness
from simulator.engine.slot_share import SlotShare


class World:
    """One simulation's surroundings. `parts` and `edges` are complete once all are built."""

    def __init__(
        self,
        design: Design,
        randomness: Randomness,
        duration: float,
        microscope: Microscope | None = None,
    ) -> None:
        self.design = design
        self.microscope = microscope
        """What follows single messages; None in most simulations."""
        # A token bucket goes quicker with the general path than with the fast one.
        limits = (getattr(edge.settings, "rate_limit", None) for edge in design.edges.values())
        paced = any(limit is not None for limit in limits)
        self.is_plain = design.is_plain and not paced and microscope is None
        """Whether queues and workers take their fast path."""
        actions = design.timeline.values()
        self.acted_upon = frozenset(action.target for action in actions)
        """The components that something may be done to; others may be built for speed."""
        self.changed = frozenset(it.target for it in actions if it.action == "set")
        """Those of them whose settings may change."""
        self.randomness = randomness
        self.duration = duration
        self.environment = FastEnvironment()
        self.latency = Observations()
        """From the client to the ack, or to the answer where there are no queues."""
        self.slot_share = SlotShare()
        """Of workers whose slots may change in number; they keep it."""
        self.parts: dict[str, Part] = {}
        self.edges: dict[str, EdgeMeter] = {id: meter(edge) for id, edge in design.edges.items()}
        self.sources: list[Callable[[], Iterator[Arrival]]] = []
        """Functions that give the arrivals of one source each, in order of time: those that have
        not come yet. They are merged outside the heap."""
        self.shared: dict[str, Any] = {}
        """What parts of one simulation have in common, by name."""

    def build(self) -> None:
        """Build, connect and start every part, in the order of their ids: so a design has them."""
        for id, component in self.design.components.items():
            self.parts[id] = component.build(self)
        for part in self.parts.values():
            part.connect()
        for part in self.parts.values():
            part.start()

    def arrivals(self) -> Iterator[Arrival]:
        """All arrivals to come, in order of time; at equal times in the order of their sources."""
        streams = [source() for source in self.sources]
        if len(streams) == 1:
            return streams[0]
        return merge(*streams, key=lambda arrival: arrival[0])

    def edges_from(self, id: str, kind: str) -> Sequence[Edge]:
        """The edges of a kind that leave a component, in the order of their ids."""
        return self.design.edges_from(id, kind)

    def edges_to(self, id: str, kind: str) -> Sequence[Edge]:
        """The edges of a kind that end at a component, in the order of their ids."""
        return self.design.edges_to(id, kind)

    def has_messages(self) -> bool:
        """Whether any work travels as messages."""
        return any(edge.kind == "message" for edge in self.design.edges.values())

    def reachable(self, id: str) -> set[str]:
        """The ids of the components that work beginning at a component can reach."""
        found: set[str] = set()
        front = [id]
        while front:
            for edge in self.design.edges_from(front.pop()):
                if edge.target not in found:
                    found.add(edge.target)
                    front.append(edge.target)
        return found

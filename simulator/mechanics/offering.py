"""Offering: a message on its way to a queue, and what its sender hears of it."""

from abc import ABC, abstractmethod
from typing import Any

from simulator.design.edges import Edge, is_far
from simulator.engine.environment import ARRIVAL
from simulator.engine.message import Message
from simulator.engine.part import BLOCKED, OK
from simulator.engine.world import World
from simulator.mechanics.messages import maker
from simulator.mechanics.sink import Sink


class Offering(ABC):
    """The way of messages along an edge. Each has a token, by which `_answered` knows it."""

    def __init__(self, world: World, edge: Edge, sink: Sink) -> None:
        self._environment = world.environment
        self._meter = world.edges[edge.id]
        self._sink = sink
        self._make = maker(world, edge)
        self._instant = not is_far(edge)
        self._latency = world.randomness.durations(edge.settings.latency, edge.id, "latency")

    def _travel(self, message: Message, token: Any) -> None:
        self._meter.sent += 1
        if self._instant:
            self._offer((message, token))
        else:
            at = self._environment._now + self._latency()
            self._environment.call_at(at, self._offer, (message, token), ARRIVAL)

    def _offer(self, argument: tuple[Message, Any]) -> None:
        message, token = argument
        message.sent = self._environment._now
        outcome = self._sink.offer(message)
        if outcome == BLOCKED:
            self._meter.open += 1
            self._sink.when_taken(lambda: self._taken(token))
        else:
            self._answered(token, outcome)

    def _taken(self, token: Any) -> None:
        self._meter.open -= 1
        self._answered(token, OK)

    @abstractmethod
    def _answered(self, token: Any, outcome: int) -> None:
        """The queue has taken or refused a message."""

"""Pace: how many times its usual rate a client sends, as the actions of the timeline have it."""

from collections.abc import Callable
from math import prod
from typing import Any, Protocol

from simulator.engine.environment import ACTION, FastEnvironment


class Spike(Protocol):
    """The settings of a spike."""

    @property
    def factor(self) -> float: ...
    @property
    def lasts(self) -> float: ...


class Pace:
    """The pace of one client. `changed()` is called at each change.

    Spikes that overlap multiply each other. A client that was stopped sends nothing before it is
    started again, and a spike passes it by meanwhile.
    """

    def __init__(self, environment: FastEnvironment, changed: Callable[[], object]) -> None:
        self._environment = environment
        self._changed = changed
        self._usual = 1.0
        self._spikes: list[float] = []
        self._stopped = False
        self.factors: list[tuple[float, float]] = []
        """Every change so far: when, and what the rate is multiplied by from then on."""

    @property
    def factor(self) -> float:
        """What the rate is multiplied by now."""
        return self.factors[-1][1] if self.factors else 1.0

    def actions(self) -> dict[str, Callable[[Any], object]]:
        """What can be done to it."""
        return {"spike": self._spike, "stop": self._stop, "start": self._start}

    def settle_at(self, factor: float) -> None:
        """From now on the usual rate is so many times what it was in the beginning."""
        self._usual = factor
        self._change()

    def _spike(self, wanted: Spike) -> None:
        self._spikes.append(wanted.factor)
        self._environment.call_at(
            self._environment._now + wanted.lasts, self._calm, wanted.factor, ACTION
        )
        self._change()

    def _calm(self, factor: float) -> None:
        self._spikes.remove(factor)
        self._change()

    def _stop(self, _: object) -> None:
        self._stopped = True
        self._change()

    def _start(self, _: object) -> None:
        self._stopped = False
        self._change()

    def _change(self) -> None:
        factor = 0.0 if self._stopped else self._usual * prod(self._spikes)
        if factor != self.factor:
            self.factors.append((self._environment._now, factor))
            self._changed()

"""Faults: outages, slowness and errors of what is called, as the timeline brings them."""

from collections.abc import Callable
from math import prod
from typing import Any, Protocol

from simulator.engine.environment import ACTION, FastEnvironment
from simulator.engine.message import Job
from simulator.engine.part import FAILED, Answer

REFUSAL = 0.001
"""Seconds until a caller hears that nobody is there, and users that they were refused: a round trip
within a data centre. Without it those who ask again at once would do so for ever."""

Durations = Callable[[], float]


class Fault(Protocol):
    """The settings of a fault: for how long, and whichever of the others it has."""

    @property
    def lasts(self) -> float: ...
    @property
    def factor(self) -> float: ...
    @property
    def share(self) -> float: ...


class Faults:
    """The faults of one component that is called.

    Faults of a kind that overlap work together: factors multiply, and each share of errors strikes
    what the others have spared. `went_down()` is called at the beginning of an outage, when what
    is there is to fail, and `came_up()` at its end.
    """

    def __init__(
        self,
        environment: FastEnvironment,
        uniform: Callable[[], float],
        went_down: Callable[[], object],
        came_up: Callable[[], object],
    ) -> None:
        self._environment = environment
        self._uniform = uniform
        self._went_down = went_down
        self._came_up = came_up
        self._outages = 0
        self._factors: list[float] = []
        self._shares: list[float] = []

    def actions(self) -> dict[str, Callable[[Any], object]]:
        """What can be done to it."""
        return {"outage": self._outage, "slow": self._slow, "errors": self._errors}

    @property
    def down(self) -> bool:
        """Whether it is down."""
        return self._outages > 0

    def slowed(self, time: Durations) -> Durations:
        """The same durations, as long as they are now."""
        return lambda: time() * prod(self._factors)

    def strikes(self) -> bool:
        """Whether something that ends now fails beside the usual errors."""
        return bool(self._shares) and self._uniform() >= prod(1 - it for it in self._shares)

    def refuse(self, job: Job, token: Any, answer: Answer) -> None:
        """Nobody is there: the caller hears of it in a moment."""
        at = self._environment._now + REFUSAL
        self._environment.call_at(at, lambda _: answer(token, FAILED))

    def _outage(self, wanted: Fault) -> None:
        self._outages += 1
        self._after(wanted.lasts, self._up)
        if self._outages == 1:
            self._went_down()

    def _up(self, _: object) -> None:
        self._outages -= 1
        if not self._outages:
            self._came_up()

    def _slow(self, wanted: Fault) -> None:
        self._factors.append(wanted.factor)
        self._after(wanted.lasts, lambda _: self._factors.remove(wanted.factor))

    def _errors(self, wanted: Fault) -> None:
        self._shares.append(wanted.share)
        self._after(wanted.lasts, lambda _: self._shares.remove(wanted.share))

    def _after(self, seconds: float, end: Callable[[Any], object]) -> None:
        self._environment.call_at(self._environment._now + seconds, end, None, ACTION)

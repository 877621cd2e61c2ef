"""Part: the running side of a component or an edge, as the engine and the recorder see it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from simulator.engine.message import Job
from simulator.engine.observations import Observations

OK = 0
FAILED = 1
TIMED_OUT = 2
"""How a call or the offer of a message ended: nothing at all when it went well."""

BLOCKED = 3
"""The offer of a message waits for room, and is answered later."""

Answer = Callable[[Any, int], object]
"""`answer(token, outcome)`: the continuation of a call, with the caller's own token."""

Request = Callable[[Job, Any, Answer], object]
"""`request(job, token, answer)`: ask for something to be done."""


Group = tuple[Observations, str | None]
"""Observations; with which of `columns` counts them all, where zeros are not added one by one."""


class Part:
    """Base of every running part. State lives here; settings stay with the component.

    A simulation builds all parts, then connects them, then starts them.
    """

    columns: ClassVar[Sequence[str]] = ()
    """Names of what `read` gives: every metric of the component but its percentiles."""

    feeds: ClassVar[Mapping[str, str]] = {}
    """Which of `columns` is part of which column of the system: system's name -> own name."""

    def connect(self) -> None:
        """Find the neighbours, which all exist by now."""

    def start(self) -> None:
        """Schedule the first events."""

    def read(self) -> list[float]:
        """The values of `columns` now: counters and utilisation (as slot share × seconds) since
        the beginning, gauges as they are."""
        return []

    def areas(self) -> dict[str, float]:
        """Gauges integrated over time since the beginning, for exact means."""
        return {}

    def groups(self) -> dict[str, Group]:
        """Groups of observations by name."""
        return {}

    def actions(self) -> dict[str, Callable[[Any], object]]:
        """What can be done to it in the middle of a simulation, by the names that its type
        declares. Each function is given the settings of its kind."""
        return {}

    def follows(self, setting: str) -> bool:
        """Whether it was built so that it can follow a changeable setting."""
        return type(self).change is not Part.change

    def change(self, setting: str, value: Any) -> None:
        """Follow one of the settings that its type declares as changeable, from now on."""
        raise NotImplementedError(f"{type(self).__name__} does not follow {setting!r}.")

    def check(self, row: Sequence[float], at: int) -> None:
        """Assert that nothing was lost on the way. What `read` has just said stands in the row,
        from place `at` on."""

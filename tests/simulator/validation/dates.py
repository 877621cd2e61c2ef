"""Dates: when what a simulation observes began and ended, beside the observations themselves.

The engine notes a duration when it has ended; some it puts into its books later, when somebody
looks, and then the clock does not tell when they ended. Where no message overtakes another, the
arrivals tell it: what ends first came first.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from unittest import mock

import numpy as np
import numpy.typing as npt

from simulator.components.running import quick
from simulator.engine.environment import Arrival, FastEnvironment
from simulator.engine.observations import Observations

Floats = npt.NDArray[np.float64]


class Dates:
    """When the observations of one group were noted, and how long each lasted."""

    def __init__(self, observations: Observations) -> None:
        self.observations = observations  # Kept, so that its identity stays its own.
        self.noted: list[float] = []
        self.lasted: list[float] = []
        keep, date, last = observations.add, self.noted.append, self.lasted.append
        clock: FastEnvironment | None = None

        def add(value: float) -> None:
            """What the engine calls for every observation instead: as before, and dated."""
            keep(value)
            date(clock._now)  # type: ignore[union-attr] # set before anything happens
            last(value)

        def read_from(environment: FastEnvironment) -> None:
            nonlocal clock
            clock = environment

        observations.add = add
        self.read_from: Callable[[FastEnvironment], None] = read_from


@dataclass(frozen=True)
class Notes:
    """What simulations that are made meanwhile note."""

    dates: dict[int, Dates] = field(default_factory=dict)
    """By the identity of the observations."""
    arrivals: list[float] = field(default_factory=list)
    priorities: list[int] = field(default_factory=list)
    """Of the arrivals; empty in a simulation whose jobs have none."""


@contextmanager
def dated(marked: bool = False) -> Iterator[Notes]:
    """Date the observations of a simulation that is made meanwhile. `marked`: it takes the general
    path, and its jobs say what traits they have."""
    plain, plain_arrive = Observations.__init__, FastEnvironment.arrive
    notes = Notes()

    def begin(self: Observations) -> None:
        plain(self)
        notes.dates[id(self)] = Dates(self)

    def noted(arrivals: Iterable[Arrival]) -> Iterator[Arrival]:
        for arrival in arrivals:
            notes.arrivals.append(arrival[0])
            if marked:
                notes.priorities.append(_priority(arrival))
            yield arrival

    def arrive(self: FastEnvironment, arrivals: Iterable[Arrival]) -> None:
        plain_arrive(self, noted(arrivals))

    observations = mock.patch.object(Observations, "__init__", begin)
    # In one loop the clock does not tell when something ended, and no job is handed over. What that
    # loop does is the same: `test_paths_agree` says so.
    one_by_one = mock.patch.object(quick, "has_flow", return_value=False)
    with observations, one_by_one, mock.patch.object(FastEnvironment, "arrive", arrive):
        yield notes


def _priority(arrival: Arrival) -> int:
    """The priority of a job as its client draws it, before anything happens to it."""
    _, traits, _ = arrival[2]
    return 0 if traits is None else int(traits[0])


@dataclass(frozen=True)
class Arrivals:
    """When the jobs of a simulation came, and with what priorities."""

    times: Floats
    priorities: npt.NDArray[np.int64]
    """None at all where the jobs have none."""


@dataclass(frozen=True)
class Observed:
    """The observations of one group, and those left out of the list because they were zero."""

    lasted: Floats
    ended: Floats | None
    """When each ended; None if that is not known."""
    zeros: int
    """How many were left out within the span."""


def endings(dates: Dates, looks: Floats) -> Floats | None:
    """When the observations of a group ended; None if they were put into the books at `looks`,
    the ends of frames, which is when nothing else happens."""
    noted = np.array(dates.noted)
    return None if np.isin(noted, looks).any() else noted


def departures(arrivals: list[float], latencies: Dates) -> Floats:
    """When the messages ended that do not overtake each other, in the order of their arrivals."""
    lasted = np.array(latencies.lasted)
    ended: Floats = np.array(arrivals[: len(lasted)]) + lasted
    return ended

"""Story: what happened in a run in real time, in the words of the microscope."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import accumulate

from tests.fidelity.curves import Point
from tests.fidelity.following import Simulated


@dataclass
class Story:
    """What happened to all messages together."""

    counts: Counter[str] = field(default_factory=Counter)
    attempts: Counter[int] = field(default_factory=Counter)
    """How often each message was begun."""
    order: list[int] = field(default_factory=list)
    """The messages in the order in which they were begun."""
    begun: list[Point] = field(default_factory=list)
    """How many attempts had begun, over time."""
    depth: list[Point] = field(default_factory=list)
    """Messages that are ready, over time."""
    taken: dict[int, list[tuple[float, int]]] = field(default_factory=lambda: defaultdict(list))
    """By instance, the messages that it received, and when."""
    settled: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    """By instance, when it was done with a message, however."""

    def begin(self, at: float, number: int) -> None:
        """An attempt at a message began."""
        self.attempts[number] += 1
        self.order.append(number)
        self.begun.append((at, float(len(self.order))))

    @property
    def shares(self) -> list[list[int]]:
        """The messages that each instance received, instances without their names."""
        return sorted(sorted(number for _, number in each) for each in self.taken.values())

    @property
    def hoards(self) -> list[int]:
        """The most messages that each instance held at one time, instances without names."""
        return sorted(
            max(accumulate(step for _, step in sorted(self._steps(instance))))
            for instance in self.taken
        )

    def _steps(self, instance: int) -> list[tuple[float, int]]:
        """One more at each receive, one fewer when it is done; of both at once the end first."""
        more = [(at, 1) for at, _ in self.taken[instance]]
        return more + [(at, -1) for at in self.settled[instance]]


def simulated_story(simulated: Simulated, *steps: str) -> Story:
    """The simulation's, counting these steps; `repeated` counts what was done once more."""
    story = Story()
    begun = []
    for life in simulated.lives:
        at_work: dict[int, int] = {}
        for step in life.steps:
            story.counts[step.what] += step.what in steps
            story.counts["repeated"] += bool(step.details.get("repeated"))
            receive, instance = step.details.get("receive", 0), step.details.get("instance", 0)
            if step.what == "started":
                begun.append((step.at, life.number))
                at_work[receive] = instance
            elif step.what == "received":
                story.taken[instance].append((step.at, life.number))
            elif step.what in ("done", "failed"):
                story.settled[at_work[receive]].append(step.at)
    for at, number in sorted(begun):
        story.begin(at, number)
    waiting = simulated.frames["jobs"]["waiting"]
    story.depth = list(zip(simulated.ends, waiting, strict=True))
    story.counts += Counter()
    return story

"""Story: what happened in a run in real time, in the words of the microscope."""

from collections import Counter
from dataclasses import dataclass, field

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

    def begin(self, at: float, number: int) -> None:
        """An attempt at a message began."""
        self.attempts[number] += 1
        self.order.append(number)
        self.begun.append((at, float(len(self.order))))


def simulated_story(simulated: Simulated, *steps: str) -> Story:
    """The simulation's, counting these steps; `repeated` counts what was done once more."""
    story = Story()
    begun = []
    for life in simulated.lives:
        for step in life.steps:
            story.counts[step.what] += step.what in steps
            story.counts["repeated"] += bool(step.details.get("repeated"))
            if step.what == "started":
                begun.append((step.at, life.number))
    for at, number in sorted(begun):
        story.begin(at, number)
    waiting = simulated.frames["jobs"]["waiting"]
    story.depth = list(zip(simulated.ends, waiting, strict=True))
    story.counts += Counter()
    return story

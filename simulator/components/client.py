"""Client: where work begins, be it users, devices or another system."""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import ClassVar

from simulator.components.running.client import RunningClient
from simulator.components.settings.arrivals import ArrivalSettings
from simulator.components.settings.faults import OF_CLIENTS, Spike
from simulator.components.settings.jobs import JobSettings
from simulator.design.actions import Action, SetSettings
from simulator.design.component import About, Component, Face, counter, gauge, percentiles
from simulator.design.edges import Edge, may_refuse
from simulator.engine.part import Part
from simulator.engine.world import World


class ClientSettings(JobSettings, ArrivalSettings):  # the last group comes first in a form
    """How much arrives, when, and of what kinds."""


class Client(Component[ClientSettings]):
    """Where work begins: users, devices or another system.

    ## What it is
    A client makes requests and messages. It stands for everybody on that side together: a client
    with a rate of 3/s may be one machine or a million people who seldom come.

    ## When to use it
    Wherever work enters the design. Use several when they behave differently, such as people who
    upload in the evening and a partner who sends everything at midnight.

    ## When not
    Work that follows from other work needs no client: draw an edge from the service or worker that
    causes it.

    ## What is modelled
    Arrivals at random, at regular times, in bursts, on a ramp, a spike, a daily wave or in steps;
    or a number of users who wait for their answer and think before they ask again. The last is a
    closed loop: a slow system slows its own users down, and a user who is refused at once comes
    back after a millisecond at the earliest. Jobs may be of several classes, each with
    its size and its priority, and belong to message groups that are used alike or unevenly. Size,
    priority and group belong to the job: they stay the same however often it is tried. By the
    timeline, a spike, a stop and a start.

    ## What is left out
    Single users with a history, sessions, and the size of payloads in bytes.

    ## Real-world examples
    Browsers and phones, sensors, partner systems that send files, load generators such as k6,
    Locust and JMeter.

    ## Questions people ask
    **What is the difference between open and closed?** In an open loop arrivals do not care how
    the system is doing; in a closed loop nobody asks again before being answered. Test tools are
    closed by default, the public is open: a closed test hides overload.

    **Why is my rate so small?** Every single message is simulated. 3/s over half an hour is 5,400
    of them, and shows the same effects as 3,000/s on a thousand times the hardware.
    """

    settings_class = ClientSettings
    settings: ClientSettings
    about: ClassVar[About] = About(
        type="client",
        label="Client",
        icon="c-client",
        category="sources",
        summary="Users, devices or another system: where work begins.",
        width=112,
        sends=("call", "message"),
        accepts=(),
        refuses={"*": "A client is where work begins. Answers come back along its own calls."},
        metrics=(
            counter("sent", "Sent", "Requests and messages that began."),
            counter("answered", "Answered", "Calls that were answered, and messages taken."),
            counter("failed", "Failed", "Calls that failed, and messages that were refused."),
            counter("timed_out", "Timed out", "Calls given up after the edge's timeout."),
            gauge("open", "Open", "Calls that wait for an answer."),
            *percentiles("latency", "Latency", "From the request to its answer."),
        ),
        actions=OF_CLIENTS,
        face=Face(
            settings=(("Pattern", "pattern"), ("Rate", "rate")),
            instrument={"kind": "bars", "metric": "sent"},
            rows=(
                {"label": "Sent", "metric": "sent"},
                {"label": "Failed", "metric": "failed", "alert": True},
            ),
        ),
    )

    def build(self, world: World) -> Part:
        """The running part."""
        return RunningClient(world, self)

    def problems(
        self, leaving: Sequence[Edge], components: Mapping[str, Component], ends: Mapping[str, int]
    ) -> list[tuple[str, str]]:
        """Users need answers, and a turn of theirs must take time."""
        wanted = self.settings
        if wanted.pattern != "closed" or not leaving:
            return []
        calls = [edge for edge in leaving if edge.kind == "call" and edge.settings.share > 0]
        if not calls:
            said = f"The users of “{self.title}” wait for answers, and no call leaves it."
            return [(said, "Let it call a service, or choose another pattern.")]
        if wanted.think_time.mean > 0:
            return []
        at_once = [edge for edge in leaving if edge.settings.share > 0]
        at_once = [e for e in at_once if e.settings.latency.mean == 0 or may_refuse(e)]
        if all(self._waits_at(edge, components, leaving, ends) for edge in at_once):
            return []
        said = f"A user of “{self.title}” could ask again and again without any time passing."
        return [(said, "Give a think time, or a latency to its edges.")]

    def _waits_at(
        self,
        edge: Edge,
        components: Mapping[str, Component],
        leaving: Sequence[Edge],
        ends: Mapping[str, int],
    ) -> bool:
        """Whether time passes for a user on the way along an edge, whatever others do."""
        if may_refuse(edge):
            return False
        target = components.get(edge.target)
        if target is None:
            return True
        own = sum(each.target == edge.target for each in leaving)
        calls = self.settings.users if own == ends[edge.target] else math.inf
        return target.takes_time() and not target.may_refuse(calls)

    def fixed(self, setting: str) -> str:
        """A rate that follows a course of its own, or none at all, cannot be set."""
        wanted = self.settings
        if setting == "rate" and wanted.pattern in ("ramp", "steps"):
            return f"Its rate follows the pattern “{wanted.pattern}”."
        if setting == "rate" and wanted.rate == 0:
            return "It begins with a rate of 0, of which no other is a multiple."
        return ""

    def arrivals(self, duration: float) -> float:
        """Requests and messages in `duration` seconds on average; of users, the most possible."""
        return self.settings.amount(duration)

    def begun_by(self, actions: Sequence[Action], duration: float) -> float:
        """What spikes and other rates add; spikes at the same time multiply. Users are bounded by
        their answers anyway."""
        if self.settings.pattern == "closed":
            return 0.0
        times = {min(time, duration) for each in actions for time in (each.at, _end(each))}
        return sum(
            max(0.0, self._times_its_rate(actions, start) - 1)
            * (self.arrivals(end) - self.arrivals(start))
            for start, end in pairwise(sorted({*times, duration}))
        )

    def _times_its_rate(self, actions: Sequence[Action], time: float) -> float:
        """By what the usual rate is multiplied at a moment."""
        factor = 1.0
        for action in sorted(actions, key=lambda each: each.at):
            settings = action.settings
            if isinstance(settings, SetSettings) and action.at <= time:
                factor = settings.value / self.settings.rate
        for action in actions:
            settings = action.settings
            if isinstance(settings, Spike) and action.at <= time < _end(action):
                factor *= settings.factor
        return factor

    def users(self) -> int:
        """The users of a closed loop."""
        return self.settings.users if self.settings.pattern == "closed" else 0


def _end(action: Action) -> float:
    """When what an action does is over; infinity where it stays."""
    settings = action.settings
    return action.at + settings.lasts if isinstance(settings, Spike) else math.inf

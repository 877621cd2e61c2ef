"""Faults: what the timeline can do to dependencies and to clients."""

from simulator import limits
from simulator.design.actions import ActionKind
from simulator.design.quantities import Duration, Number, Share
from simulator.design.settings import Settings, setting


class Lasting(Settings):
    """How long it lasts."""

    lasts: Duration = setting(
        60.0,
        label="Lasts",
        unit="s",
        minimum=0,
        above=True,
        maximum=limits.DURATION_MAX,
        help="How long it lasts.",
        source="our choice: a minute",
    )


class Slow(Lasting):
    """How much slower, and for how long."""

    factor: Number = setting(
        5.0,
        label="Factor",
        minimum=0.01,
        maximum=1_000,
        help="What begins meanwhile takes this many times as long.",
        source="our choice: five times",
    )


class Errors(Lasting):
    """How many errors more, and for how long."""

    share: Share = setting(
        0.5,
        label="Share",
        minimum=0,
        maximum=1,
        help="How much of what ends meanwhile fails by chance, beside its usual errors.",
        source="our choice: half of it",
    )


class Spike(Lasting):
    """How many times the usual rate, and for how long."""

    factor: Number = setting(
        5.0,
        label="Factor",
        minimum=0,
        maximum=1_000,
        help="The rate is multiplied by this; of users, there are so many times as many.",
        source="our choice: five times",
    )


OF_DEPENDENCIES = (
    ActionKind(
        "outage",
        "Outage",
        "It is down: what it was at fails at once, and what comes in is refused.",
        Lasting,
    ),
    ActionKind("slow", "Slow", "Its work takes longer for a while.", Slow),
    ActionKind("errors", "Errors", "More of its work than usual fails for a while.", Errors),
)
OF_CLIENTS = (
    ActionKind("spike", "Spike", "For a while, many times the usual rate.", Spike),
    ActionKind("stop", "Stop", "Nothing begins here until it is started again."),
    ActionKind("start", "Start", "It goes on after a stop."),
)

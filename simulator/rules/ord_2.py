"""ORD-2: one group has more work than one slot can do."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.client import Client
from simulator.components.queue import Queue
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import duration, figure, share
from simulator.rules._fixes import on_component
from simulator.rules._flow import flow_of
from simulator.rules._lanes import hottest
from simulator.rules._load import load_of
from simulator.rules._parts import component, deliveries
from simulator.rules._sizes import sources_before

# Share of the time in which a lane is in use from which those in it wait for long.
FULL = 0.8


class HotGroup(Rule):
    """One key is used so much more than others that its group is a queue of its own.

    ## What it does
    Works out the share of the most used group, by the skew of the keys, and how much of the time
    its one message at a time is in work. It speaks up above 80 %, and above 100 % it is an error.

    ## Why it matters
    A group is a lane with a single slot. The lane of a large customer fills while most slots are
    idle: its messages wait for hours, everybody else's for nothing, and the averages look well.
    More workers do not help at all.

    ## Example
    1,000 customers, used as words in a language: the first of them is 13 % of the traffic. At 10
    jobs a second of 0.8 s its lane is asked for 107 % of what it can do.

    ## What to do
    Split the key of the large ones, by order or by day; shorten the work; or let go of the order
    where nobody needs it.

    ## Sources
    G. K. Zipf's law for the shares. 80 % is convention.
    """

    title: ClassVar[str] = "One group is more than one slot can do"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each queue and client with such a group."""
        flow = flow_of(design)
        for queue, worker in deliveries(design):
            if queue.settings.ordering != "groups":
                continue
            sources = list(sources_before(design, queue.id))
            load = load_of(flow, worker.id)
            if len(sources) == 1 and isinstance(sources[0], Client):
                client = sources[0]
                busy = hottest(client) * load.rate * load.holding.mean
                if client.settings.group_skew > 0 and busy > FULL:
                    yield self._finding(queue, client, busy, load.holding.mean, measured)

    def _finding(
        self, queue: Queue, client: Client, busy: float, work: float, measured: Measured | None
    ) -> Finding:
        hot = hottest(client)
        even = 1 / client.settings.groups
        return self.finding(
            component(queue.id),
            f"The most used group of “{client.title}” is {share(hot)} of its messages. One of them "
            f"is in work at a time, {duration(work)} each, so its lane in “{queue.title}” is asked "
            f"for {share(busy)} of what it can do.",
            severity=Severity.ERROR if busy >= 1 else None,
            size=hot,
            evidence=(
                Evidence("Share of the most used group", share(hot), share(even)),
                Evidence("Its lane is in use", share(busy), share(busy * even / hot)),
                *_measured(queue, measured),
            ),
            columns=("now", "keys used alike"),
            watch=measured.component(queue.id).peak_at("oldest") if measured else None,
            fix=on_component(client, "split the keys, all used alike", group_skew=0),
        )


def _measured(queue: Queue, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    found = measured.component(queue.id)
    locked, oldest = found.mean("locked_groups"), found.peak("oldest")
    if locked is not None:
        yield Evidence("Groups that waited for one of theirs", figure(locked))
    if oldest:
        yield Evidence("Oldest message that waited", duration(oldest))

"""ORD-4: a backlog that is longer than the queue looks for free groups."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity, Summary
from simulator.feedback.wording import count, figure
from simulator.rules._parts import component, queues


class GroupsOutOfSight(Rule):
    """The backlog was longer than the part in which the queue looks for groups that are free.

    ## What it does
    Compares, after a run, the longest backlog of a queue that is FIFO by group with the number of
    messages that the queue looks at.

    ## Why it matters
    The queue searches only the first messages for a group that it may hand out. When a blocked or
    slow group fills that part, all others are out of sight: their messages wait, workers are idle,
    and nothing is wrong with any of them.

    ## Example
    SQS looks at the first 120,000 messages. A customer imports 150,000 records under one key: until
    30,000 of them are done, one after another, nobody else is served.

    ## What to do
    Keep the backlog of one group small: limit what one sender may have waiting, split the key, or
    give imports a queue of their own.

    ## Sources
    Amazon SQS developer guide, Avoiding a large backlog with the same message group ID.
    """

    title: ClassVar[str] = "A long backlog hides groups that are free"
    severity: ClassVar[Severity] = Severity.ERROR

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each queue whose backlog was too long; nothing without a run."""
        if measured is None:
            return
        for queue in queues(design):
            window = queue.settings.group_window
            found = measured.component(queue.id)
            longest = found.peak("waiting") or 0.0
            if queue.settings.ordering == "groups" and window is not None and longest > window:
                yield self._finding(queue, window, longest, found)

    def _finding(self, queue: Queue, window: int, longest: float, found: Summary) -> Finding:
        return self.finding(
            component(queue.id),
            f"Up to {count(longest)} messages waited in “{queue.title}”, which looks at the first "
            f"{count(window)} for a group that is free. Groups behind them were not served.",
            size=1 - window / longest,
            evidence=(
                Evidence("Longest backlog", count(longest)),
                Evidence("Looked at", count(window)),
                *_locked(found),
            ),
            columns=("in the run",),
            watch=found.peak_at("waiting"),
        )


def _locked(found: Summary) -> Iterator[Evidence]:
    locked = found.mean("locked_groups")
    if locked is not None:
        yield Evidence("Groups that waited for one of theirs", figure(locked))

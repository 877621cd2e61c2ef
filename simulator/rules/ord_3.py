"""ORD-3: a message that fails holds up its group."""

import math
from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Fix, Measured, Rule, Severity
from simulator.feedback.wording import count, duration, figure, share
from simulator.rules._fixes import on_component, together
from simulator.rules._flow import flow_of
from simulator.rules._lanes import groups_at
from simulator.rules._letters import add_dead_letters, enough_receives
from simulator.rules._parts import component, deliveries, redrive
from simulator.rules._retries import most_attempts, time_of_attempts

# Seconds for which nobody minds that a group waits.
TOLERABLE = 60.0


class GroupHeldUp(Rule):
    """Poison in an ordered queue holds up everything behind it in its group.

    ## What it does
    Works out, for queues that are FIFO by group, how long a message that always fails stays at the
    head of its group, and how many groups wait for one at any time.

    ## Why it matters
    No message of the group is handed out before the one at its head is done or given up. All others
    are fine, so averages show nothing: one customer's orders stand still, for as many timeouts as
    there are receives, and without a limit until the retention ends.

    ## Example
    A timeout of 5 minutes and 10 receives: the group of a malformed message stands still for 45
    minutes, and then goes on without it.

    ## What to do
    Recognise what can never succeed and move it aside at once. Keep the number of receives and the
    timeout small in ordered queues.

    ## Sources
    Amazon SQS developer guide, FIFO delivery logic. Confluent, “Can your Kafka consumers handle a
    poison pill?”. A minute is our choice.
    """

    title: ClassVar[str] = "Poison holds up its whole group"
    severity: ClassVar[Severity] = Severity.ERROR

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each ordered queue that poison holds up for too long."""
        for queue, worker in deliveries(design):
            wanted = worker.settings
            # What is sent again as a new message goes to the end, and nothing waits for it.
            blocks = wanted.poison_share > 0 and wanted.retry != "republish"
            if queue.settings.ordering != "groups" or not blocks:
                continue
            tries = most_attempts(design, queue, worker, poison=True)
            held = min(time_of_attempts(worker, queue, tries), queue.settings.retention)
            if held > TOLERABLE and wanted.poison_effect == "fails":
                yield self._finding(design, queue, worker, held, math.isinf(tries), measured)

    def _finding(
        self,
        design: Design,
        queue: Queue,
        worker: Worker,
        held: float,
        endless: bool,
        measured: Measured | None,
    ) -> Finding:
        flow, groups = flow_of(design), groups_at(design, queue.id)
        coming = flow.rates()[queue.id].open * worker.settings.poison_share
        standing = min(float(groups), coming * held)
        until = "until its retention ends" if endless else f"for {duration(held)}"
        alone = flow.holding(worker.id).mean
        return self.finding(
            component(queue.id),
            f"{share(worker.settings.poison_share)} of messages always fail, and each holds up its "
            f"group in “{queue.title}” {until}. {figure(standing)} of {count(groups)} groups stand "
            "still at a time.",
            size=standing / groups if groups else 0.0,
            evidence=(
                Evidence("A group stands still", duration(held), duration(alone)),
                Evidence(
                    "Groups that stand still",
                    figure(standing),
                    figure(min(float(groups), coming * alone)),
                ),
                *_measured(queue, measured),
            ),
            columns=("now", "recognised"),
            watch=measured.component(queue.id).peak_at("oldest") if measured else None,
            fix=_fix(design, queue, worker),
        )


def _fix(design: Design, queue: Queue, worker: Worker) -> Fix:
    at_once = on_component(worker, "", permanent_errors="recognised")
    letters = None
    if redrive(design, queue) is None:
        letters = add_dead_letters(design, queue, enough_receives(worker))
    return together("move poison aside at once", at_once, letters)


def _measured(queue: Queue, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    locked = measured.component(queue.id).mean("locked_groups")
    if locked is not None:
        yield Evidence("Groups that waited for one of theirs", figure(locked))

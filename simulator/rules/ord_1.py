"""ORD-1: fewer groups than slots."""

from collections.abc import Iterator
from typing import ClassVar

from simulator import limits
from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Fix, Measured, Rule, Severity
from simulator.feedback.wording import count, counted, figure, rate
from simulator.rules._fixes import on_component, together
from simulator.rules._flow import flow_of
from simulator.rules._lanes import groups_at
from simulator.rules._parts import component, queues, workers_of
from simulator.rules._sizes import sources_before

# So many groups for each slot, so that free ones are found.
ROOM = 10


class FewerGroupsThanSlots(Rule):
    """A queue that is FIFO by group has fewer groups than its workers have slots.

    ## What it does
    Compares the message groups that reach such a queue with the slots of its workers. It is an
    error where what comes is more than all groups together can do.

    ## Why it matters
    One message of a group is in work at a time. With g groups at most g slots are ever in use, and
    the throughput is g divided by the time of one job, however many workers there are. Adding
    workers changes nothing, and an autoscaler goes on adding them.

    ## Example
    Orders are keyed by warehouse, of which there are 4. 40 slots are there, 36 of them always idle.

    ## What to do
    Choose a finer key: the order instead of the warehouse. Order is needed only among messages that
    touch the same thing.

    ## Sources
    Amazon SQS developer guide, FIFO delivery logic. AWS Lambda: concurrency is at most the number
    of active message groups.
    """

    title: ClassVar[str] = "There are fewer groups than slots"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each such queue."""
        flow = flow_of(design)
        for queue in queues(design):
            takers = workers_of(design, queue)
            groups = groups_at(design, queue.id)
            slots = sum(flow.slots(worker.id) for worker in takers)
            if queue.settings.ordering == "groups" and 0 < groups < slots:
                yield self._finding(design, queue, takers, groups, slots, measured)

    def _finding(
        self,
        design: Design,
        queue: Queue,
        takers: list[Worker],
        groups: int,
        slots: int,
        measured: Measured | None,
    ) -> Finding:
        flow = flow_of(design)
        work = max(flow.holding(worker.id).mean for worker in takers)
        comes = flow.rates()[queue.id].open
        most, all_slots = (n / work if work else float("inf") for n in (groups, slots))
        return self.finding(
            component(queue.id),
            f"“{queue.title}” has {counted(groups, 'group')}, and its workers have {count(slots)} "
            f"slots. At most {count(groups)} of them work at a time, which makes "
            f"{rate(most) if work else figure(most)}, and {rate(comes)} come.",
            severity=Severity.ERROR if comes > most else None,
            size=1 - groups / slots,
            evidence=(
                Evidence("Slots that can work", count(groups), count(slots)),
                *_throughput(work, most, all_slots),
                *_measured(queue, measured),
            ),
            columns=("now", "with a finer key"),
            watch=measured.component(queue.id).peak_at("locked_groups") if measured else None,
            fix=_fix(design, queue, slots),
        )


def _throughput(work: float, most: float, all_slots: float) -> Iterator[Evidence]:
    if work:
        yield Evidence("Can be done", rate(most), rate(all_slots))


def _fix(design: Design, queue: Queue, slots: int) -> Fix:
    groups = min(ROOM * slots, 1_000_000, ROOM * limits.SLOTS_MAX)
    sources = sources_before(design, queue.id)
    finer = (on_component(part, "", groups=groups) for part in sources)
    return together(f"{count(groups)} groups", *finer)


def _measured(queue: Queue, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    locked = measured.component(queue.id).mean("locked_groups")
    if locked is not None:
        yield Evidence("Groups that waited for one of theirs", figure(locked))

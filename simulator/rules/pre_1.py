"""PRE-1: long jobs are fetched in advance, and wait behind each other."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import count, counted, duration
from simulator.rules._buffers import idle_beside
from simulator.rules._fixes import on_component
from simulator.rules._flow import flow_of
from simulator.rules._parts import component, queues_of, workers
from simulator.rules._sizes import longest

# Seconds of work from which a wait behind another job matters.
LONG = 10.0


class LongJobsHoarded(Rule):
    """An instance fetches long jobs that it cannot begin, while another may be idle.

    ## What it does
    Looks for workers whose jobs take ten seconds or more on average, with several instances, each
    of which fetches more messages than it has slots.

    ## Why it matters
    A message that an instance holds is out of reach for all others. It waits until that very
    instance has a free slot, even if it has just begun with a job of ten minutes and its neighbour
    has nothing to do. Fetching in advance saves a few milliseconds on the way; here it costs
    minutes.

    ## Example
    Celery with 4 processes and a prefetch multiplier of 4: 16 tasks are held by an instance, 12 of
    which wait for the first 4. Two instances, one with short tasks: it is done after a minute, and
    the other still holds 12.

    ## What to do
    Fetch only what can be begun: multiplier 1 with late acks, or no prefetch.

    ## Sources
    Celery documentation, Optimizing, prefetch limits: 1 for long-running tasks. Ten seconds is our
    choice.
    """

    title: ClassVar[str] = "Long jobs are fetched in advance"
    severity: ClassVar[Severity] = Severity.WARNING
    hides: ClassVar[frozenset[str]] = frozenset({"PRE-2"})

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each worker that hoards long jobs."""
        flow = flow_of(design)
        for worker in workers(design):
            several = flow.slots(worker.id) > worker.settings.concurrency
            work = flow.holding(worker.id).mean
            if hoarded(worker) > 0 and several and work >= LONG and queues_of(design, worker):
                most = longest(design, worker, 0.99)
                yield self._finding(worker, work, most, measured)

    def _finding(
        self, worker: Worker, work: float, most: float, measured: Measured | None
    ) -> Finding:
        held, slots = hoarded(worker), worker.settings.concurrency
        wait = held * work / slots
        return self.finding(
            component(worker.id),
            f"An instance of “{worker.title}” holds up to {counted(held, 'job')} that it cannot "
            f"begin. At {duration(work)} each, the last of them waits for {duration(wait)}, though "
            "another instance may be idle.",
            size=min(1.0, held / (held + slots)),
            evidence=(
                Evidence("Held without a slot, for each instance", count(held), "0"),
                Evidence("The last of them waits", duration(wait), "no time"),
                Evidence("One job in a hundred takes", duration(most)),
                *_measured(worker, measured),
            ),
            columns=("now", "without prefetch"),
            watch=measured.component(worker.id).peak_at("prefetched") if measured else None,
            fix=on_component(worker, "no prefetch", prefetch=None),
        )


def hoarded(worker: Worker) -> int:
    """Messages that one instance may hold beyond those in work."""
    wanted = worker.settings
    if wanted.prefetch is None or wanted.batch > 1:
        return 0
    # Acked early, what is in work does not count against the prefetch.
    counted = wanted.concurrency if wanted.ack != "early" else 0
    return max(0, wanted.prefetch - counted)


def _measured(worker: Worker, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    mean = measured.component(worker.id).mean("prefetched")
    if mean is not None:
        yield Evidence("In all buffers on average", count(mean), "0")
        wasted = idle_beside(worker, measured) * measured.measured_seconds
        yield Evidence("Slot seconds idle beside them", count(wasted), "0")

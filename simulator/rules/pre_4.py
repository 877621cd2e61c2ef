"""PRE-4: one instance may take the whole queue into its memory."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import count, duration
from simulator.rules._delays import buffer_wait
from simulator.rules._fixes import on_component
from simulator.rules._flow import flow_of
from simulator.rules._parts import component, queues_of, workers

# What RabbitMQ makes of no limit at a quorum queue, and what it advises.
UNLIMITED, ADVISED = 2_000, 100


class PrefetchWithoutLimit(Rule):
    """An instance takes all that there is, and the queue empties into its memory.

    ## What it does
    Looks for workers that fetch 2,000 messages or more in advance, or that have no limit at all
    because they acknowledge at the receive and the queue pushes.

    ## Why it matters
    The first instance that connects gets the whole backlog. Those that are started to help it find
    an empty queue. Its memory grows by the backlog, and when it dies of that, everything comes back
    at once and goes to the next.

    ## Example
    10,000 messages wait. One consumer without a limit connects, then three more: the first works
    for an hour, and the others for nothing.

    ## What to do
    Set a prefetch: 100 to 300 for short work, as many as there are slots for long work.

    ## Sources
    RabbitMQ documentation, Consumer Prefetch, and Consumer Acknowledgements: 100 to 300; an
    unlimited prefetch lets a consumer run out of memory.
    """

    title: ClassVar[str] = "One instance can take the whole queue"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each worker that fetches without a limit."""
        flow = flow_of(design)
        for worker in workers(design):
            held = worker.settings.prefetch
            pushed = any(q.settings.delivery == "push" for q in queues_of(design, worker))
            open = held is None and worker.settings.ack == "receive" and pushed
            many = (held or 0) >= max(UNLIMITED, 2 * worker.settings.concurrency)
            if worker.settings.batch == 1 and queues_of(design, worker) and (open or many):
                yield self._finding(worker, flow.holding(worker.id).mean, measured)

    def _finding(self, worker: Worker, work: float, measured: Measured | None) -> Finding:
        held, slots = worker.settings.prefetch, worker.settings.concurrency
        then = max(ADVISED, slots)
        said = "everything that waits" if held is None else f"up to {count(held)} messages"
        last = duration(buffer_wait(worker, work)) if held is not None else "no limit"
        return self.finding(
            component(worker.id),
            f"One instance of “{worker.title}” takes {said} into its memory, and works on "
            f"{count(slots)} at a time. Other instances find nothing, and a crash gives all of it "
            "back at once.",
            size=0.0,
            evidence=(
                Evidence(
                    "Held by one instance",
                    "no limit" if held is None else count(held),
                    count(then),
                ),
                Evidence("The last of them is done after", last, duration(then * work / slots)),
                *_measured(worker, measured),
            ),
            columns=("now", f"with {count(then)}"),
            fix=on_component(worker, f"prefetch {count(then)}", prefetch=then),
        )


def _measured(worker: Worker, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    peak = measured.component(worker.id).peak("prefetched")
    if peak is not None:
        yield Evidence("In the buffers at most", count(peak))

"""PRE-2: messages waited in one instance while another was idle."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import count, figure, share
from simulator.rules._buffers import idle_beside
from simulator.rules._fixes import on_component
from simulator.rules._parts import component, workers

# Share of the slots that were idle beside messages that waited.
IDLE_MAX = 0.05


class IdleBesideWaiting(Rule):
    """Instances held messages that waited, and slots of others were idle.

    ## What it does
    Compares, after a run, the messages that waited in prefetch buffers with the slots that were
    idle, both on average, and speaks up when as many as one slot in twenty could have been used.

    ## Why it matters
    What is prefetched belongs to one instance. The queue looks empty, an autoscaler that counts
    what is visible sees nothing to do, and slots are paid for that wait for work which lies beside
    them.

    ## Example
    16 slots, 9 of them in use on average, 12 messages in buffers: 7 slots wait for work, while 12
    messages wait for a slot.

    ## What to do
    Fetch less in advance: as much as is needed to bridge the way to the broker, and no more.

    ## Sources
    Celery documentation, Optimizing, prefetch limits. One in twenty is our choice.
    """

    title: ClassVar[str] = "Slots were idle beside messages that waited"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each worker with too many idle slots; nothing without a run."""
        if measured is None:
            return
        for worker in workers(design):
            wanted = worker.settings
            if wanted.prefetch is None or wanted.batch > 1 or wanted.rate_limit is not None:
                continue
            found = measured.component(worker.id)
            waiting, slots = found.mean("prefetched") or 0.0, found.mean("slots") or 0.0
            wasted = idle_beside(worker, measured)
            if slots and wasted > IDLE_MAX * slots:
                yield self._finding(worker, waiting, slots, wasted, measured)

    def _finding(
        self, worker: Worker, waiting: float, slots: float, wasted: float, measured: Measured
    ) -> Finding:
        return self.finding(
            component(worker.id),
            f"{figure(waiting)} messages waited in the buffers of “{worker.title}” on average, and "
            f"up to {figure(wasted)} of its {figure(slots)} slots were idle beside them.",
            size=wasted / slots,
            evidence=(
                Evidence("In buffers on average", figure(waiting), "0"),
                Evidence("Idle slots that could have worked", share(wasted / slots), share(0)),
                Evidence("Slot seconds", count(wasted * measured.measured_seconds)),
            ),
            columns=("in the run", "without prefetch"),
            watch=measured.component(worker.id).peak_at("prefetched"),
            fix=on_component(worker, "no prefetch", prefetch=None),
        )

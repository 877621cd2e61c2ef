"""RET-9: one failure in a batch, and all of it is done again."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import count, counted, figure, share
from simulator.rules._fixes import on_component
from simulator.rules._flow import flow_of
from simulator.rules._parts import component, queues_of, workers

# Share of batches that fail.
FAILING_MAX = 0.01


class BatchDoneAgain(Rule):
    """A batch is acknowledged as a whole, so one failure makes all of its messages come back.

    ## What it does
    Works out how often a batch has at least one message that fails, where it is acknowledged only
    if nothing in it failed, and speaks up above one batch in a hundred.

    ## Why it matters
    The others had been done. They come back, are done again, and have their effect again; their
    receives are counted, and a poison message takes its neighbours to the dead letters. The larger
    the batch, the more often it happens: at 1 % failures every tenth batch of ten.

    ## Example
    Lambda with batches of 10 and 2 % failures: 18 % of batches fail, and each message is handled
    1.2 times.

    ## What to do
    Report the messages that failed one by one (ReportBatchItemFailures), or acknowledge each when
    it is done.

    ## Sources
    AWS Lambda developer guide, Error handling for an SQS event source: by default all messages of a
    failed batch become visible again.
    """

    title: ClassVar[str] = "One failure repeats a whole batch"
    severity: ClassVar[Severity] = Severity.WARNING
    hides_near: ClassVar[frozenset[str]] = frozenset({"RET-3", "VIS-6"})

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each worker whose batches fail too often."""
        flow = flow_of(design)
        for worker in workers(design):
            wanted = worker.settings
            if wanted.batch == 1 or wanted.batch_ack != "whole" or not queues_of(design, worker):
                continue
            single = 1 - (1 - flow.failing_by_chance(worker)) * (1 - wanted.poison_share)
            whole = 1 - (1 - single) ** wanted.batch
            if whole > FAILING_MAX:
                yield self._finding(design, worker, single, whole, measured)

    def _finding(
        self,
        design: Design,
        worker: Worker,
        single: float,
        whole: float,
        measured: Measured | None,
    ) -> Finding:
        batch = worker.settings.batch
        return self.finding(
            component(worker.id),
            f"{share(single)} of messages fail, so {share(whole)} of the batches of "
            f"{count(batch)} do. “{worker.title}” acknowledges none of such a batch, and "
            f"{counted(batch - 1, 'message')} that may have been done come back.",
            size=whole,
            evidence=(
                Evidence("Tried again after an attempt", share(whole), share(single)),
                Evidence("Mean attempts, at least", figure(1 + whole), figure(1 + single)),
                *_measured(design, worker, measured),
            ),
            columns=("now", "single failures"),
            fix=on_component(worker, "report single failures", batch_ack="partial"),
        )


def _measured(design: Design, worker: Worker, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    found = [measured.component(queue.id).total("retries") for queue in queues_of(design, worker)]
    yield Evidence("Retries in the run", count(sum(number or 0.0 for number in found)))

"""VIS-3: the queue hides messages for less than six times the function's timeout."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import count, figure, timeout
from simulator.rules._fixes import number, on_component
from simulator.rules._hiding import LONGEST
from simulator.rules._locks import is_locked
from simulator.rules._parts import component, deliveries

ADVISED = 6


class TimeoutForFunction(Rule):
    """A queue before a Lambda function hides messages for less than six times its timeout.

    ## What it does
    Looks at workers that are scaled as Lambda's pollers are and have a hard time limit, and
    compares it with the visibility timeout of their queue. Below the limit itself it is an error:
    AWS refuses such a mapping.

    ## Why it matters
    When the function is throttled, the event source mapping keeps the batch and invokes again until
    the messages' timeout is over. With a short one there is no time for that: the messages come
    back with a receive spent, although the function never saw them, and go to the dead letters
    after a few such rounds.

    ## Example
    The function may run for 60 s and the timeout is 60 s. A batch that was throttled for 10 s and
    then takes 55 s is handed out again while it is in work.

    ## What to do
    Set the timeout to six times the function's timeout, and add the batching window.

    ## Sources
    AWS Lambda Developer Guide, “Configuring a queue to use with Lambda”: at least six times the
    function's timeout.
    """

    title: ClassVar[str] = "The timeout is below six times the function’s"
    severity: ClassVar[Severity] = Severity.WARNING
    hides: ClassVar[frozenset[str]] = frozenset({"VIS-1", "VIS-4"})

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each queue before a function, whose timeout is too short."""
        for queue, worker in deliveries(design):
            limit = worker.settings.time_limit
            if worker.settings.autoscaler != "lambda" or limit is None:
                continue
            if is_locked(queue, worker) and queue.settings.visibility_timeout < ADVISED * limit:
                yield self._finding(queue, worker, limit, measured)

    def _finding(
        self, queue: Queue, worker: Worker, limit: float, measured: Measured | None
    ) -> Finding:
        now = queue.settings.visibility_timeout
        then = ADVISED * limit + worker.settings.linger
        refused = now < limit
        message = (
            f"“{worker.title}” may run for {timeout(limit)}, and “{queue.title}” hides messages "
            f"for {timeout(now)}, {figure(now / limit)} times as long."
        )
        if refused:
            message += " AWS refuses a timeout that is shorter than the function’s."
        visible = number(then)
        return self.finding(
            component(queue.id),
            message,
            severity=Severity.ERROR if refused else None,
            size=1 - now / then,
            evidence=(
                Evidence("Function’s timeout", timeout(limit), timeout(limit)),
                Evidence("Messages are hidden for", timeout(now), timeout(then)),
                *_measured(queue, measured),
            ),
            columns=("now", f"at {timeout(then)}"),
            fix=(
                on_component(queue, timeout(then), visibility_timeout=visible)
                if then <= LONGEST
                else None
            ),
        )


def _measured(queue: Queue, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    expiries = measured.component(queue.id).total("expiries")
    if expiries is not None:
        yield Evidence("Timeouts that ran out", count(expiries))

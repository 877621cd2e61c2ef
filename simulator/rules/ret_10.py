"""RET-10: full jitter may mean no wait at all."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import count, duration, share
from simulator.rules._fixes import on_component
from simulator.rules._parts import component, queues_of, workers
from simulator.rules._retries import wait_before

FEW = 3


class NoWaitByChance(Rule):
    """With full jitter a wait can be nothing at all, and few attempts may be over at once.

    ## What it does
    Looks for workers that allow two or three attempts with a fully jittered wait between them.

    ## Why it matters
    Full jitter spreads retries best when there are many of them. With two waits in all, of 1 s and
    2 s at most, one message in a hundred waits less than 0.2 s in both together: it meets the same
    outage three times and is given up. Half of the delay for certain costs little.

    ## Example
    Celery with retry_backoff: the first retry comes after 0 s or 1 s, with the same chance.

    ## What to do
    Use equal jitter, or a longer first wait, where few attempts must outlast something.

    ## Sources
    celery, utils/time.py, get_exponential_backoff_interval: randrange from 0. M. Brooker,
    Exponential backoff and jitter: full and equal jitter.
    """

    title: ClassVar[str] = "A wait may be no wait"
    severity: ClassVar[Severity] = Severity.HINT

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each worker with few attempts and full jitter."""
        for worker in workers(design):
            wanted = worker.settings
            few = wanted.max_attempts is not None and 1 < wanted.max_attempts <= FEW
            delayed = wanted.retry in ("backoff", "republish")
            drawn = wanted.backoff_jitter == "full" and wanted.backoff_growth != "polynomial"
            if few and delayed and drawn and wait_before(worker, 1) and queues_of(design, worker):
                yield self._finding(worker, measured)

    def _finding(self, worker: Worker, measured: Measured | None) -> Finding:
        longest = 2 * wait_before(worker, 1)
        return self.finding(
            component(worker.id),
            f"The first wait of “{worker.title}” is anything up to {duration(longest)}. One "
            f"message in ten waits less than {duration(0.1 * longest)}, and it has "
            f"{count(worker.settings.max_attempts or 0)} attempts in all.",
            size=0.0,
            evidence=(
                Evidence("Shortest first wait", "no wait", duration(longest / 2)),
                Evidence("First waits below a tenth of it", share(0.1), share(0)),
                *_measured(worker, measured),
            ),
            columns=("now", "with equal jitter"),
            fix=on_component(worker, "equal jitter", backoff_jitter="equal"),
        )


def _measured(worker: Worker, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    given_up = measured.component(worker.id).total("given_up")
    if given_up is not None:
        yield Evidence("Given up in the run", count(given_up))

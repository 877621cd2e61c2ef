"""RET-8: errors that no retry can mend are tried again."""

import math
from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import count, counted, share
from simulator.rules._fixes import on_component
from simulator.rules._parts import component, deliveries
from simulator.rules._retries import most_attempts

# Share of all attempts that are wasted on what cannot succeed.
WASTED_MAX = 0.02


class PermanentRetried(Rule):
    """The handler does not tell an error that passes from one that never will.

    ## What it does
    Works out how many attempts go to messages that always fail, where the handler treats their
    error like any other, and speaks up above 2 % of all attempts.

    ## Why it matters
    A malformed message, a record that does not exist, a request that is refused: the second attempt
    fails as the first did. Each costs a slot and its wait, and delays the moment at which somebody
    sees it. Where many messages are of that kind, workers spend their time on failing.

    ## Example
    3 % of the messages are malformed and 10 attempts are allowed: 24 % of all attempts are spent on
    them.

    ## What to do
    Sort errors in the handler. What can never succeed goes to the dead letters at its first
    attempt; what may pass is tried again.

    ## Sources
    Google SRE book, chapter 22: separate retriable and nonretriable errors. 2 % is our choice.
    """

    title: ClassVar[str] = "Errors that never pass are tried again"
    severity: ClassVar[Severity] = Severity.WARNING
    hides_near: ClassVar[frozenset[str]] = frozenset({"RET-3"})

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each worker that wastes too many attempts."""
        told = set[str]()
        for queue, worker in deliveries(design):
            wanted = worker.settings
            lasting = wanted.poison_attempts is None and wanted.poison_effect == "fails"
            tries = most_attempts(design, queue, worker, poison=True)
            if not lasting or math.isinf(tries) or worker.id in told:
                continue
            wasted = _wasted(wanted.poison_share, tries)
            if wasted > WASTED_MAX:
                told.add(worker.id)
                yield self._finding(queue, worker, tries, wasted, measured)

    def _finding(
        self, queue: Queue, worker: Worker, tries: float, wasted: float, measured: Measured | None
    ) -> Finding:
        poison = worker.settings.poison_share
        return self.finding(
            component(worker.id),
            f"{share(poison)} of messages always fail, and “{worker.title}” makes "
            f"{counted(tries, 'attempt')} at each. {share(wasted)} of its attempts cannot succeed.",
            size=wasted,
            evidence=(
                Evidence("Attempts at one of them", count(tries), "1"),
                Evidence("Attempts beyond the first, of all", share(wasted), share(0)),
                *_measured(queue, measured),
            ),
            columns=("now", "recognised"),
            fix=on_component(worker, "recognise permanent errors", permanent_errors="recognised"),
        )


def _wasted(poison: float, tries: float) -> float:
    """Attempts beyond the first at what always fails, over all attempts."""
    beyond = poison * (tries - 1)
    return beyond / (1 + beyond)


def _measured(queue: Queue, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    retries = measured.component(queue.id).total("retries")
    if retries is not None:
        yield Evidence("Retries in the run", count(retries))

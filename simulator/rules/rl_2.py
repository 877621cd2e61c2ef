"""RL-2: a rate limit that grows with the number of instances."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Fix, Measured, Rule, Severity
from simulator.feedback.wording import count, rate
from simulator.rules._fixes import on_component
from simulator.rules._parts import component, queues_of, workers

LIMIT_MAX = 100_000


class LimitForEach(Rule):
    """Each instance has a rate limit of its own, and an autoscaler decides how many there are.

    ## What it does
    Looks for autoscaled workers whose rate limit holds for each instance, and multiplies it with
    the fewest and the most instances.

    ## Why it matters
    A limit protects something: a partner's quota, a service that breaks. What counts there is the
    sum, and the sum grows with every instance. It was right when somebody set it, with two of them;
    after a busy hour there are twenty, and the partner answers 429.

    ## Example
    10 requests a second for each worker, 1 to 20 workers: anything from 10 to 200 a second, where
    the partner allows 50.

    ## What to do
    Limit all together, by a counter that they share, or in the queue; or cap the instances.

    ## Sources
    Celery documentation, Tasks, rate_limit: it is a per worker instance rate limit, and not a
    global rate limit.
    """

    title: ClassVar[str] = "The rate limit grows with the instances"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each autoscaled worker with such a limit."""
        for worker in workers(design):
            wanted = worker.settings
            scaled = wanted.autoscaler not in ("none", "celery")
            each = wanted.rate_limit
            if each is None or wanted.rate_scope != "instance" or not queues_of(design, worker):
                continue
            if scaled and wanted.scale_max > wanted.scale_min:
                yield self._finding(worker, each, measured)

    def _finding(self, worker: Worker, each: float, measured: Measured | None) -> Finding:
        wanted = worker.settings
        low, high = each * wanted.scale_min, each * wanted.scale_max
        return self.finding(
            component(worker.id),
            f"Each instance of “{worker.title}” may begin {rate(each)}, and there are "
            f"{count(wanted.scale_min)} to {count(wanted.scale_max)} of them: {rate(low)} to "
            f"{rate(high)} in all.",
            size=0.0,
            evidence=(
                Evidence("All may begin, at most", rate(high), rate(high)),
                Evidence("It changes with the instances", "yes", "no"),
                *_measured(worker, measured),
            ),
            columns=("now", "for all together"),
            fix=_fix(worker, high),
        )


def _fix(worker: Worker, high: float) -> Fix | None:
    if high > LIMIT_MAX:
        return None
    words = f"{rate(high)} for all together"
    return on_component(worker, words, rate_scope="all", rate_limit=high)


def _measured(worker: Worker, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    most = measured.component(worker.id).peak("instances")
    if most is not None:
        yield Evidence("Instances at most in the run", count(most))

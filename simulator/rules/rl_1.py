"""RL-1: a rate limit lets less through than comes."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Fix, Measured, Rule, Severity
from simulator.feedback.wording import count, counted, rate
from simulator.rules._fixes import on_component
from simulator.rules._flow import flow_of
from simulator.rules._parts import component, queues_of, workers
from simulator.theory import overload_backlog

LIMIT_MAX = 100_000
# How much of its limit a worker should use.
USED = 0.8


class LimitBelowRate(Rule):
    """A worker may begin fewer attempts a second than come.

    ## What it does
    Compares the rate limit of a worker, times its instances where each has its own, with the
    attempts that come to it on average.

    ## Why it matters
    A limiter smooths a burst; it does not make work disappear. What comes beyond the limit waits,
    and as long as more comes than may begin, the line grows every second, however many slots are
    idle. More workers help only where each has a limit of its own, and then what the limit was to
    protect gets more.

    ## Example
    A partner allows 10 requests a second and 12 jobs a second come: after an hour 7,200 jobs wait,
    and the last of them for 12 minutes.

    ## What to do
    Raise the limit if what it protects can take it, ask for less, or let less in.

    ## Sources
    Arithmetic.
    """

    title: ClassVar[str] = "The rate limit is below what comes"
    severity: ClassVar[Severity] = Severity.ERROR

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each worker whose limit is too low."""
        flow = flow_of(design)
        for worker in workers(design):
            each = worker.settings.rate_limit
            if each is None or not queues_of(design, worker):
                continue
            sharing = _limits(worker, flow.slots(worker.id))
            comes = flow.rates()[worker.id].open
            if comes > each * sharing:
                yield self._finding(design, worker, each * sharing, comes, sharing, measured)

    def _finding(
        self,
        design: Design,
        worker: Worker,
        limit: float,
        comes: float,
        sharing: float,
        measured: Measured | None,
    ) -> Finding:
        backlog = overload_backlog(comes, limit, design.run.duration)
        enough = comes / USED
        return self.finding(
            component(worker.id),
            f"{rate(comes)} come to “{worker.title}”, and {rate(limit)} may begin. The rest waits, "
            f"about {counted(backlog, 'message')} at the end of the run.",
            size=1 - limit / comes,
            evidence=(
                Evidence("May begin", rate(limit), rate(enough)),
                Evidence("Comes", rate(comes), rate(comes)),
                Evidence("Waiting at the end, about", count(backlog), "0"),
                *_measured(design, worker, measured),
            ),
            columns=("now", "with a higher limit"),
            fix=_fix(worker, enough / sharing),
        )


def _limits(worker: Worker, slots: int) -> float:
    """How many limits there are: one for each instance, or one for all."""
    if worker.settings.rate_scope == "all":
        return 1.0
    return max(1.0, slots / worker.settings.concurrency)


def _fix(worker: Worker, each: float) -> Fix | None:
    if each > LIMIT_MAX:
        return None
    return on_component(worker, f"a limit of {rate(each)}", rate_limit=each)


def _measured(design: Design, worker: Worker, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    left = [measured.component(queue.id).last("waiting") for queue in queues_of(design, worker)]
    yield Evidence("Waiting at the end of the run", count(sum(number or 0.0 for number in left)))

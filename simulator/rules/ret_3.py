"""RET-3: much of the work of a run was retries."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Fix, Measured, Rule, Severity
from simulator.feedback.wording import count, figure, share
from simulator.rules._fixes import on_component, together
from simulator.rules._flow import flow_of
from simulator.rules._outages import longest_outage
from simulator.rules._parts import component, queues, workers_of

# Retries for each first attempt. Beyond the second, there are more retries than work.
MANY, STORM = 0.1, 1.0
# Below this share of slots in use, retries take nothing from anybody.
IDLE = 0.3


class RetryStorm(Rule):
    """More than one attempt in ten was a retry.

    ## What it does
    Compares, after a run, the retries of each queue with its first attempts, as far as failed
    attempts led to them. It falls silent where another finding gives the cause, and where a budget
    bounds the retries already. It only remarks on retries while workers are idle for most of the
    time, and on those of an outage that the timeline makes.

    ## Why it matters
    Retries are work on top of work, and they come when there is least room for them. At a tenth
    they are a reserve that one should have; when there are as many of them as of messages, the
    design spends half of its capacity on failing, and what fails for being overloaded fails more.

    ## Example
    A dependency is overloaded and fails half of the calls. Three attempts make 1.75 calls of each,
    which overloads it further: it now fails three quarters, and gets 2.3 of each.

    ## What to do
    Find out why attempts fail. Bound retries by a budget of a tenth of the first attempts, allow
    three attempts at most, and stop calling what is down by a circuit breaker.

    ## Sources
    Google SRE book, chapter 21: a retry budget of 10 % and three attempts.
    """

    title: ClassVar[str] = "Many attempts are retries"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each queue with too many retries; nothing without a run."""
        if measured is None:
            return
        for queue in queues(design):
            receives = measured.component(queue.id).total("receives") or 0.0
            again = _retries(design, queue, measured)
            first = receives - again
            if first > 0 and again > MANY * first and not _is_bounded(design, queue):
                yield self._finding(design, queue, first, again, measured)

    def _finding(
        self, design: Design, queue: Queue, first: float, again: float, measured: Measured
    ) -> Finding:
        ratio, seen = again / first, measured.component(queue.id)
        idle, passed = _is_idle(design, queue, measured), _is_passing(design, queue)
        severity = Severity.ERROR if ratio > STORM else None
        calm = idle or passed
        remark = ", though there was room for it" if idle else ""
        if passed:
            remark = " because something they call was down for a while"
        return self.finding(
            component(queue.id),
            f"{count(again)} of {count(first + again)} receives from “{queue.title}” were retries: "
            f"each message was handled {figure(1 + ratio)} times on average{remark}.",
            severity=Severity.HINT if calm else severity,
            size=min(1.0, ratio),
            evidence=(
                Evidence("Retries for each first attempt", share(ratio), share(MANY)),
                Evidence("Attempts for each message", figure(1 + ratio), figure(1 + MANY)),
            ),
            columns=("in the run", "with a budget"),
            watch=seen.peak_at("delayed") or seen.peak_at("in_flight"),
            # Where there is room for retries, or an outage to outlast, a budget would only give
            # messages up.
            fix=None if calm else _budget(design, queue),
        )


def _retries(design: Design, queue: Queue, measured: Measured) -> float:
    """Receives beyond the first that a failed attempt led to, those sent again included."""
    beyond = measured.component(queue.id).total("retries") or 0.0
    others = [measured.component(worker.id) for worker in workers_of(design, queue)]
    again = beyond + sum(worker.total("retried") or 0.0 for worker in others)
    failed = [number for worker in others if (number := worker.total("failed")) is not None]
    # What comes back for another reason, such as a crash, is no retry that a budget could refuse.
    return min(again, sum(failed)) if failed else again


def _is_idle(design: Design, queue: Queue, measured: Measured) -> bool:
    """Whether its workers were idle for most of the time, so that the retries harmed nobody."""
    busy = [
        measured.component(worker.id).mean("utilisation") for worker in workers_of(design, queue)
    ]
    return bool(busy) and all(share is not None and share < IDLE for share in busy)


def _is_passing(design: Design, queue: Queue) -> bool:
    """Whether the retries come from outages of the timeline, and there are few without them."""
    flow = flow_of(design)
    return any(
        longest_outage(design, worker.id) > 0 and flow.attempts(worker) - 1 <= MANY
        for worker in workers_of(design, queue)
    )


def _is_bounded(design: Design, queue: Queue) -> bool:
    """Whether every worker has a budget already that allows no more."""
    budgets = [worker.settings.retry_budget for worker in workers_of(design, queue)]
    return bool(budgets) and all(each is not None and each <= MANY for each in budgets)


def _budget(design: Design, queue: Queue) -> Fix | None:
    others = workers_of(design, queue)
    if not others:
        return None
    budgets = (on_component(worker, "", retry_budget=MANY) for worker in others)
    return together(f"a retry budget of {share(MANY)}", *budgets)

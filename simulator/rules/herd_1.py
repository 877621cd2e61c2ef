"""HERD-1: a scheduler begins more at one moment than can be done in a minute."""

from collections.abc import Iterator
from typing import ClassVar

from simulator import limits
from simulator.components.queue import Queue
from simulator.components.scheduler import Scheduler
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Fix, Measured, Rule, Severity
from simulator.feedback.wording import count, duration, nice_time_above
from simulator.rules._fixes import number, on_component
from simulator.rules._flow import Flow, flow_of
from simulator.rules._parts import component, queues_of, workers_of

# Seconds for which nobody minds that the last job of a run waits.
TOLERABLE = 60.0
# How much longer than the work the jitter should be.
ROOM = 1.25


class AllAtOnce(Rule):
    """All jobs of a scheduler's run begin at the same moment, and the last waits for all others.

    ## What it does
    Works out how long the workers need for the jobs of one run, and speaks up above a minute where
    the scheduler's jitter is shorter than that.

    ## Why it matters
    Midnight is when everybody schedules. Hundreds of jobs arrive within a millisecond, and the
    design must be built for that moment and idles for the rest of the day. What else comes then
    waits behind the herd, and what the jobs call is asked by all slots at once.

    ## Example
    500 reports at 00:00, 2 s each, on 10 slots: the last waits 100 s, and so does a mail that was
    sent at 00:00:01. Spread over ten minutes, none waits.

    ## What to do
    Spread the jobs over a time that is longer than the work takes: jitter, or a minute of its own
    for each.

    ## Sources
    Google SRE book, chapter 24, Distributed Periodic Scheduling with Cron: thundering herds.
    systemd, RandomizedDelaySec. A minute is our choice.
    """

    title: ClassVar[str] = "All jobs of a run begin at once"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each scheduler whose runs are a herd."""
        flow = flow_of(design)
        for part in design.of_type("scheduler"):
            if not isinstance(part, Scheduler):
                continue
            drains = [
                (_drain(design, flow, part, queue), queue)
                for edge in design.edges_from(part.id, "message")
                if isinstance(queue := design.components[edge.target], Queue)
            ]
            if not drains:
                continue
            longest, queue = max(drains, key=lambda each: each[0])
            if longest > max(TOLERABLE, part.settings.jitter):
                yield self._finding(part, longest, queue, measured)

    def _finding(
        self, part: Scheduler, longest: float, queue: Queue, measured: Measured | None
    ) -> Finding:
        then = nice_time_above(ROOM * longest)
        return self.finding(
            component(part.id),
            f"“{part.title}” begins {count(part.settings.jobs)} jobs within {_spread(part)}, which "
            f"are {duration(longest)} of work for all slots. The last of them waits as long.",
            size=0.0,
            evidence=(
                Evidence("Begin within", _spread(part), duration(then)),
                Evidence("The last waits, about", duration(longest), "hardly"),
                *_measured(part, queue, measured),
            ),
            columns=("now", "spread out"),
            watch=measured.component(queue.id).peak_at("waiting") if measured else None,
            fix=_fix(part, then),
        )


def _spread(part: Scheduler) -> str:
    """Within what time the jobs of a run begin."""
    return duration(part.settings.jitter) if part.settings.jitter else "the same moment"


def _drain(design: Design, flow: Flow, part: Scheduler, queue: Queue) -> float:
    """Seconds until all slots together have done the jobs of one run."""
    together = sum(
        flow.slots(worker.id) / flow.holding(worker.id).mean / len(queues_of(design, worker))
        for worker in workers_of(design, queue)
        if flow.holding(worker.id).mean > 0
    )
    edges = design.edges_from(part.id)
    weight = sum(edge.settings.share for edge in edges) or 1.0
    sent = sum(
        part.settings.jobs * edge.settings.share / weight * edge.settings.copies
        for edge in edges
        if edge.target == queue.id
    )
    return float(sent / together) if together else 0.0


def _fix(part: Scheduler, jitter: float) -> Fix | None:
    if jitter > limits.SECONDS_MAX:
        return None
    return on_component(part, f"spread over {duration(jitter)}", jitter=number(jitter))


def _measured(part: Scheduler, queue: Queue, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    wait = measured.component(queue.id).percentile("wait", "max")
    if wait is not None:
        yield Evidence("The longest wait in the run", duration(wait))
    runs = measured.component(part.id).total("runs")
    if runs is not None:
        yield Evidence("Runs", count(runs))

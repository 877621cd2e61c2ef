"""RET-1: retries follow each other without a wait."""

import math
from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Fix, Measured, Rule, Severity
from simulator.feedback.finding import Json
from simulator.feedback.wording import count, counted, duration
from simulator.rules._fixes import on_component
from simulator.rules._flow import flow_of
from simulator.rules._outages import longest_outage, outage_at
from simulator.rules._parts import component, deliveries
from simulator.rules._retries import is_counted, most_attempts, time_of_attempts

# What a fix sets: one second at first, a minute at most.
FIRST, MOST = 1, 60


class RetriedAtOnce(Rule):
    """Failed messages are tried again at once, so all attempts are spent within seconds.

    ## What it does
    Looks for workers that call something and try a failed message again without any wait, up to a
    limit: with a nack or a reject, or with a retry that has no backoff. It is an error where the
    timeline takes down what they call.

    ## Why it matters
    What fails because a dependency is down fails again a moment later. All attempts together last
    no longer than the work itself, and every outage beyond that sends everything to the dead
    letters that came meanwhile. Until then the worker asks a dependency that is down as fast as it
    can.

    ## Example
    Azure Service Bus allows 10 deliveries and an abandon has no delay. With attempts of 100 ms a
    message is dead-lettered after one second, so an outage of three seconds costs all traffic of
    these three seconds.

    ## What to do
    Wait between attempts, longer each time, with chance mixed in.

    ## Sources
    M. Brooker, Exponential backoff and jitter (AWS Architecture Blog). Google SRE book, chapter 22.
    """

    title: ClassVar[str] = "All attempts are spent within moments"
    severity: ClassVar[Severity] = Severity.WARNING
    hides: ClassVar[frozenset[str]] = frozenset({"RET-5"})

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each worker that does not wait between attempts."""
        told = set[str]()
        for queue, worker in deliveries(design):
            tries = most_attempts(design, queue, worker)
            dependent = design.edges_from(worker.id, "call")
            spent = 1 < tries < math.inf and _at_once(queue, worker)
            if dependent and spent and worker.id not in told:
                told.add(worker.id)
                yield self._finding(design, queue, worker, tries, measured)

    def _finding(
        self, design: Design, queue: Queue, worker: Worker, tries: float, measured: Measured | None
    ) -> Finding:
        each = flow_of(design).holding(worker.id).mean
        spent = tries * each
        outage = longest_outage(design, worker.id)
        message = (
            f"“{worker.title}” tries a failed message again at once. Its "
            f"{counted(tries, 'attempt')} are spent within {duration(spent)}."
        )
        if outage:
            message += f" What it calls is down for {duration(outage)}."
        fix, after = _remedy(queue, worker, tries)
        return self.finding(
            component(worker.id),
            message,
            severity=Severity.ERROR if outage > spent else None,
            size=outage / design.run.duration,
            evidence=(
                Evidence("Attempts last", duration(spent), duration(after + each)),
                *_measured(queue, measured),
            ),
            columns=("now", "with a backoff"),
            watch=outage_at(design, worker.id),
            fix=fix,
        )


def _at_once(queue: Queue, worker: Worker) -> bool:
    wanted = worker.settings
    if wanted.retry in ("backoff", "republish"):
        return wanted.backoff_growth == "none"
    if wanted.retry == "visibility":
        return queue.settings.hidden_until == "closed"
    return wanted.retry in ("nack", "reject")


def _remedy(queue: Queue, worker: Worker, tries: float) -> tuple[Fix, float]:
    """A backoff, with a limit of the worker's own where the queue would count no more."""
    retry = "republish" if worker.settings.retry == "republish" else "backoff"
    settings: dict[str, Json] = {
        "retry": retry,
        "backoff_growth": "exponential",
        "backoff_base": FIRST,
        "backoff_factor": 2,
        "backoff_cap": MOST,
        "backoff_jitter": "full",
        "max_attempts": worker.settings.max_attempts,
    }
    changed = worker.settings.model_copy(update=settings)
    after = Worker(worker.id, worker.label, changed)
    if not is_counted(queue, after) and worker.settings.max_attempts is None:
        settings["max_attempts"] = int(tries)
    else:
        del settings["max_attempts"]
    words = f"wait 1 s, 2 s, 4 s … at most {duration(MOST)}"
    return on_component(worker, words, **settings), time_of_attempts(after, queue, tries)


def _measured(queue: Queue, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    found = measured.component(queue.id)
    for name, label in (("retries", "Retries in the run"), ("dead", "Dead letters of the run")):
        number = found.total(name)
        if number is not None:
            yield Evidence(label, count(number))

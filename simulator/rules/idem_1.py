"""IDEM-1: a job that runs twice has its effect twice."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Change, Evidence, Finding, Fix, Measured, Rule, Severity
from simulator.feedback.wording import count, counted, share, timeout
from simulator.rules._locks import outlasting_lock
from simulator.rules._parts import component, queues_of, workers

# Below one in a thousand nothing is said before a run.
TWICE_MAX = 0.001


class EffectTwice(Rule):
    """Jobs are done again by a handler that does not notice.

    ## What it does
    After a run, counts the jobs that a worker completed again after they had been completed, where
    its handler is not idempotent. Before a run, speaks up where more than one job in a thousand
    outlasts the visibility timeout, because those will start twice.

    ## Why it matters
    Queues deliver at least once. A late ack, a crash between the work and the ack, or a copy kept
    by the queue, and the same message comes again. If the handler does not notice, its effect
    happens again as well: a second charge, a second e-mail, a second row.

    ## Example
    59 of 5,160 jobs were done again, because they took longer than the visibility timeout of 30 s.

    ## What to do
    Make the handler idempotent: an idempotency key that is stored with the effect, a conditional
    write, or a table of what was done. Removing the cause of the duplicates makes them fewer, but a
    queue never promises that there are none.

    ## Sources
    Amazon SQS developer guide, Standard queues: at-least-once delivery. RabbitMQ, Consumer
    Acknowledgements and Publisher Confirms. Celery user guide, Tasks.
    """

    title: ClassVar[str] = "A job that runs twice has its effect twice"
    severity: ClassVar[Severity] = Severity.ERROR

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each worker whose handler is not idempotent and repeats jobs."""
        for worker in workers(design):
            if worker.settings.idempotent:
                continue
            if measured is None:
                yield from self._expected(design, worker)
            else:
                yield from self._measured(worker, measured)

    def _expected(self, design: Design, worker: Worker) -> Iterator[Finding]:
        queues = queues_of(design, worker)
        worst = max(queues, key=lambda q: outlasting_lock(design, q, worker), default=None)
        if worst is None:
            return
        twice = outlasting_lock(design, worst, worker)
        if twice > TWICE_MAX:
            shortest = worst.settings.visibility_timeout
            yield self.finding(
                component(worker.id),
                f"{share(twice)} of jobs outlast the visibility timeout of {timeout(shortest)} and "
                f"can start twice. “{worker.title}” is not idempotent: what such a job does, it "
                "does twice.",
                size=twice,
                evidence=(Evidence("Jobs that can run twice", share(twice)),),
                fix=_fix(worker),
            )

    def _measured(self, worker: Worker, measured: Measured) -> Iterator[Finding]:
        found = measured.component(worker.id)
        repeated, done = found.total("repeated"), found.total("done")
        if not repeated or not done:
            return
        were = "was" if round(repeated) == 1 else "were"
        yield self.finding(
            component(worker.id),
            f"{count(repeated)} of the {counted(done, 'time')} that “{worker.title}” finished a "
            "job, the job had been done before. The handler is not idempotent, so the effect "
            "happened again.",
            title=f"{counted(repeated, 'job')} {were} done again",
            size=repeated / done,
            evidence=(
                Evidence("Done again", count(repeated), "0"),
                Evidence("Share of finished work", share(repeated / done), share(0)),
            ),
            columns=("now", "idempotent"),
            watch=found.peak_at("late"),
            fix=_fix(worker),
        )


def _fix(worker: Worker) -> Fix:
    change = Change(("components", worker.id, "settings", "idempotent"), True)
    return Fix("Apply fix: idempotent handler", (change,))

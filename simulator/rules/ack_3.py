"""ACK-3: a message that kills whoever works on it comes back for ever."""

import math
from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Fix, Measured, Rule, Severity
from simulator.feedback.wording import count, duration, share
from simulator.rules._fixes import on_component, together
from simulator.rules._letters import add_dead_letters, enough_receives
from simulator.rules._parts import component, deliveries, redrive
from simulator.rules._retries import most_attempts


class KillsForEver(Rule):
    """A poison message kills a slot or an instance each time it comes, and nothing ends that.

    ## What it does
    Looks for poison that kills its slot or its instance, behind queues that would hand it out again
    without a limit.

    ## Why it matters
    A message that comes back after a crash is right for a crash that has nothing to do with it.
    Where the message is the cause, it goes from one worker to the next and kills each: restarts
    follow restarts, and the healthy messages beside it are done several times or not at all. A
    limit on attempts in the worker does not see it, because a crash is no failure that it counts.

    ## Example
    Celery with task_reject_on_worker_lost on a classic queue: a picture that needs more memory than
    there is kills every worker in turn, for ever.

    ## What to do
    Use a queue that counts crashes, with a limit and a dead-letter queue.

    ## Sources
    Celery documentation, Tasks, reject_on_worker_lost: “enabling this can cause message loops”.
    RabbitMQ documentation, Quorum queues, poison message handling.
    """

    title: ClassVar[str] = "A message kills one worker after another"
    severity: ClassVar[Severity] = Severity.WARNING
    hides: ClassVar[frozenset[str]] = frozenset({"RET-3", "DLQ-1"})

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each queue and worker between which it goes round."""
        for queue, worker in deliveries(design):
            wanted = worker.settings
            kills = wanted.poison_share > 0 and wanted.poison_effect != "fails"
            if kills and math.isinf(most_attempts(design, queue, worker, poison=True)):
                yield self._finding(design, queue, worker, measured)

    def _finding(
        self, design: Design, queue: Queue, worker: Worker, measured: Measured | None
    ) -> Finding:
        wanted, enough = worker.settings, enough_receives(worker)
        what = "an instance" if wanted.poison_effect == "kills_instance" else "a slot"
        return self.finding(
            component(queue.id),
            f"{share(wanted.poison_share)} of messages kill {what} of “{worker.title}”, which is "
            f"back after {duration(wanted.restart_time)}. “{queue.title}” hands them out again "
            "without a limit, so each goes on killing for as long as it is kept.",
            size=min(1.0, wanted.poison_share * 100),
            evidence=(
                Evidence("Kills of one message", "no limit", count(enough)),
                *_measured(worker, measured),
            ),
            columns=("now", f"with {enough} receives"),
            watch=measured.component(worker.id).peak_at("starting") if measured else None,
            fix=_fix(design, queue, enough),
        )


def _fix(design: Design, queue: Queue, enough: int) -> Fix:
    """A limit that counts, and a place for what reaches it."""
    counting = None
    if queue.settings.counts == "nothing":
        counting = on_component(queue, "", counts="returns")
    letters = None if redrive(design, queue) else add_dead_letters(design, queue, enough)
    return together(f"dead letters after {enough} receives", counting, letters)


def _measured(worker: Worker, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    found = measured.component(worker.id)
    for name, label in (("crashes", "Crashes in the run"), ("killed", "Attempts cut short")):
        number = found.total(name)
        if number is not None:
            yield Evidence(label, count(number))

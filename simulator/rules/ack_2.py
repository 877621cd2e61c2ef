"""ACK-2: a message whose slot was killed is acknowledged."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Fix, Measured, Rule, Severity
from simulator.feedback.wording import count, share
from simulator.rules._fixes import on_component, together
from simulator.rules._letters import add_dead_letters, enough_receives
from simulator.rules._locks import time_limit
from simulator.rules._parts import component, queues_of, redrive, workers
from simulator.rules._sizes import outlasting


class KilledAndAcked(Rule):
    """A message is lost when the slot that worked on it is killed, although acks are late.

    ## What it does
    Looks for workers that acknowledge when done and yet acknowledge the message of a slot that was
    killed, where slots are killed: by running out of memory, by a hard time limit, or by poison.

    ## Why it matters
    The instance survives, sees that its child process has died, and takes that for a failure of the
    task, which it acknowledges like any other. Late acks look like protection and do not cover the
    most common way for a job to die.

    ## Example
    Celery with task_acks_late: one job in a hundred is killed for its memory, acknowledged, and
    never done.

    ## What to do
    Give such messages back (task_reject_on_worker_lost), and limit how often they may come, because
    a job that kills its slot will do so again.

    ## Sources
    Celery documentation, Tasks: “even if acks_late is enabled, the worker will acknowledge tasks
    when the worker process executing them abruptly exits”.
    """

    title: ClassVar[str] = "Messages of killed slots are lost"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each worker that acknowledges what was killed."""
        for worker in workers(design):
            wanted = worker.settings
            if wanted.ack != "late" or wanted.lost_slot != "acked":
                continue
            killed = _killed(design, worker)
            if killed > 0 and queues_of(design, worker):
                yield self._finding(design, worker, killed, measured)

    def _finding(
        self, design: Design, worker: Worker, killed: float, measured: Measured | None
    ) -> Finding:
        return self.finding(
            component(worker.id),
            f"{share(killed)} of attempts end with their slot killed. “{worker.title}” "
            "acknowledges their messages, so they are never done.",
            size=killed,
            evidence=(
                Evidence("Lost with their slot", share(killed), share(0)),
                *_measured(worker, measured),
            ),
            columns=("now", "given back"),
            fix=_fix(design, worker),
        )


def _killed(design: Design, worker: Worker) -> float:
    """Share of attempts whose slot is killed."""
    wanted = worker.settings
    poison = wanted.poison_share * (wanted.poison_effect == "kills_slot")
    over = 0.0
    if wanted.time_limit is not None and time_limit(worker) == wanted.time_limit:
        over = outlasting(design, worker, wanted.time_limit)
    return float(1 - (1 - wanted.slot_loss) * (1 - poison) * (1 - over))


def _fix(design: Design, worker: Worker) -> Fix:
    """Give back, with a limit: what kills its slot once will do so again."""
    given_back = on_component(worker, "", lost_slot="given_back")
    bare = [queue for queue in queues_of(design, worker) if _lacks_letters(design, queue)]
    letters = add_dead_letters(design, bare[0], enough_receives(worker)) if bare else None
    words = "give them back, with dead letters" if letters else "give them back"
    return together(words, given_back, letters)


def _lacks_letters(design: Design, queue: Queue) -> bool:
    return queue.settings.counts != "nothing" and redrive(design, queue) is None


def _measured(worker: Worker, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    lost = measured.component(worker.id).total("lost")
    if lost is not None:
        yield Evidence("Lost in the run", count(lost), "0")

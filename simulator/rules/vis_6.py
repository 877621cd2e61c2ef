"""VIS-6: messages were handed out while they were being worked on."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import count, duration, share, timeout
from simulator.rules._hiding import hide_for, longest_hiding
from simulator.rules._parts import component, queues, workers_of

# One receive in a thousand, and enough of them to be no accident.
DUPLICATES_MAX, FEWEST = 0.001, 10
# Room beyond the longest in a hundred that was measured.
ROOM = 2.0


class HandedOutTwice(Rule):
    """A run saw messages handed out again while an earlier attempt was still running.

    ## What it does
    Counts, after a run, the receives of messages that another worker was still working on, or had
    already done, and speaks up when they are more than one in a thousand. It falls silent where
    VIS-1 already gives the cause.

    ## Why it matters
    Processing is only a part of an attempt. Calls to a slow service, or a wait for a database
    connection, keep the message just as long, and the visibility timeout does not care which it is.
    Each duplicate takes a slot from work that nobody has done yet, which makes attempts slower
    still: an overload that feeds itself.

    ## Example
    Processing takes 2 s and the timeout is 10 s, which looks safe. The database has 5 connections
    for 40 workers, an attempt waits 9 s for one, and every fourth message is handed out twice.

    ## What to do
    Raise the visibility timeout beyond what attempts really take, and shorten what they wait for.

    ## Sources
    Amazon SQS developer guide, Visibility timeout. One in a thousand is our choice.
    """

    title: ClassVar[str] = "Messages were handed out twice"
    severity: ClassVar[Severity] = Severity.ERROR
    hides: ClassVar[frozenset[str]] = frozenset({"RET-3"})

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each queue with too many duplicates; nothing without a run."""
        if measured is None:
            return
        for queue in queues(design):
            receives = measured.component(queue.id).total("receives")
            duplicates = _by_timeout(queue, measured)
            if receives and duplicates > max(DUPLICATES_MAX * receives, FEWEST - 1):
                yield self._finding(design, queue, duplicates, receives, measured)

    def _finding(
        self, design: Design, queue: Queue, duplicates: float, receives: float, measured: Measured
    ) -> Finding:
        now = queue.settings.visibility_timeout
        workers = [measured.component(worker.id) for worker in workers_of(design, queue)]
        longest = [work for w in workers if (work := w.percentile("work", "p99")) is not None]
        late = [at for w in workers if (at := w.peak_at("late")) is not None]
        work = max(longest, default=now)
        most = [m for w in workers if (m := w.percentile("work", "max")) is not None]
        then = longest_hiding(max(ROOM * work, max(most, default=0.0), 1.01 * now))
        return self.finding(
            component(queue.id),
            f"{count(duplicates)} of {count(receives)} receives from “{queue.title}” "
            f"({share(duplicates / receives)}) gave out a message that was being worked on, "
            f"or was done. It hides them for {timeout(now)}; one attempt in a hundred "
            f"took {duration(work)} or more.",
            size=duplicates / receives,
            evidence=(
                Evidence("Duplicates", count(duplicates), "0"),
                Evidence("Share of receives", share(duplicates / receives), share(0)),
                *_wasted(design, queue, measured),
            ),
            columns=(f"now, {timeout(now)}", f"at {timeout(then)}"),
            watch=max(late, default=None),
            fix=hide_for(queue, then),
        )


def _by_timeout(queue: Queue, measured: Measured) -> float:
    """Duplicates that a timeout brought about: not a crash, nor the queue or the sender itself."""
    found = measured.component(queue.id)
    duplicates, expiries = found.total("duplicates") or 0.0, found.total("expiries")
    duplicates -= queue.settings.duplicate_share * (found.total("arrived") or 0.0)
    if duplicates <= 0 or queue.settings.hidden_until != "timeout":
        return 0.0
    # An attempt that outlasts its timeout ends with a late ack; what a crash or a failed batch
    # gives back is not acked at all.
    bounds = (expiries, found.total("late_acks"))
    return min([duplicates, *(bound for bound in bounds if bound is not None)])


def _wasted(design: Design, queue: Queue, measured: Measured) -> Iterator[Evidence]:
    workers = [measured.component(worker.id) for worker in workers_of(design, queue)]
    wasted = sum(worker.total("wasted") or 0.0 for worker in workers)
    busy = sum(worker.mean("busy") or 0.0 for worker in workers) * measured.measured_seconds
    if busy:
        yield Evidence("Worker time on duplicates", share(wasted / busy), share(0))

"""Draining: a worker that stops hands its replications back instead of finishing them.

Celery's warm shutdown waits for running tasks without limit, and a run may take minutes. The rows
go back to the queue; the tasks see that their claim is lost within half a second, and end.
"""

import mmap
import threading

from celery.signals import worker_shutting_down
from django.db import connection

from playground.runs.models import Replication, Status

# One byte that the children share with the main process, because they are forked from it: a child
# that is free must not claim what was just handed back.
_begun = mmap.mmap(-1, 1)


def has_begun() -> bool:
    """Whether this worker, main process or child, is about to stop."""
    return _begun[0] == 1


def hand_back(worker: str) -> int:
    """Queue the replications of a worker again; they start anew and skip the frames they wrote."""
    mine = Replication.objects.filter(worker=worker)
    mine.filter(to_follow=True).update(lease_until=None, rung_at=None)
    running = mine.filter(status=Status.RUNNING)
    return running.update(status=Status.QUEUED, lease_until=None, rung_at=None)


@worker_shutting_down.connect  # type: ignore[untyped-decorator]
def _drain(sender: str, **_: object) -> None:
    _begun[0] = 1

    def work() -> None:
        try:
            hand_back(sender)
        finally:
            connection.close()

    # The signal arrives inside a signal handler, where a query could wait for itself.
    threading.Thread(target=work, name="drain").start()

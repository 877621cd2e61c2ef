"""Tasks: what Celery carries, which is only the number of a replication."""

import logging
from typing import Any

from celery import Task, shared_task
from celery.worker.request import Request
from django.db import OperationalError, connection

from playground.core.storage import refusal
from playground.runs import draining, warming  # noqa: F401 - warming hears a signal
from playground.runs.claims import claim, claim_following
from playground.runs.limits import RUN_SECONDS_HARD

log = logging.getLogger(__name__)


class KilledRequest(Request):  # type: ignore[misc]  # Celery has no types.
    """The worker's view of a task: here the main process learns that it killed one."""

    def on_timeout(self, soft: bool, timeout: float) -> None:
        """Fail the replication for good: another attempt would hang in the same place."""
        super().on_timeout(soft, timeout)
        if not soft:
            from playground.runs.services import replication_overran

            try:
                replication_overran(task=self.id)
            finally:
                connection.close()  # The next child is forked from here.


class ReplicationTask(Task):  # type: ignore[misc]  # Celery has no types.
    """A task whose kill is noticed."""

    Request = KilledRequest


@shared_task(bind=True, base=ReplicationTask, time_limit=RUN_SECONDS_HARD)  # type: ignore[untyped-decorator]
def replication_compute(self: Any, replication_id: int) -> None:
    """Compute a replication if it is still to be computed, and follow its messages."""
    if draining.has_begun():
        return  # The reaper of another worker, or of the next start, rings again.
    try:
        _work(replication_id, self.request.hostname or "", self.request.id or "")
    except OperationalError as error:
        # The reaper finds it again as soon as the database takes what is written.
        log.warning("replication %s is left for later: %s", replication_id, refusal(error))


def _work(replication_id: int, worker: str, task: str) -> None:
    from playground.runs.computing import compute
    from playground.runs.following import follow
    from playground.runs.services import replication_ring, replications_wait

    taken = claim(replication_id, worker=worker, task=task)
    if taken is not None:
        compute(taken)
        if replications_wait():
            # Somebody waits for results; the messages of this one are followed after theirs.
            replication_ring(replication_id=replication_id)
            return
    following = claim_following(replication_id, worker=worker, task=task)
    if following is not None:
        follow(following)
    elif taken is None:
        log.debug("replication %s: nothing to claim", replication_id)

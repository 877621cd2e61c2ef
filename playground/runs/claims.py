"""Claims: which attempt may write a replication, and the lease that it keeps.

The broker's acknowledgements play no part: two workers that hold the same message, or one that was
thought dead and is not, are told apart by one conditional UPDATE of the row.
"""

import logging
import threading
import time
from dataclasses import dataclass
from datetime import timedelta
from types import TracebackType
from typing import Self

from django.db import DatabaseError, connection
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from playground.core.storage import refusal
from playground.runs.limits import BEAT_SECONDS, LEASE_SECONDS
from playground.runs.models import Replication, Status

log = logging.getLogger(__name__)


class ClaimLost(Exception):
    """Somebody else has the replication now; what this attempt would write must not be written."""


@dataclass(frozen=True)
class Claim:
    """The right of one attempt to write one replication."""

    replication_id: int
    attempt: int

    def held(self) -> QuerySet[Replication]:
        """The row, if this attempt still has it: update through this, and look at the count."""
        return Replication.objects.filter(
            pk=self.replication_id, attempt=self.attempt, status=Status.RUNNING
        )


class Following(Claim):
    """The right to follow the messages of a replication that is finished."""

    def held(self) -> QuerySet[Replication]:
        return Replication.objects.filter(
            pk=self.replication_id,
            followings=self.attempt,
            status=Status.FINISHED,
            to_follow=True,
        )


def claim(replication_id: int, *, worker: str, task: str) -> Claim | None:
    """Take a queued replication, or None when there is nothing to take (a message too many)."""
    queued = Replication.objects.filter(
        pk=replication_id, status=Status.QUEUED, cancel_requested=False
    )
    taken = queued.update(
        status=Status.RUNNING,
        attempt=F("attempt") + 1,
        lease_until=_lease_end(),
        worker=worker,
        task=task,
    )
    if not taken:
        return None
    # Only the winner of the UPDATE gets here, and nobody else changes the attempt of a running one.
    attempt = Replication.objects.values_list("attempt", flat=True).get(pk=replication_id)
    return Claim(replication_id, attempt)


def claim_following(replication_id: int, *, worker: str, task: str) -> Following | None:
    """Take the messages of a finished replication, unless somebody follows them or has done so."""
    nobody = Q(lease_until=None) | Q(lease_until__lt=timezone.now())
    due = Replication.objects.filter(nobody, pk=replication_id, to_follow=True)
    taken = due.filter(status=Status.FINISHED).update(
        followings=F("followings") + 1, lease_until=_lease_end(), worker=worker, task=task
    )
    if not taken:
        return None
    attempt = Replication.objects.values_list("followings", flat=True).get(pk=replication_id)
    return Following(replication_id, attempt)


class Lease:
    """Keeps a claim alive from a thread of its own, however long the engine takes for a frame.

    One UPDATE each half second is three things at once: the heartbeat, the look whether somebody
    asked to cancel, and the fence (a replication taken away is no longer found).
    """

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.simulated = 0.0
        self._over = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="lease", daemon=True)

    @property
    def lost(self) -> bool:
        """Whether to stop: cancelled, handed back, or taken over."""
        return self._over.is_set()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _keep(self) -> None:
        renewed = time.monotonic()
        said = ""
        try:
            while not self._ended.wait(BEAT_SECONDS):
                try:
                    if not self._renew():
                        self._over.set()
                        return
                    renewed = time.monotonic()
                except DatabaseError as error:
                    # The database may restart in mid-run. Past the lease somebody else may come.
                    if refusal(error) != said:
                        said = refusal(error)
                        log.warning("lease of %s not renewed: %s", self.claim, said)
                    connection.close()
                    if time.monotonic() - renewed > LEASE_SECONDS:
                        self._over.set()
                        return
        finally:
            connection.close()

    def _renew(self) -> bool:
        wanted = self.claim.held().filter(cancel_requested=False)
        return bool(wanted.update(lease_until=_lease_end(), simulated=self.simulated))


def _lease_end() -> object:
    return timezone.now() + timedelta(seconds=LEASE_SECONDS)

"""Reaper: finds replications whose worker is gone, and messages that a broker forgot."""

import logging
from datetime import timedelta
from typing import Any

from celery import bootsteps
from django.db import DatabaseError, connection
from django.db.models import Q
from django.utils import timezone

from playground.core.heartbeats import heartbeat_write
from playground.core.storage import refusal
from playground.runs import draining
from playground.runs.claims import Following
from playground.runs.following import LOST_TOO_OFTEN as LOST_WHILE_FOLLOWING
from playground.runs.following import following_end
from playground.runs.limits import (
    ATTEMPTS_MAX,
    REAP_SECONDS,
    RING_AGAIN_MAX,
    RING_AGAIN_SECONDS,
)
from playground.runs.models import LIVE, Replication, Run, Status
from playground.runs.services import replication_ring, run_settle

log = logging.getLogger(__name__)

LOST_TOO_OFTEN = (
    f"Its worker was lost {ATTEMPTS_MAX} times, so it is not tried again. "
    "A design that needs too much memory does this; make the run shorter, or the rates lower."
)


def reap() -> None:
    """Look once. Any number of workers may do so at a time: conditional UPDATEs let one win."""
    _take_back_lost()
    _ring_again()
    _follow_again()
    _settle_left_over()


def _take_back_lost() -> None:
    now = timezone.now()
    lost = Replication.objects.filter(status=Status.RUNNING, lease_until__lt=now)
    for replication in lost.defer("result"):
        status, message = Status.QUEUED, ""
        if replication.cancel_requested:
            status = Status.CANCELLED
        elif replication.attempt >= ATTEMPTS_MAX:
            status, message = Status.FAILED, LOST_TOO_OFTEN
        same = lost.filter(pk=replication.pk, attempt=replication.attempt)
        if not same.update(status=status, message=message, lease_until=None, rung_at=None):
            continue
        attempt = replication.attempt
        log.warning("%s lost its worker in attempt %s: %s", replication, attempt, status)
        if status != Status.QUEUED:
            run_settle(run_id=replication.run_id)


def _ring_again() -> None:
    now = timezone.now()
    silent = Q(rung_at=None) | Q(rung_at__lt=now - timedelta(seconds=RING_AGAIN_SECONDS))
    queued = Replication.objects.filter(silent, status=Status.QUEUED, cancel_requested=False)
    for replication in queued.order_by("id").only("id", "rung_at")[:RING_AGAIN_MAX]:
        if queued.filter(pk=replication.pk, rung_at=replication.rung_at).update(rung_at=now):
            replication_ring(replication_id=replication.pk)


def _follow_again() -> None:
    """Finished replications whose messages nobody follows: a worker or a message was lost."""
    now = timezone.now()
    silent = Q(rung_at=None) | Q(rung_at__lt=now - timedelta(seconds=RING_AGAIN_SECONDS))
    left = Q(lease_until__lt=now) | Q(silent, lease_until=None)
    due = Replication.objects.filter(left, to_follow=True)
    for replication in due.order_by("id").defer("result")[:RING_AGAIN_MAX]:
        if replication.followings >= ATTEMPTS_MAX:
            claim = Following(replication.pk, replication.followings)
            following_end(claim=claim, note=LOST_WHILE_FOLLOWING)
        elif due.filter(pk=replication.pk).update(rung_at=now, lease_until=None):
            replication_ring(replication_id=replication.pk)


def _settle_left_over() -> None:
    """Runs whose last replication ended in a process that died before it said so."""
    left = Run.objects.filter(status__in=LIVE).exclude(replications__status__in=LIVE)
    for run_id in left.values_list("pk", flat=True):
        run_settle(run_id=run_id)


class ReaperStep(bootsteps.StartStopStep):  # type: ignore[misc]  # Celery has no types.
    """Runs the reaper in the main process of every worker, between its other events.

    Not in a thread: a child forked while a thread holds a lock of the database library would hang.
    """

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def start(self, parent: Any) -> None:
        """Begin anew whenever the worker is connected to its broker."""
        parent.timer.call_repeatedly(REAP_SECONDS, Watch(str(parent.hostname)).look)


class Watch:
    """One worker's looks; what keeps it from looking is said once, not every two seconds."""

    def __init__(self, worker: str) -> None:
        self._worker = worker
        self._said = ""

    def look(self) -> None:
        """Reap and give a sign of life, whatever happens to the database.

        No connection is left for a fork to inherit.
        """
        if draining.has_begun():
            return
        try:
            reap()
            heartbeat_write(worker=self._worker)
            self._said = ""
        except DatabaseError as error:
            if refusal(error) != self._said:
                self._said = refusal(error)
                log.warning("the reaper could not look: %s", self._said)
        finally:
            connection.close()

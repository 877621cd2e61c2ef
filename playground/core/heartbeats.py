"""Heartbeats: workers say that they are there, and whoever watches over the site is told."""

from datetime import timedelta

from django.utils import timezone

from playground.core.models import Heartbeat

BEAT_SECONDS = 10.0
"""Seconds between two beats of a worker: soon enough for people, and hardly a write."""


def heartbeat_write(*, worker: str) -> None:
    """Note that this worker is there, unless that was noted just now."""
    now = timezone.now()
    beats = Heartbeat.objects.filter(worker=worker)
    if beats.filter(heard_at__gt=now - timedelta(seconds=BEAT_SECONDS)).exists():
        return
    if not beats.update(heard_at=now):
        Heartbeat.objects.update_or_create(worker=worker, defaults={"heard_at": now})


def heartbeat_age() -> float | None:
    """Seconds since the newest beat of any worker; None if there never was one."""
    newest = Heartbeat.objects.order_by("-heard_at").first()
    return None if newest is None else (timezone.now() - newest.heard_at).total_seconds()

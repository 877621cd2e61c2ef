"""Health: whether the parts of the site answer, for those who watch over it."""

import logging
from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from playground.celery import app
from playground.core.heartbeats import heartbeat_age

logger = logging.getLogger(__name__)
PATIENCE_SECONDS = 2.0


def database() -> None:
    """Ask the database something. Raises where it does not answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def broker() -> None:
    """Connect to the broker of runs. Raises where it does not answer."""
    with app.connection_for_write() as broker_connection:
        broker_connection.ensure_connection(
            max_retries=1, interval_start=0, timeout=PATIENCE_SECONDS
        )


PARTS: dict[str, Callable[[], None]] = {"database": database, "broker": broker}


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """`{"ok": true, "database": "answers", "broker": "answers", "worker_heard_seconds_ago": 3}`.

    503 if a part does not answer. A worker that was not heard of is told and no more: the pages
    work without one, and runs wait for it.
    """
    found = {name: _state(name, probe) for name, probe in PARTS.items()}
    ok = all(state == "answers" for state in found.values())
    age = heartbeat_age() if found["database"] == "answers" else None
    heard = None if age is None else round(age)
    answer = {"ok": ok, **found, "worker_heard_seconds_ago": heard}
    return JsonResponse(answer, status=200 if ok else 503)


def _state(name: str, probe: Callable[[], None]) -> str:
    try:
        probe()
    except Exception as error:  # Whatever a part may raise: whether it does is the question.
        logger.warning("healthz: the %s does not answer: %s", name, error)
        return "does not answer"
    return "answers"

"""Following: the second pass over a replication, which keeps the lives of single messages.

It comes when the run is finished, its frames, result and findings are there, and nobody waits for a
first pass. It has a claim and a lease of its own; whatever goes wrong, the results stand.
"""

import logging
import time
from collections.abc import Iterator
from typing import Any

from django.db import transaction

from playground.runs import draining, histories, stream
from playground.runs.claims import ClaimLost, Following, Lease
from playground.runs.compare import same_work
from playground.runs.limits import (
    COMPARED_RUNS_MAX,
    FOLLOWED_MESSAGES_MAX,
    FOLLOWING_SECONDS_MAX,
)
from playground.runs.models import Replication, Run, Status
from simulator import MessageHistory, histories_of, read_design

log = logging.getLogger(__name__)

OUR_MISTAKE = (
    "Its messages could not be followed because of a mistake in Queueyard; its figures are right."
)
LOST_TOO_OFTEN = (
    "Its messages could not be followed: the worker was lost each time. "
    "A design that needs too much memory does this; make the run shorter, or the rates lower."
)


class NotFollowed(Exception):
    """No history is kept; the message is a sentence for the user."""


def follow(claim: Following) -> None:
    """Keep the histories of a finished replication, or the reason why there are none."""
    replication = Replication.objects.select_related("run__revision").get(pk=claim.replication_id)
    found: list[dict[str, Any]] = []
    note = ""
    try:
        with Lease(claim) as lease:
            lease.simulated = replication.simulated
            found = list(_followed(lease, replication.run))
    except NotFollowed as reason:
        note = str(reason)
    except ClaimLost as lost:
        log.info("claim lost: %s", lost)
        return
    except Exception:
        log.exception("the messages of %s could not be followed", replication)
        note = OUR_MISTAKE
    following_end(claim=claim, found=found, note=note)


def following_end(
    *, claim: Following, found: list[dict[str, Any]] | None = None, note: str = ""
) -> None:
    """Write what was kept, unless the claim is lost."""
    with transaction.atomic():
        if not claim.held().update(to_follow=False, lease_until=None):
            log.info("claim lost: %s at its histories", claim)
            return
        histories.store(claim.replication_id, found or [], note)
    stream.ring(claim.replication_id)


def _followed(lease: Lease, run: Run) -> Iterator[dict[str, Any]]:
    messages = run.result["messages"] if run.result else 0
    if messages > FOLLOWED_MESSAGES_MAX:
        raise NotFollowed(
            f"The run has {messages:,} messages; single ones are followed in runs of up to "
            f"{FOLLOWED_MESSAGES_MAX:,}. Make the run shorter, or the rates lower."
        )
    design, problems = read_design(run.revision.content)
    if design is None:
        raise NotFollowed(problems[0].message)
    started = time.monotonic()
    for step in histories_of(design, run.seed, also=frozenset(_compared(run))):
        if lease.lost or draining.has_begun():
            raise ClaimLost(f"{lease.claim} in mid-run")
        if time.monotonic() - started > FOLLOWING_SECONDS_MAX:
            raise NotFollowed(
                f"Its messages were not followed to the end within {FOLLOWING_SECONDS_MAX} "
                "seconds. Make the run shorter, or the rates lower."
            )
        if isinstance(step, MessageHistory):
            yield step.to_dict()


def _compared(run: Run) -> Iterator[tuple[str, int]]:
    """The messages that earlier runs of the same work kept, to be held beside them."""
    others = Run.objects.filter(scenario=run.scenario_id, status=Status.FINISHED)
    others = others.exclude(pk=run.pk).select_related("revision").order_by("-number")
    same = [other for other in others[: 4 * COMPARED_RUNS_MAX] if same_work(other, run)]
    for other in same[:COMPARED_RUNS_MAX]:
        for row in histories.rows_of(other.replications.get(index=0)):
            if row["kept"] != ["compared"]:
                yield row["client"], row["number"]

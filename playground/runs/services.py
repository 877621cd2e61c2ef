"""Services: every change of a run and its replications."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from kombu.exceptions import OperationalError

from playground.accounts.models import Owner
from playground.celery import app
from playground.core.ids import public_id
from playground.runs import histories, store, stream
from playground.runs.claims import Claim
from playground.runs.limits import (
    REPLICATIONS_QUEUED_MAX,
    RUN_SECONDS_HARD,
    RUNS_AT_ONCE_MAX,
    RUNS_KEPT_MAX,
)
from playground.runs.models import LIVE, Replication, Run, Status
from playground.scenarios.models import Cut, Revision, Scenario
from playground.scenarios.services import revision_cut
from simulator import ENGINE_VERSION, Design, Problem, Simulation, check, read_design

log = logging.getLogger(__name__)

TASK = "playground.runs.tasks.replication_compute"


class RunRefused(Exception):
    """The run is not started; the message is a sentence for the user."""

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.problems = list(problems)


class TooManyRuns(RunRefused):
    """A limit is reached; it can be tried again later."""


def run_start(
    *,
    owner: Owner,
    scenario: Scenario,
    document: Mapping[str, Any],
    parent: Run | None = None,
    fix: Mapping[str, Any] | None = None,
) -> Run:
    """Cut a revision of the document, and queue a run of it. Raises RunRefused.

    Work that was done before (same identity of the design, same seed, same engine) is not done
    again: the new run gets a copy of its frames and results, and is finished at once. A copy, so
    that deleting the older run takes nothing from the newer one.
    """
    design, problems = read_design(dict(document))
    if design is None:
        raise RunRefused("This design cannot run yet.", problems)
    schema = Simulation(design).schema.to_dict()
    with transaction.atomic():
        _refuse_too_many(owner)
        _forget_oldest(scenario)
        revision = revision_cut(scenario=scenario, design=design, reason=Cut.Reason.RUN)
        run = Run.objects.create(
            id=public_id(),
            scenario=scenario,
            number=_next_number(scenario),
            revision=revision,
            started_by=owner,
            seed=design.run.seed,
            engine=ENGINE_VERSION,
            parent=parent,
            fix=dict(fix) if fix else None,
            schema=schema,
        )
        replications = Replication.objects.bulk_create(
            Replication(run=run, index=index, rung_at=timezone.now())
            for index in range(design.run.replications)
        )
        if earlier := _same_work(run):
            _copy_results(source=earlier, run=run, design=design)
        else:
            for replication in replications:
                _ring_on_commit(replication.pk)
    return run


def _ring_on_commit(replication_id: int) -> None:
    transaction.on_commit(lambda: replication_ring(replication_id=replication_id))


def _refuse_too_many(owner: Owner) -> None:
    # The owner's row is locked so that two requests at once cannot both find the last place.
    Owner.objects.select_for_update().get(pk=owner.pk)
    live = Run.objects.filter(started_by=owner, status__in=LIVE).count()
    if live >= RUNS_AT_ONCE_MAX:
        raise TooManyRuns(
            f"You have {live} runs queued or running, and {RUNS_AT_ONCE_MAX} at a time is the "
            "most. Wait for one to finish, or cancel one."
        )
    if Replication.objects.filter(status=Status.QUEUED).count() >= REPLICATIONS_QUEUED_MAX:
        raise TooManyRuns(
            f"{REPLICATIONS_QUEUED_MAX:,} runs are waiting on this site, the most it keeps. "
            "Try again in a few minutes."
        )


def _forget_oldest(scenario: Scenario) -> None:
    """Make room for one more run. What was shared stays for whoever has the link."""
    unshared = scenario.runs.filter(is_shared=False).exclude(status__in=LIVE)
    older = unshared.order_by("-number").values_list("pk", flat=True)[RUNS_KEPT_MAX - 1 :]
    Run.objects.filter(pk__in=list(older)).delete()


def _next_number(scenario: Scenario) -> int:
    Scenario.objects.select_for_update().get(pk=scenario.pk)
    return (scenario.runs.aggregate(last=Max("number"))["last"] or 0) + 1


def _same_work(run: Run) -> Run | None:
    same = Run.objects.filter(
        revision__identity=run.revision.identity,
        seed=run.seed,
        engine=run.engine,
        status=Status.FINISHED,
    )
    return same.order_by("-created_at").first()


def _copy_results(*, source: Run, run: Run, design: Design) -> None:
    theirs = {replication.index: replication for replication in source.replications.all()}
    for replication in run.replications.all():
        other = theirs[replication.index]
        replication.status = Status.FINISHED
        replication.last_seq = other.last_seq
        replication.simulated = other.simulated
        replication.result = other.result
        replication.to_follow = replication.index == 0 and not histories.exist(other.pk)
        replication.save()
        store.copy(other.pk, replication.pk)
        histories.copy(other.pk, replication.pk)
        if replication.to_follow:
            _ring_on_commit(replication.pk)
    now = timezone.now()
    run.status = Status.FINISHED
    run.started_at = run.finished_at = now
    run.wall_ms = source.wall_ms
    run.result = source.result
    # Findings name components by their labels, which may differ where the work is the same.
    run.findings = findings_of(design, source.result)
    run.save()


def findings_of(design: Design, result: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """The advice on a design and its result, as JSON."""
    return [finding.to_dict() for finding in check(design, result)]


def replications_wait() -> bool:
    """Whether a replication waits for its first pass."""
    return Replication.objects.filter(status=Status.QUEUED).exists()


def replication_ring(*, replication_id: int) -> None:
    """Send the message that a replication waits; without a broker, the reaper does so later."""
    try:
        app.send_task(TASK, (replication_id,))
    except OperationalError as error:
        log.warning("replication %s waits for the broker: %s", replication_id, error)


def run_begin(*, run: Run) -> None:
    """The first of a run's replications was claimed."""
    now = timezone.now()
    Run.objects.filter(pk=run.pk, status=Status.QUEUED).update(status=Status.RUNNING)
    Run.objects.filter(pk=run.pk, started_at=None).update(started_at=now)


def run_cancel(*, run: Run) -> Run:
    """Cancel what is queued at once; what is running sees it within half a second."""
    with transaction.atomic():
        live = run.replications.filter(status__in=LIVE)
        live.update(cancel_requested=True)
        run.replications.filter(status=Status.QUEUED).update(status=Status.CANCELLED)
    run_settle(run_id=run.pk)
    run.refresh_from_db()
    return run


def run_publish(*, run: Run) -> Run:
    """Let anybody who has the run's id read it; sharing calls this. It is never taken back."""
    run.is_shared = True
    run.save(update_fields=["is_shared"])
    return run


def replication_end(
    *,
    claim: Claim,
    status: Status,
    message: str = "",
    result: Mapping[str, Any] | None = None,
) -> bool:
    """Write the end of an attempt, unless the claim is lost. True if it was written."""
    held = claim.held()
    if status == Status.CANCELLED:
        # A lease that could not be renewed stops the attempt too; nobody asked to cancel then.
        held = held.filter(cancel_requested=True)
    with transaction.atomic():
        ended = held.update(status=status, message=message, result=result, lease_until=None)
        if ended and status == Status.FINISHED:
            # Only of the replication that is shown can single messages be looked at.
            shown = Replication.objects.filter(pk=claim.replication_id, index=0)
            shown.update(to_follow=True, rung_at=timezone.now())
    if ended:
        run_id = Replication.objects.values_list("run_id", flat=True).get(pk=claim.replication_id)
        run_settle(run_id=run_id)
    return bool(ended)


def replication_overran(*, task: str) -> None:
    """A worker killed the process that computed a replication: fail it, and do not try again."""
    killed = Replication.objects.filter(task=task, status=Status.RUNNING)
    for replication in killed.only("id", "run_id"):
        killed.filter(pk=replication.pk).update(
            status=Status.FAILED,
            lease_until=None,
            message=(
                f"It gave no sign of life for {RUN_SECONDS_HARD // 60} minutes and was stopped. "
                "Make the run shorter, or the rates lower."
            ),
        )
        run_settle(run_id=replication.run_id)


def run_settle(*, run_id: str) -> None:
    """Bring a run's status in line with its replications, and tell who watches.

    Called after every end of a replication, and again by the reaper should that process have died.
    """
    with transaction.atomic():
        run = Run.objects.select_for_update(of=("self",)).select_related("revision").get(pk=run_id)
        replications = list(run.replications.order_by("index"))
        if run.status in LIVE and not any(one.status in LIVE for one in replications):
            _finish(run, replications)
    for replication in replications:
        stream.ring(replication.pk)


def _finish(run: Run, replications: Sequence[Replication]) -> None:
    run.status = _overall({Status(one.status) for one in replications})
    run.message = next((one.message for one in replications if one.status == run.status), "")
    run.finished_at = timezone.now()
    if run.started_at is not None:
        run.wall_ms = round((run.finished_at - run.started_at).total_seconds() * 1000)
    if run.status == Status.FINISHED:
        run.message = ""
        run.result = replications[0].result
        run.findings = _findings_or_none(run.revision, run.result)
    run.save()


def _overall(statuses: set[Status]) -> Status:
    for status in (Status.FAILED, Status.CANCELLED):
        if status in statuses:
            return status
    return Status.FINISHED


def _findings_or_none(revision: Revision, result: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    design, _ = read_design(revision.content)
    if design is None:
        return []
    try:
        return findings_of(design, result)
    except Exception:
        # A rule's mistake must not take the results away.
        log.exception("the findings of revision %s failed", revision)
        return []

"""Selectors: every question about runs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from playground.accounts.models import Owner
from playground.runs import histories, store
from playground.runs.models import Replication, Run, Status
from playground.scenarios.models import Scenario
from playground.scenarios.selectors import scenarios_of


def runs_visible(owner: Owner | None) -> QuerySet[Run]:
    """What this owner may read: what was shared, and the runs of scenarios they may change."""
    return Run.objects.filter(Q(is_shared=True) | Q(scenario__in=scenarios_of(owner)))


def run_visible(owner: Owner | None, run_id: str) -> Run | None:
    """The run, if this owner may read it."""
    return runs_visible(owner).select_related("revision").filter(pk=run_id).first()


def run_to_watch(owner: Owner | None, run_id: str) -> tuple[dict[str, Any], int] | None:
    """The schema of a run and its first replication, if this owner may read it. Sockets come and
    go by the dozen, so the results are left where they are."""
    allowed = runs_visible(owner).filter(pk=run_id, replications__index=0)
    return allowed.values_list("schema", "replications__pk").first()


def run_owned(owner: Owner | None, run_id: str) -> Run | None:
    """The run, if this owner may change it."""
    theirs = Run.objects.filter(scenario__in=scenarios_of(owner))
    return theirs.select_related("revision").filter(pk=run_id).first()


def runs_of(scenario: Scenario) -> list[Run]:
    """The runs of a scenario, newest first."""
    newest = scenario.runs.select_related("revision").defer("result", "findings")
    return list(newest.order_by("-number"))


def main_replication(run: Run) -> Replication:
    """The replication whose frames are shown: the first."""
    return run.replications.defer("result").get(index=0)


@dataclass(frozen=True)
class Snapshot:
    """What a viewer is told about a run besides its frames. `position` counts who is before it."""

    status: str
    position: int | None
    simulated: float
    wall_ms: int | None
    last_seq: int
    message: str

    @property
    def over(self) -> bool:
        """Whether nothing will change any more."""
        return self.status not in (Status.QUEUED, Status.RUNNING)


def snapshots(replication_ids: Iterable[int]) -> dict[int, Snapshot]:
    """Snapshots of many replications' runs at once: one or two queries for a hub."""
    rows = Replication.objects.filter(pk__in=list(replication_ids)).values_list(
        "pk", "run__status", "status", "simulated", "run__wall_ms", "last_seq", "run__message"
    )
    found = list(rows)
    waiting: list[int] = []
    if any(row[2] == Status.QUEUED for row in found):
        queued = Replication.objects.filter(status=Status.QUEUED).order_by("pk")
        waiting = list(queued.values_list("pk", flat=True))
    places = {pk: place for place, pk in enumerate(waiting)}
    return {
        # Between its claim and its first frame a run is queued, with nobody before it.
        pk: Snapshot(
            run_status,
            places.get(pk, 0) if run_status == Status.QUEUED else None,
            simulated, wall_ms, last_seq, message,
        )
        for pk, run_status, _, simulated, wall_ms, last_seq, message in found
    }  # fmt: skip


def frames_after(run: Run, after: int, limit: int) -> list[store.StoredFrame]:
    """Stored frames of a run's first replication, in order."""
    return store.read(main_replication(run).pk, after, limit)


def messages_of(
    run: Run, kept: str | None = None, where: str | None = None, at: float | None = None
) -> dict[str, Any]:
    """The messages of a run that have a history: kept for a reason, or at a place, or at a time."""
    replication = main_replication(run)
    rows = histories.rows_of(replication)
    return {
        "messages": run.result["messages"] if run.result else 0,
        "kept": len(rows),
        "pending": replication.to_follow,
        "note": histories.note_of(replication),
        "rows": histories.matching(rows, kept, where, at),
    }


def message_text(run: Run, client: str, number: int) -> bytes | None:
    """One history as JSON text, if it is kept."""
    return histories.text_of(main_replication(run), client, number)


def run_brief(run: Run) -> dict[str, Any]:
    """One run as a list shows it."""
    return run_briefs([run])[0]


def run_briefs(runs: Iterable[Run]) -> list[dict[str, Any]]:
    """Runs as a list shows them: enough to name, to choose and to follow them."""
    runs = list(runs)
    mains = dict(Replication.objects.filter(run__in=runs, index=0).values_list("run_id", "pk"))
    now = snapshots(mains.values())
    return [_brief(run, now[mains[run.pk]]) for run in runs]


def _brief(run: Run, now: Snapshot) -> dict[str, Any]:
    schema: Mapping[str, Any] = run.schema
    return {
        "id": run.pk,
        "number": run.number,
        "scenario": run.scenario_id,
        "status": now.status,
        "position": now.position,
        "created_at": run.created_at.isoformat(),
        "started_at": run.started_at.isoformat() if run.started_at else None,
        "finished_at": run.finished_at.isoformat() if run.finished_at else None,
        "wall_ms": run.wall_ms,
        "simulated": now.simulated,
        "duration": schema["duration"],
        "frames": schema["frames"],
        "last_seq": now.last_seq,
        "seed": run.seed,
        "engine": run.engine,
        "message": now.message,
        "fingerprint": run.revision.identity,
        "parent": run.parent_id,
    }


def run_payload(run: Run) -> dict[str, Any]:
    """A run with its design, result and findings: RUN of the API."""
    return {
        **run_brief(run),
        "design": run.revision.content,
        "fix": run.fix,
        "result": run.result,
        "findings": run.findings,
    }

"""API: runs over HTTP. Who may read a run over the socket may read it here, by one selector."""

from collections.abc import Iterable
from typing import Annotated, Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from playground.accounts.selectors import owner_of
from playground.accounts.services import owner_required
from playground.core.answers import Refusal
from playground.core.rates import rate_check
from playground.core.schemas import KeptReason, MessageHistory, Refused, RunBrief
from playground.runs import schemas
from playground.runs.compare import comparison
from playground.runs.downloads import csv_table, frames_of, json_document
from playground.runs.figures import figures_of, templates
from playground.runs.limits import FRAMES_PER_PAGE_MAX
from playground.runs.models import Run
from playground.runs.selectors import (
    frames_after,
    message_text,
    messages_of,
    run_brief,
    run_briefs,
    run_owned,
    run_payload,
    run_visible,
    runs_of,
)
from playground.runs.services import RunRefused, TooManyRuns, run_cancel, run_start
from playground.scenarios.selectors import scenario_for
from simulator import catalog

router = Router(tags=["Runs"])

After = Annotated[int, Field(ge=0, le=1_000_000)]
Limit = Annotated[int, Field(ge=1, le=FRAMES_PER_PAGE_MAX)]
At = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Part = Annotated[str, Field(max_length=80)]
RunName = Annotated[str, Query(pattern="^[a-z2-7]{12}$")]


@router.post(
    "/scenarios/{id:scenario_id}/runs",
    response={201: schemas.Run, 409: Refused, 422: Refused, 429: Refused},
)
def start(request: HttpRequest, scenario_id: str, body: schemas.RunIn) -> Any:
    """Cut a revision of the design and queue a run of it."""
    rate_check(request, "write")
    owner = owner_required(request)
    scenario = scenario_for(owner, scenario_id)
    if scenario is None:
        raise Http404
    parent = run_owned(owner, body.fix.run) if body.fix and body.fix.run else None
    fix = body.fix.model_dump() if body.fix else None
    try:
        run = run_start(
            owner=owner, scenario=scenario, document=body.design, parent=parent, fix=fix
        )
    except TooManyRuns as refused:
        raise Refusal(429, refused.message) from refused
    except RunRefused as refused:
        problems = [problem.to_dict() for problem in refused.problems]
        raise Refusal(422, refused.message, problems=problems) from refused
    return _plain(run_payload(run), status=201)


@router.get("/scenarios/{id:scenario_id}/runs", response=list[RunBrief])
def history(request: HttpRequest, scenario_id: str) -> Any:
    """The runs of a scenario, newest first."""
    scenario = scenario_for(owner_of(request), scenario_id)
    if scenario is None:
        raise Http404
    return run_briefs(runs_of(scenario))


@router.get("/runs/{id:run_id}", response=schemas.Run)
def detail(request: HttpRequest, run_id: str) -> Any:
    """A run with its design, result and findings."""
    return _plain(run_payload(_visible(request, run_id)))


@router.post("/runs/{id:run_id}/cancel", response=schemas.Run)
def cancel(request: HttpRequest, run_id: str) -> Any:
    """Cancel a run: at once while it is queued, within a second while it runs."""
    rate_check(request, "write")
    run = run_owned(owner_of(request), run_id)
    if run is None:
        raise Http404
    return _plain(run_payload(run_cancel(run=run)))


@router.get("/runs/{id:run_id}/frames", response=schemas.FramePage, by_alias=True)
def frames(
    request: HttpRequest, run_id: str, after: After = 0, limit: Limit = FRAMES_PER_PAGE_MAX
) -> HttpResponse:
    """Stored frames after a given one. While a run is running the socket has newer ones."""
    run = _visible(request, run_id)
    brief = run_brief(run)
    found = frames_after(run, after, limit)
    head = orjson.dumps(
        {"schema": run.schema, "last_seq": brief["last_seq"], "status": brief["status"]}
    )
    # Frames are JSON already: a whole run is put together without being parsed.
    body = head[:-1] + b',"frames":[' + ",".join(frame.text for frame in found).encode() + b"]}"
    return HttpResponse(body, content_type="application/json")


@router.get("/runs/{id:run_id}/messages", response=schemas.MessageList)
def messages(
    request: HttpRequest,
    run_id: str,
    kept: KeptReason | None = None,
    where: Part | None = None,
    at: At | None = None,
) -> Any:
    """The messages whose history is kept: all, or those kept for a reason, those that were at a
    component or edge, those that were on their way (or there) at a simulated second."""
    return _plain(messages_of(_visible(request, run_id), kept, where, at))


@router.get("/runs/{id:run_id}/messages/{client}/{number}", response=MessageHistory, by_alias=True)
def message(request: HttpRequest, run_id: str, client: str, number: int) -> Any:
    """The whole life of one message: the n-th job of a client."""
    run = _visible(request, run_id)
    text = message_text(run, client, number)
    if text is None:
        raise Refusal(404, f"Run {run.number} kept no history of message {number:,} of {client}.")
    return HttpResponse(text, content_type="application/json")


@router.get("/runs/{id:run_id}/download.json")
def download_json(request: HttpRequest, run_id: str) -> HttpResponse:
    """The run with its design, result, findings and every frame, as a file."""
    run = _visible(request, run_id)
    return _file(json_document(run), "application/json", f"run-{run.number}-{run.pk}.json")


@router.get("/runs/{id:run_id}/download.csv")
def download_csv(request: HttpRequest, run_id: str) -> HttpResponse:
    """One row for each frame and component, as a file."""
    run = _visible(request, run_id)
    return _file(csv_table(run), "text/csv; charset=utf-8", f"run-{run.number}-{run.pk}.csv")


@router.get("/figures", response=list[schemas.ChartTemplate])
def figure_templates(request: HttpRequest) -> Any:
    """Every chart, unfilled: the browser fills them while a run plays."""
    return _plain(templates())


@router.get("/runs/{id:run_id}/figures", response=list[schemas.FilledChart])
def run_figures(request: HttpRequest, run_id: str, component: str | None = None) -> Any:
    """The charts of the whole system or of one component, filled with the run's frames."""
    run = _visible(request, run_id)
    return _plain(_filled(run, component))


@router.get("/compare", response=schemas.Comparison)
def compare(request: HttpRequest, a: RunName, b: RunName) -> Any:
    """Two runs side by side: what was changed, and what came of it."""
    first, second = _visible(request, a), _visible(request, b)
    for run in (first, second):
        if run.result is None:
            raise Refusal(409, f"Run {run.number} has no results to compare; it is {run.status}.")
    return {"a": run_brief(first), "b": run_brief(second), **comparison(first, second)}


def _visible(request: HttpRequest, run_id: str) -> Run:
    run = run_visible(owner_of(request), run_id)
    if run is None:
        raise Http404
    return run


def _filled(run: Run, component: str | None) -> list[dict[str, Any]]:
    rows = list(frames_of(run))
    if component is None:
        return figures_of(run.schema, rows)
    known = run.revision.content["components"].get(component)
    if known is None:
        raise Http404
    edges = run.revision.content["edges"].values()
    dead = any(e["kind"] == "dead-letter" and e["target"] == component for e in edges)
    defaults = next(it["defaults"] for it in catalog()["types"] if it["type"] == known["type"])
    settings = {**defaults, **known.get("settings", {})}
    filled = figures_of(run.schema, rows, known["type"], component, settings)
    if dead:
        filled += figures_of(run.schema, rows, "dead-letter", component)
    return filled + _of_leaving_edges(run, rows, component)


def _of_leaving_edges(run: Run, rows: list[dict[str, Any]], component: str) -> list[dict[str, Any]]:
    """What the edges that leave a component refused, named by where they lead."""
    content = run.revision.content
    found: list[dict[str, Any]] = []
    for id, edge in content["edges"].items():
        if edge["source"] == component:
            target = content["components"][edge["target"]].get("label") or edge["target"]
            charts = figures_of(run.schema, rows, "edge", id)
            found += [{**one, "title": f"{one['title']}, to {target}"} for one in charts]
    return found


def _plain(content: Any, status: int = 200) -> HttpResponse:
    """JSON that is not checked against its schema on the way out: results are large, and those of
    an older engine must stay readable. Tests hold content and schema together."""
    return HttpResponse(orjson.dumps(content), status=status, content_type="application/json")


def _file(content: Iterable[str | bytes], kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )

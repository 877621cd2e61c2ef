"""API: scenarios and their drafts over HTTP. Whoever may not change one does not see it."""

from collections.abc import Mapping
from typing import Any, cast

from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Router, Status

from playground.accounts.selectors import owner_of
from playground.accounts.services import owner_required
from playground.core.answers import Refusal, answer_cached
from playground.core.rates import rate_check
from playground.core.schemas import CheckIn, CheckOut, Refused
from playground.scenarios import schemas
from playground.scenarios.above import above
from playground.scenarios.example_runs import example_run
from playground.scenarios.examples import example
from playground.scenarios.models import Scenario
from playground.scenarios.payloads import scenario_payload
from playground.scenarios.selectors import (
    scenario_for,
    scenarios_deleted,
    scenarios_of,
)
from playground.scenarios.services import (
    DraftOutdated,
    ScenarioRefused,
    draft_save,
    edit_secret_new,
    scenario_create,
    scenario_delete,
    scenario_duplicate,
    scenario_rename,
    scenario_restore,
)
from simulator import check, read_design

router = Router(tags=["Scenarios"])


@router.post("/check", response=CheckOut)
def check_design(request: HttpRequest, body: CheckIn) -> Any:
    """Problems of a document, and what the design rules say where there are none."""
    rate_check(request, "check")
    design, problems = read_design(cast(Mapping[str, Any], body.design))  # Anything may be asked.
    return {
        "problems": [problem.to_dict() for problem in problems],
        "findings": [finding.to_dict() for finding in check(design)] if design else [],
    }


@router.get("/examples/{slug}/run", response=schemas.ExampleRun, by_alias=True)
def example_with_run(request: HttpRequest, slug: str, fix: str = "") -> Any:
    """An example with its frames and findings, as the home page plays it; `fix` names a rule whose
    fix is made before the run."""
    run = example_run(slug, fix)
    if run is None:
        raise Http404
    return answer_cached(request, run)


@router.get("/scenarios", response=list[schemas.ScenarioBrief])
def listing(request: HttpRequest) -> Any:
    """My scenarios, the latest first."""
    found = scenarios_of(owner_of(request)).only("id", "name", "draft_version", "updated_at")
    return [
        {"id": one.pk, "name": one.name, "version": one.draft_version, "saved_at": one.updated_at}
        for one in found
    ]


@router.post("/scenarios", response={201: schemas.Scenario, 404: Refused, 409: Refused})
def create(request: HttpRequest, body: schemas.ScenarioIn) -> Any:
    """A new scenario: empty, or from a design, an example or a share link."""
    rate_check(request, "write")
    document = _document(body)
    try:
        scenario = scenario_create(owner=owner_required(request), document=document, name=body.name)
    except ScenarioRefused as refused:
        raise Refusal(409, str(refused)) from refused
    return Status(201, scenario_payload(scenario))


def _document(body: schemas.ScenarioIn) -> dict[str, Any] | None:
    if body.design is not None:
        return body.design.model_dump()
    if body.example is not None:
        if (found := example(body.example)) is None:
            raise Refusal(404, f"There is no example “{body.example}”.")
        return {**found.design, "name": found.title}
    if body.share is not None:
        if (shared := above.shared_document(body.share)) is None:
            raise Refusal(404, "This link leads nowhere; ask whoever sent it for a new one.")
        return shared
    return None


@router.get("/scenarios/{id:scenario_id}", response=schemas.Scenario)
def detail(request: HttpRequest, scenario_id: str) -> Any:
    """A scenario with its draft and its runs."""
    return scenario_payload(_mine(request, scenario_id))


@router.patch("/scenarios/{id:scenario_id}", response=schemas.Scenario)
def rename(request: HttpRequest, scenario_id: str, body: schemas.ScenarioRename) -> Any:
    """Name a scenario. The name is part of its draft, so the version grows."""
    rate_check(request, "write")
    scenario = _mine(request, scenario_id)
    return scenario_payload(scenario_rename(scenario=scenario, name=body.name))


@router.delete("/scenarios/{id:scenario_id}", response={204: None})
def delete(request: HttpRequest, scenario_id: str) -> Any:
    """Put a scenario away; for 30 days it can be restored."""
    rate_check(request, "write")
    scenario_delete(scenario=_mine(request, scenario_id))
    return Status(204, None)


@router.post("/scenarios/{id:scenario_id}/restore", response=schemas.Scenario)
def restore(request: HttpRequest, scenario_id: str) -> Any:
    """Bring a deleted scenario back."""
    rate_check(request, "write")
    deleted = scenarios_deleted(owner_of(request)).filter(pk=scenario_id).first()
    if deleted is None:
        return scenario_payload(_mine(request, scenario_id))
    return scenario_payload(scenario_restore(scenario=deleted))


@router.post("/scenarios/{id:scenario_id}/duplicate", response={201: schemas.Scenario})
def duplicate(request: HttpRequest, scenario_id: str) -> Any:
    """A copy with the same draft, without its runs."""
    rate_check(request, "write")
    scenario = _mine(request, scenario_id)
    try:
        copy = scenario_duplicate(scenario=scenario, owner=owner_required(request))
    except ScenarioRefused as refused:
        raise Refusal(409, str(refused)) from refused
    return Status(201, scenario_payload(copy))


@router.put(
    "/scenarios/{id:scenario_id}/draft",
    response={200: schemas.DraftSaved, 409: schemas.DraftConflict},
)
def save_draft(request: HttpRequest, scenario_id: str, body: schemas.DraftIn) -> Any:
    """Save the working copy made from `version`; 409 with the other one if that is outdated."""
    rate_check(request, "write")
    scenario = _mine(request, scenario_id)
    document = body.design.model_dump()
    try:
        saved = draft_save(scenario=scenario, version=body.version, document=document)
    except DraftOutdated as outdated:
        other = outdated.scenario
        answer = {
            "message": str(outdated),
            "version": other.draft_version,
            "design": other.draft,
        }
        return Status(409, answer)
    return {"version": saved.draft_version, "saved_at": saved.updated_at}


@router.post("/scenarios/{id:scenario_id}/edit-link", response=schemas.EditLink)
def edit_link(request: HttpRequest, scenario_id: str) -> Any:
    """A new secret address that lets whoever opens it edit; an earlier one ends."""
    rate_check(request, "edit-link")
    secret = edit_secret_new(scenario=_mine(request, scenario_id))
    return {"url": request.build_absolute_uri(reverse("edit", args=[secret]))}


def _mine(request: HttpRequest, scenario_id: str) -> Scenario:
    scenario = scenario_for(owner_of(request), scenario_id)
    if scenario is None:
        raise Http404
    return scenario

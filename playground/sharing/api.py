"""API: share links over HTTP."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Router, Status

from playground.accounts.selectors import owner_of
from playground.accounts.services import owner_required
from playground.core.answers import Refusal
from playground.core.rates import rate_check
from playground.core.schemas import Refused
from playground.runs.selectors import run_owned
from playground.scenarios import schemas as scenario_schemas
from playground.scenarios.payloads import scenario_payload
from playground.scenarios.services import ScenarioRefused
from playground.sharing import schemas
from playground.sharing.selectors import share_by, share_payload
from playground.sharing.services import ShareRefused, share_create, share_fork

router = Router(tags=["Sharing"])


@router.post("/scenarios/{id:scenario_id}/shares", response={201: schemas.ShareMade, 409: Refused})
def share(request: HttpRequest, scenario_id: str, body: schemas.ShareIn) -> Any:
    """A link to a finished run of a scenario, for anybody to read and fork."""
    rate_check(request, "write")
    owner = owner_of(request)
    run = run_owned(owner, body.run)
    if owner is None or run is None or run.scenario_id != scenario_id:
        raise Http404
    try:
        made = share_create(run=run, owner=owner, note=body.note, by=body.by)
    except ShareRefused as refused:
        raise Refusal(409, str(refused)) from refused
    url = request.build_absolute_uri(reverse("share", args=[made.pk]))
    return Status(201, {"slug": made.pk, "url": url})


@router.get("/shares/{id:slug}", response=schemas.Share)
def detail(request: HttpRequest, slug: str) -> Any:
    """What a link shows, to anybody."""
    found = share_by(slug)
    if found is None:
        raise Http404
    return share_payload(found)


@router.post("/shares/{id:slug}/fork", response={201: scenario_schemas.Scenario, 409: Refused})
def fork(request: HttpRequest, slug: str) -> Any:
    """A scenario of one's own with the shared design."""
    rate_check(request, "write")
    found = share_by(slug)
    if found is None:
        raise Http404
    try:
        scenario = share_fork(share=found, owner=owner_required(request))
    except ScenarioRefused as refused:
        raise Refusal(409, str(refused)) from refused
    return Status(201, scenario_payload(scenario))

"""Views: the pages of scenarios and examples. Each says which context its template gets."""

import json
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from playground.accounts.selectors import owner_of
from playground.accounts.services import owner_required
from playground.core.errors import error_page
from playground.core.rates import rate_exceeded
from playground.scenarios.example_runs import example_run
from playground.scenarios.examples import choices, example, example_titled, examples, groups
from playground.scenarios.imports import ImportRefused, document_of_upload
from playground.scenarios.models import Scenario
from playground.scenarios.payloads import scenario_payload
from playground.scenarios.selectors import (
    scenario_by_secret,
    scenario_for,
    scenarios_deleted,
    scenarios_of,
)
from playground.scenarios.services import (
    ScenarioRefused,
    editor_add,
    scenario_create,
    scenario_delete,
    scenario_duplicate,
    scenario_rename,
    scenario_restore,
)
from playground.scenarios.thumbnail import thumbnail

CARDS_ON_HOME = 6
SCENARIOS_ON_A_PAGE = 50
DELETED_ON_A_PAGE = 20
SLOW_DOWN = "That was too often within a minute. Wait a moment and try again."


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Template home.html. Context: `examples` (six), `story` (the first of them, an Example),
    `finding` (the most important finding of its run, or None), `page_data` for json_script
    (`{story: slug}`; the run itself is at /api/examples/SLUG/run)."""
    shown = examples()[:CARDS_ON_HOME]
    story = shown[0]
    run = example_run(story.slug)
    finding = next(iter(run["findings"]), None) if run else None
    context = {
        "examples": shown,
        "story": story,
        "finding": finding,
        "page_data": {"story": story.slug},
    }
    return render(request, "home.html", context)


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Template gallery.html. Context: `groups` of examples by category; the `findings` and
    `products` to which they can be narrowed."""
    context = {
        "groups": groups(),
        "count": len(examples()),
        "findings": choices("findings"),
        "products": choices("products"),
    }
    return render(request, "gallery.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """POST makes an empty scenario and opens it. GET, as from a bookmark, leads home."""
    if request.method != "POST":
        return redirect("home")
    return _created(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def gallery_open(request: HttpRequest, slug: str) -> HttpResponse:
    """POST opens an example as a scenario of one's own; with a field `run` the editor runs it at
    once. GET shows its card in the gallery."""
    found = example(slug)
    if found is None:
        raise Http404
    if request.method != "POST":
        return redirect(f"{reverse('gallery')}#{slug}")
    opened = _created(request, {**found.design, "name": found.title})
    if "run" in request.POST and opened.status_code == 302:
        opened["Location"] += "#run"
    return opened


def _created(request: HttpRequest, document: dict[str, Any] | None) -> HttpResponse:
    if rate_exceeded(request, "write"):
        return error_page(request, 429, SLOW_DOWN)
    try:
        scenario = scenario_create(owner=owner_required(request), document=document)
    except ScenarioRefused as refused:
        messages.error(request, str(refused))
        return redirect("scenarios")
    return redirect("editor", scenario.pk)


@never_cache
@ensure_csrf_cookie
@require_safe
def editor(request: HttpRequest, scenario_id: str) -> HttpResponse:
    """Template editor.html. Context: `scenario`, `page_data` for json_script
    (`{scenario: SCENARIO, example: {title, lesson}}`, the latter null where it is no copy of an
    example); the catalogue is at /api/catalog, kept by the browser."""
    scenario = _mine(request, scenario_id)
    copied = example_titled(scenario.name)
    told = {"title": copied.title, "lesson": copied.lesson} if copied else None
    page_data = {"scenario": scenario_payload(scenario), "example": told}
    return render(request, "editor.html", {"scenario": scenario, "page_data": page_data})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, secret: str) -> HttpResponse:
    """What an edit link opens. GET leads an editor straight on and asks others to confirm, so that
    programs which look at links change nothing; POST makes the scenario theirs to change.
    Template edit.html. Context: `scenario`, `secret`."""
    if rate_exceeded(request, "edit-link"):
        return error_page(request, 429, SLOW_DOWN)
    scenario = scenario_by_secret(secret)
    if scenario is None:
        raise Http404
    if request.method == "POST":
        editor_add(scenario=scenario, owner=owner_required(request))
    elif scenario_for(owner_of(request), scenario.pk) is None:
        return render(request, "edit.html", {"scenario": scenario, "secret": secret})
    return redirect("editor", scenario.pk)


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Template scenarios.html. Context: `rows` (`{scenario, thumbnail, components}` of this page),
    `page` (a Django Page), `deleted` (scenarios that can be restored, the latest first),
    `just_deleted` (the one deleted a moment ago, or None: show Undo), `anonymous` (no account)."""
    owner = owner_of(request)
    page = Paginator(scenarios_of(owner), SCENARIOS_ON_A_PAGE).get_page(request.GET.get("page"))
    deleted = list(scenarios_deleted(owner)[:DELETED_ON_A_PAGE])
    just_deleted = request.GET.get("deleted")
    context = {
        "rows": [_row(scenario) for scenario in page],
        "page": page,
        "deleted": deleted,
        "just_deleted": next((one for one in deleted if one.pk == just_deleted), None),
        "anonymous": not request.user.is_authenticated,
    }
    return render(request, "scenarios.html", context)


def _row(scenario: Scenario) -> dict[str, Any]:
    drawn: SafeString = mark_safe(thumbnail(scenario.draft))  # Holds no text of the document.
    return {
        "scenario": scenario,
        "thumbnail": drawn,
        "components": len(scenario.draft["components"]),
    }


@require_POST
def rename(request: HttpRequest, scenario_id: str) -> HttpResponse:
    """Field `name`; leads back to My scenarios."""
    scenario_rename(scenario=_mine(request, scenario_id), name=request.POST.get("name", ""))
    return redirect("scenarios")


@require_POST
def duplicate(request: HttpRequest, scenario_id: str) -> HttpResponse:
    """Leads back to My scenarios, where the copy stands first."""
    if rate_exceeded(request, "write"):
        return error_page(request, 429, SLOW_DOWN)
    try:
        scenario_duplicate(scenario=_mine(request, scenario_id), owner=owner_required(request))
    except ScenarioRefused as refused:
        messages.error(request, str(refused))
    return redirect("scenarios")


@require_POST
def delete(request: HttpRequest, scenario_id: str) -> HttpResponse:
    """Leads back to My scenarios, which offers Undo."""
    scenario = scenario_delete(scenario=_mine(request, scenario_id))
    return redirect(f"{reverse('scenarios')}?deleted={scenario.pk}")


@require_POST
def restore(request: HttpRequest, scenario_id: str) -> HttpResponse:
    """Leads back to My scenarios."""
    scenario = scenarios_deleted(owner_of(request)).filter(pk=scenario_id).first()
    if scenario is None:
        raise Http404
    scenario_restore(scenario=scenario)
    messages.success(request, f"“{scenario.name}” is back.")
    return redirect("scenarios")


@require_safe
def export(request: HttpRequest, scenario_id: str) -> HttpResponse:
    """The design as a file that can be read, edited by hand, and imported again."""
    scenario = _mine(request, scenario_id)
    text = json.dumps(scenario.draft, indent=2, ensure_ascii=False) + "\n"
    return HttpResponse(
        text,
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="design-{scenario.pk}.json"'},
    )


@require_POST
def import_design(request: HttpRequest) -> HttpResponse:
    """File field `design`; opens what it holds, or says in a message why it cannot."""
    try:
        document = document_of_upload(request.FILES.get("design"))
    except ImportRefused as refused:
        messages.error(request, str(refused))
        return redirect("scenarios")
    return _created(request, document)


def _mine(request: HttpRequest, scenario_id: str) -> Scenario:
    scenario = scenario_for(owner_of(request), scenario_id)
    if scenario is None:
        raise Http404
    return scenario

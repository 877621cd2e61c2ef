"""Views: the page of a share link, and its fork button without a script."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_safe

from playground.accounts.services import owner_required
from playground.core.errors import error_page
from playground.core.rates import rate_exceeded
from playground.scenarios.services import ScenarioRefused
from playground.scenarios.views import SLOW_DOWN
from playground.sharing.selectors import share_by, share_payload
from playground.sharing.services import share_fork


@ensure_csrf_cookie
@require_safe
def share(request: HttpRequest, slug: str) -> HttpResponse:
    """Template share.html. Context: `share` (name, note, by, created_at, run), `run` (RUN of the
    API, with design, result and findings), `page_data` for json_script (`{share: SHARE}`)."""
    found = share_by(slug)
    if found is None:
        raise Http404
    payload = share_payload(found)
    context = {"share": found, "run": payload["run"], "page_data": {"share": payload}}
    return render(request, "share.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def fork(request: HttpRequest, slug: str) -> HttpResponse:
    """POST opens the shared design as a scenario of one's own; the field `fix` names a rule whose
    fix is made in it. GET shows the link."""
    found = share_by(slug)
    if found is None:
        raise Http404
    if request.method != "POST":
        return redirect("share", slug)
    if rate_exceeded(request, "write"):
        return error_page(request, 429, SLOW_DOWN)
    try:
        scenario = share_fork(
            share=found, owner=owner_required(request), fix=request.POST.get("fix", "")
        )
    except ScenarioRefused as refused:
        messages.error(request, str(refused))
        return redirect("scenarios")
    return redirect("editor", scenario.pk)

"""API: the catalogue over HTTP."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from playground.core.answers import answer_cached
from playground.core.schemas import Catalog
from playground.reference.selectors import browser_catalog

router = Router(tags=["Catalogue"])


@router.get("/catalog", response=Catalog)
def catalog(request: HttpRequest) -> Any:
    """Component types, edges, settings, metrics, limits and rules, made from the code."""
    return answer_cached(request, browser_catalog())

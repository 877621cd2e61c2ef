"""Addresses: which view answers which path."""

from django.urls import include, path

from playground.api import api
from playground.core.health import healthz
from playground.scenarios.examples import examples

urlpatterns = [
    path("", include("playground.scenarios.urls")),
    path("", include("playground.sharing.urls")),
    path("", include("playground.accounts.urls")),
    path("", include("playground.reference.urls"), {"examples": examples}),
    path("api/", api.urls),
    path("healthz", healthz),
]

handler400 = "playground.core.errors.bad_request"
handler403 = "playground.core.errors.forbidden"
handler404 = "playground.core.errors.not_found"
handler500 = "playground.core.errors.server_error"

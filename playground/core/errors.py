"""Errors: the answers for what no view could answer; a page for people, JSON under /api/."""

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from playground.core.answers import (
    BROKEN,
    NO_TOKEN,
    NOT_ALLOWED,
    NOT_FOUND,
    UNREADABLE,
    answer,
)
from playground.core.parsing import too_large
from playground.core.storage import DISK_FULL, is_disk_full

logger = logging.getLogger(__name__)

TITLES = {
    400: "This request cannot be read",
    403: "This is not yours to change",
    404: "Nothing stands here",
    413: "This is too large",
    429: "Too many requests at once",
    500: "Something broke on our side",
    507: "The disk is full",
}


def error_page(request: HttpRequest, status: int, message: str) -> HttpResponse:
    """The answer for an error. Template error.html; context: status, title, message."""
    if request.path.startswith("/api/"):
        return answer(status, message)
    title = TITLES.get(status, HTTPStatus(status).phrase)
    context = {"status": status, "title": title, "message": message}
    return render(request, "error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler400."""
    return error_page(request, 400, UNREADABLE.split(":")[0] + ".")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler403."""
    return error_page(request, 403, NOT_ALLOWED)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW."""
    return error_page(request, 403, NO_TOKEN)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler404."""
    return error_page(request, 404, NOT_FOUND)


def too_large_request(request: HttpRequest) -> HttpResponse:
    """For a body that is larger than the site reads."""
    return error_page(request, 413, too_large())


class FullDiskMiddleware:
    """A page that could not be made because the disk is full says so, in one sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Django's hook for what a view raises; None leaves it to `server_error`."""
        if not is_disk_full(error):
            return None
        logger.error("%s: %s", request.path, DISK_FULL)
        return error_page(request, 507, DISK_FULL)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500. Asks neither session nor database: they may be what broke.

    Template 500.html; context: title, message.
    """
    if request.path.startswith("/api/"):
        return answer(500, BROKEN)
    page = render_to_string("500.html", {"title": TITLES[500], "message": BROKEN})
    return HttpResponse(page, status=500)

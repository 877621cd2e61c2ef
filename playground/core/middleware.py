"""Middleware: the Content-Security-Policy of every answer."""

from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse


class ContentSecurityPolicyMiddleware:
    """Only the site's own files run, style and connect; nothing inline, nothing from elsewhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", _policy(request))
        return response


def _policy(request: HttpRequest) -> str:
    # Some browsers' 'self' does not cover ws:, so the socket's own origin is named as well.
    scheme = "wss" if request.is_secure() else "ws"
    try:
        socket = f"{scheme}://{request.get_host()}"
    except DisallowedHost:
        socket = ""  # The answer is a refusal; it opens no socket.
    return (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        f"connect-src 'self' {socket}; font-src 'self'; object-src 'none'; base-uri 'self'; "
        "form-action 'self'; frame-ancestors 'none'"
    )

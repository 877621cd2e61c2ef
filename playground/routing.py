"""Routing: the addresses of the WebSockets, and which pages may open one."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from channels.security.websocket import WebsocketDenier
from django.urls import path

from playground.runs.consumers import RunConsumer

Scope = MutableMapping[str, Any]
Application = Callable[[Scope, Any, Any], Awaitable[None]]


class SameOrigin:
    """Only the site's own pages may open a socket: Origin must name the host that was asked for.

    The same comparison guards every unsafe request (Django's CSRF check), so a proxy that works
    for one works for the other.
    """

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        headers = dict(scope["headers"])
        origin = urlsplit(headers.get(b"origin", b"").decode("latin-1"))
        host = headers.get(b"host", b"").decode("latin-1")
        same = bool(host) and origin.scheme in ("http", "https") and origin.netloc == host
        await (self.application if same else WebsocketDenier())(scope, receive, send)


websocket_urlpatterns = [path("ws/runs/<slug:run>/", RunConsumer.as_asgi())]
websockets = SameOrigin(AuthMiddlewareStack(URLRouter(websocket_urlpatterns)))

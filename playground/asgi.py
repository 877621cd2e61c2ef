"""ASGI: pages and API by Django, WebSockets by Channels."""

import os

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")
http = get_asgi_application()  # Before the consumers: it loads the apps their models need.

from playground.routing import websockets  # noqa: E402 - the apps must be ready first
from playground.runs.warming import warm_web  # noqa: E402 - likewise

application = ProtocolTypeRouter({"http": http, "websocket": websockets})
warm_web()

"""People: those who use the site in the tests, each with a browser of their own."""

import json
import re
from collections.abc import Mapping
from typing import Any

from django.test import Client

from playground.runs.claims import claim
from playground.runs.computing import compute
from playground.runs.models import Run

SMALL: dict[str, Any] = {
    "version": 1,
    "name": "Letters",
    "components": {
        "shop": {"type": "client", "label": "Shop", "settings": {"rate": "2/s"}},
        "orders": {"type": "queue", "label": "Orders", "settings": {}},
        "hands": {"type": "worker", "label": "Hands", "settings": {"processing_time": "200ms"}},
    },
    "edges": {
        "order": {"source": "shop", "target": "orders", "kind": "message", "settings": {}},
        "work": {"source": "orders", "target": "hands", "kind": "message", "settings": {}},
    },
    "timeline": {},
    "run": {"duration": "30s", "seed": 3},
    "layout": {"shop": {"x": 0, "y": 0}, "orders": {"x": 200, "y": 0}, "hands": {"x": 400, "y": 0}},
}
"""A design that is simulated in a moment."""


SENTENCE = re.compile(r"(.+: )?[A-Z“].*[.)]", re.DOTALL)
"""A sentence, perhaps behind the place that it is about."""


class Person:
    """Somebody with a browser. Asks the site for things, and reads the answers as JSON."""

    def __init__(self) -> None:
        self.browser = Client(raise_request_exception=False)

    def get(self, path: str) -> Any:
        return self.browser.get(path)

    def send(self, method: str, path: str, body: object = None) -> Any:
        """An unsafe request to the API, as the pages' scripts send it."""
        return self.browser.generic(method, path, json.dumps(body), content_type="application/json")

    def submit(self, path: str, **fields: Any) -> Any:
        """A form, as the pages send it without a script."""
        return self.browser.post(path, fields)

    def draw(self, design: Mapping[str, Any] = SMALL, **more: Any) -> dict[str, Any]:
        """A scenario of one's own."""
        answer = self.send("POST", "/api/scenarios", {"design": design, **more})
        assert answer.status_code == 201, answer.content
        return said(answer)

    def save(self, scenario: str, version: int, design: Mapping[str, Any]) -> Any:
        return self.send(
            "PUT", f"/api/scenarios/{scenario}/draft", {"version": version, "design": design}
        )

    def run(self, scenario: str, design: Mapping[str, Any] = SMALL) -> dict[str, Any]:
        """A finished run: what a worker would compute is computed here."""
        answer = self.send("POST", f"/api/scenarios/{scenario}/runs", {"design": design})
        assert answer.status_code == 201, answer.content
        run = said(answer)
        for replication in Run.objects.get(pk=run["id"]).replications.all():
            if taken := claim(replication.pk, worker="test", task="test"):
                compute(taken)
        return said(self.get(f"/api/runs/{run['id']}"))

    def share(self, scenario: str, run: str, **words: str) -> Any:
        return self.send("POST", f"/api/scenarios/{scenario}/shares", {"run": run, **words})


def said(answer: Any) -> dict[str, Any]:
    """The JSON of an answer."""
    found: dict[str, Any] = json.loads(answer.content)
    return found


def sentence(answer: Any) -> str:
    """What an error says; every error says one sentence or more."""
    message = said(answer)["message"]
    assert isinstance(message, str)
    assert SENTENCE.fullmatch(message), message
    return message

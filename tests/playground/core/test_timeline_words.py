"""Timeline words: an action is told by its component, its kind and its settings."""

from typing import Any

import pytest

from playground.core.timeline_words import name, words

NARROW = "\u202f"
DESIGN = {
    "components": {
        "jobs": {"type": "queue", "label": "Transcode queue"},
        "workers": {"type": "worker", "label": ""},
    }
}


def field(name: str, label: str, kind: str, default: Any = None) -> dict[str, Any]:
    return {"name": name, "label": label, "kind": kind, "default": default, "unit": None}


CATALOG = {
    "types": [
        {
            "type": "queue",
            "fields": [field("retention", "Retention", "duration")],
            "actions": [
                {
                    "name": "redrive",
                    "label": "Redrive",
                    "fields": [{**field("rate", "Rate", "rate"), "nothing": "as fast as it can"}],
                }
            ],
        },
        {
            "type": "worker",
            "fields": [field("instances", "Instances", "integer")],
            "actions": [{"name": "set", "label": "Set", "fields": []}],
        },
    ]
}


@pytest.mark.parametrize(
    ("action", "called", "told"),
    [
        (
            {"at": 300, "target": "jobs", "action": "redrive", "settings": {"rate": 5}},
            "Transcode queue, redrive",
            f"at 5{NARROW}min, rate 5/s",
        ),
        (
            {"at": 0, "target": "jobs", "action": "redrive", "settings": {"rate": None}},
            "Transcode queue, redrive",
            f"at 0{NARROW}s, rate as fast as it can",
        ),
        (
            {
                "at": 1.5,
                "target": "workers",
                "action": "set",
                "settings": {"setting": "instances", "value": 8},
            },
            "workers, set instances",
            f"at 1.5{NARROW}s, value 8",
        ),
        (
            {"at": "5m", "target": "gone", "action": "stop", "settings": {"odd": 1}},
            "gone, stop",
            "at 5m",
        ),
    ],
)
def test_an_action_is_told_in_words(action: dict[str, Any], called: str, told: str) -> None:
    assert name(action, DESIGN, CATALOG) == called
    assert words(action, DESIGN, CATALOG) == told

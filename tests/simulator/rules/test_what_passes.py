"""What passes: a healthy design that the timeline disturbs for a while stays a healthy design."""

from typing import Any

import pytest

from simulator import check
from tests.simulator.rules.designs import STORY, changed, read, simulate

HEALTHY = changed(
    STORY,
    uploaders={"pattern": "poisson", "rate": "2/s"},
    q={"visibility_timeout": "120s"},
    w={"idempotent": True, "poison_share": 0.002},
    dead={"retention": "14d"},
    redrive={"max_receives": 5},
)


@pytest.mark.parametrize(
    ("target", "action", "settings", "told"),
    [
        ("w", "stop", {}, {"ASC-6"}),
        ("w", "stop", {"mode": "kill"}, set()),
        ("w", "crash", {}, set()),
        ("w", "deploy", {}, {"ASC-6"}),
        ("db", "outage", {"lasts": 300}, {"RET-3"}),
        ("db", "errors", {"lasts": 300, "share": 0.5}, {"RET-3"}),
        ("db", "slow", {"lasts": 300, "factor": 50}, {"NOTO-1"}),
        ("upload", "outage", {"lasts": 120}, set()),
        ("uploaders", "spike", {"factor": 4, "lasts": 200}, set()),
        ("uploaders", "stop", {}, set()),
        ("q", "purge", {}, set()),
    ],
)
def test_a_disturbance_that_passes_is_no_error_of_the_design(
    target: str, action: str, settings: dict[str, Any], told: set[str]
) -> None:
    document = changed(HEALTHY)
    document["timeline"] = {
        "a": {"at": 600, "target": target, "action": action, "settings": settings}
    }
    if action == "stop":
        document["timeline"]["b"] = {"at": 900, "target": target, "action": "start"}

    found = check(read(document), simulate(document))

    # Poison lies among the dead letters in any case. Work that a stop would kill, a call that
    # nothing ends and retries are told for what they are.
    assert {one.rule for one in found} == told | {"DLQ-6"}
    assert not [one for one in found if one.severity == "error"]

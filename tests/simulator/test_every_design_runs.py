"""Every design that can be read can be run, whatever its settings, and its advice can be sent."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import Simulation, catalog, check, read_design
from tests.builders import edge, uploads

TIMES = [
    0,
    0.001,
    1,
    {"kind": "exponential", "mean": 2},
    {"kind": "gamma", "mean": 1, "cv": 2},
    {"kind": "mixture", "parts": [{"weight": 1, "of": 0}, {"weight": 1, "of": 3}]},
]
MODEST = 200  # Bounds are for large designs; here each run takes a fraction of a second.


def values(field: dict[str, Any]) -> list[Any]:
    """Values for a setting: its ends, as far as they are modest, and something between."""
    kind, low = field["kind"], field["minimum"]
    some: list[Any]
    if kind == "choice":
        some = [choice["value"] for choice in field["choices"]]
    elif kind == "boolean":
        some = [True, False]
    elif kind == "distribution":
        some = TIMES
    elif kind == "text":
        some = ["a", "b", "c"]
    elif kind == "list":
        some = [[], *([entry(field, n) for n in range(count)] for count in (1, 3))]
    else:
        some = [1e-6 if field["above"] else low, low + 1, 3, 20, min(field["maximum"], MODEST)]
        some = [value for value in some if value <= field["maximum"]]
    return [*some, None] if field["nullable"] else some


def entry(field: dict[str, Any], number: int) -> dict[str, Any]:
    """An entry of a list that goes together with those before it."""
    return {
        part["name"]: number if part["among"] == "rising" else values(part)[-1 - number]
        for part in field["fields"]
    }


def changes() -> list[tuple[str, str, str, Any]]:
    """Every change of one setting in the story's design: where, whose, which, to what."""
    types = {each["type"]: each["fields"] for each in catalog()["types"]}
    kinds = {kind: each["fields"] for kind, each in catalog()["edges"].items()}
    owners = [("components", id, types[c["type"]]) for id, c in uploads()["components"].items()]
    owners += [("edges", id, kinds[e["kind"]]) for id, e in uploads()["edges"].items()]
    return [
        (place, id, field["name"], value)
        for place, id, fields in owners
        for field in fields
        for value in values(field)
    ]


@given(
    chosen=st.lists(st.sampled_from(changes()), max_size=10),
    direct=st.booleans(),
    loop=st.booleans(),
    warm_up=st.sampled_from([0, 5, "150ms"]),
)
@settings(max_examples=150, deadline=None)
def test_a_design_that_can_be_read_runs_to_its_end(
    chosen: list[tuple[str, str, str, Any]], direct: bool, loop: bool, warm_up: Any
) -> None:
    data = uploads() | {"run": {"duration": 20, "warm_up": warm_up}}
    if direct:
        data["edges"]["direct"] = edge("uploaders", "message", "transcode")
    if loop:
        data["edges"]["again"] = edge("transcoders", "message", "transcode", share=0.5)
    for place, id, name, value in chosen:
        data[place][id]["settings"][name] = value
    design, problems = read_design(data)
    assert bool(problems) == (design is None)
    if design is None:
        return

    simulation = Simulation(design)
    frames = list(simulation.frames())

    assert len(frames) == design.frames
    result = simulation.result()
    json.dumps(result.to_dict(), allow_nan=False)
    json.dumps([finding.to_dict() for finding in check(design, result)], allow_nan=False)
    kept = dict(result.conservation)
    assert kept.pop("sent") == sum(kept.values())

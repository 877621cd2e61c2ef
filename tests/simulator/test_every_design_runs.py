"""Every design that can be read can be run, whatever its settings, and its advice can be sent."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import Simulation, catalog, check, read_design
from tests.builders import Document, component, edge, uploads

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
        some = ["* * * * *", "0 0 * * *", "c"]
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


def story() -> Document:
    """The story's design, into which a scheduler sends, too."""
    data = uploads()
    data["components"]["beat"] = component("scheduler", interval=3)
    data["edges"]["beat"] = edge("beat", "message", "transcode")
    return data


def actions() -> list[Document]:
    """Every action on every component of the design, at a few times."""
    types = {each["type"]: each for each in catalog()["types"]}
    return [
        {"at": at, "target": id, "action": kind["name"], "settings": chosen}
        for id, each in story()["components"].items()
        for kind in types[each["type"]]["actions"]
        for chosen in given_to(kind, types[each["type"]]["fields"])
        for at in (0, 5.5, 10, "15s")
    ]


def given_to(kind: dict[str, Any], fields: list[dict[str, Any]]) -> list[Document]:
    """Settings for an action: none, and every value of each."""
    if kind["name"] == "set":
        return [
            {"setting": field["name"], "value": value}
            for field in fields
            if field["changeable"]
            for value in values(field)
        ]
    return [{}, *({field["name"]: value} for field in kind["fields"] for value in values(field))]


def changes() -> list[tuple[str, str, str, Any]]:
    """Every change of one setting in the story's design: where, whose, which, to what."""
    types = {each["type"]: each["fields"] for each in catalog()["types"]}
    kinds = {kind: each["fields"] for kind, each in catalog()["edges"].items()}
    owners = [("components", id, types[c["type"]]) for id, c in story()["components"].items()]
    owners += [("edges", id, kinds[e["kind"]]) for id, e in story()["edges"].items()]
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
    done=st.lists(st.sampled_from(actions()), max_size=4),
)
@settings(max_examples=150, deadline=None)
def test_a_design_that_can_be_read_runs_to_its_end(
    chosen: list[tuple[str, str, str, Any]],
    direct: bool,
    loop: bool,
    warm_up: Any,
    done: list[Document],
) -> None:
    data = story() | {"run": {"duration": 20, "warm_up": warm_up}}
    if direct:
        data["edges"]["direct"] = edge("uploaders", "message", "transcode")
    if loop:
        data["edges"]["again"] = edge("transcoders", "message", "transcode", share=0.5)
    for place, id, name, value in chosen:
        data[place][id]["settings"][name] = value
    data["timeline"] = {f"action-{number}": each for number, each in enumerate(done)}
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

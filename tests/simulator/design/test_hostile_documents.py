"""Hostile documents: nothing that anyone sends makes reading raise, or take long."""

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import Design, Problem, design_schema, limits, read_design
from tests.builders import chain, problems_of, uploads

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(
        ["client", "queue", "message", "30s", "2%", 10**400, 1e308, "\ud800", "\x00"]
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=15,
)


def whole() -> Any:
    """The story's document with an action in its timeline."""
    purge = {"at": "5m", "target": "transcode", "action": "purge", "settings": {}}
    return {**uploads(), "timeline": {"purge": purge}}


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document, from the outside in."""
    found = [path]
    inner = value.items() if isinstance(value, dict) else []
    for key, each in inner:
        found += places(each, (*path, key))
    return found


def broken(path: tuple[Any, ...], value: Any) -> Any:
    """The story's document with one place overwritten."""
    data: Any = whole()
    if not path:
        return value
    inner = data
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return data


def judge(data: Any) -> None:
    """Reading gives a design or problems; problems have paths and sentences, and can be sent."""
    design, problems = read_design(data)
    assert (design is None) == bool(problems)
    for problem in problems:
        assert isinstance(problem, Problem)
        assert problem.message[-1] in ".…"
        assert len(problem.message) < 700
        json.dumps(problem.to_dict(), allow_nan=False).encode()
    if design is not None:
        assert isinstance(design, Design)
        assert read_design(design.to_dict()) == (design, [])
        assert len(design.fingerprint()) == 64


@given(VALUES)
@settings(max_examples=200, deadline=None)
def test_anything_at_all_is_read_or_refused(data: Any) -> None:
    judge(data)


@given(st.text() | st.binary())
@settings(max_examples=200, deadline=None)
def test_any_text_and_any_bytes_are_read_or_refused(data: Any) -> None:
    judge(data)


@given(st.sampled_from(places(whole())), VALUES)
@settings(max_examples=500, deadline=None)
def test_a_good_design_with_anything_put_anywhere_is_read_or_refused(
    path: tuple[Any, ...], value: Any
) -> None:
    judge(broken(path, value))


SETTINGS = [
    (component, field)
    for component, model in (
        ("uploaders", "ClientSettings"),
        ("upload", "ServiceSettings"),
        ("transcode", "QueueSettings"),
        ("transcoders", "WorkerSettings"),
        ("records", "DatabaseSettings"),
    )
    for field in design_schema()["$defs"][model]["properties"]
]
LIKELY = st.one_of(
    st.sampled_from([0, -1, 1, 0.5, 1e300, "2%", "0s", "1h", "5/s", "9/h", True, None, [], {}]),
    st.floats(min_value=0, max_value=1e6),
    st.integers(min_value=-5, max_value=10**7),
    st.sampled_from(["closed", "steps", "backoff", "reject", "quadratic", "random", "none"]),
    st.fixed_dictionaries(
        {"kind": st.sampled_from(["lognormal", "gamma", "weibull", "uniform", "constant"])},
        optional={
            name: st.sampled_from([0, 1, 2.5, "30s", -1, "x"])
            for name in ("mean", "cv", "median", "p99", "shape", "low", "high", "value")
        },
    ),
    st.lists(st.fixed_dictionaries({"at": st.integers(0, 9), "rate": st.integers(0, 9)})),
)


@given(st.dictionaries(st.sampled_from(SETTINGS), LIKELY, max_size=12))
@settings(max_examples=500, deadline=None)
def test_any_settings_are_read_or_refused(chosen: dict[tuple[str, str], Any]) -> None:
    data = uploads()
    for (component, field), value in chosen.items():
        data["components"][component]["settings"][field] = value
    judge(data)


IDS = st.sampled_from(["a", "b", "c", "d", "e", "nowhere"])
TYPES = st.sampled_from(["client", "service", "queue", "worker", "database"])
KINDS = st.sampled_from(["call", "message", "dead-letter"])


@given(
    st.dictionaries(IDS, TYPES, max_size=5),
    st.lists(st.tuples(IDS, KINDS, IDS), max_size=10),
    st.booleans(),
)
@settings(max_examples=500, deadline=None)
def test_any_graph_is_read_or_refused(
    types: dict[str, str], edges: list[tuple[str, str, str]], instant: bool
) -> None:
    times = {"service": "service_time", "worker": "processing_time"}
    judge(
        {
            "version": 1,
            "components": {
                id: {
                    "type": type,
                    "settings": {times[type]: 0} if instant and type in times else {},
                }
                for id, type in types.items()
            },
            "edges": {
                f"e{number}": {"source": source, "kind": kind, "target": target}
                for number, (source, kind, target) in enumerate(edges)
            },
        }
    )


class Endless(dict[str, Any]):
    """A map that contains itself."""

    def __init__(self) -> None:
        super().__init__()
        self["components"] = self


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("[" * 100_000, id="lists without end"),
        pytest.param('{"a":' * 50_000, id="maps without end"),
        pytest.param('{"a":' * 100 + "1" + "}" * 100, id="a hundred levels"),
        pytest.param('{"version": ' + "9" * 10_000 + "}", id="a number of 10,000 digits"),
        pytest.param('{"version": 1e400}', id="a number beyond all floats"),
        pytest.param('{"version": NaN}', id="not a number"),
        pytest.param(b"\xff\xfe\x00", id="no UTF-8"),
        pytest.param(Endless(), id="a map within itself"),
        pytest.param({1: 2, ("a",): 3}, id="keys that are no text"),
        pytest.param({"version": object()}, id="an object"),
        pytest.param({"components": {"a": {"type": ["queue"]}}}, id="a list as a type"),
        pytest.param({"components": [1], "edges": "e", "run": 3, "layout": None}, id="wrong types"),
        pytest.param({"components": {"a" * 5_000: {}}}, id="a long id"),
        pytest.param({"components": {"a": {"type": "x" * 100_000}}}, id="a long type"),
        pytest.param({"version": 1, "name": "\ud800"}, id="half a character"),
    ],
)
def test_what_is_meant_to_hurt_does_not(data: Any) -> None:
    judge(data)
    assert problems_of(data)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("x" * 10_000_000, id="ten megabytes of text"),
        pytest.param({"components": {f"c{n}": {} for n in range(300_000)}}, id="many components"),
        pytest.param({"components": {"a": {"settings": [0] * 5_000_000}}}, id="a long list"),
        pytest.param({"name": "y" * 10_000_000}, id="a long name"),
        pytest.param(
            {"edges": {f"e{n}": {"source": "s", "target": "t"} for n in range(20_000)}},
            id="many edges to nowhere",
        ),
        pytest.param(
            {"components": {f"client{n}": {"type": f"clien{n}"} for n in range(3_000)}},
            id="many types that are nearly right",
        ),
    ],
)
def test_what_is_too_large_is_refused_soon(data: Any) -> None:
    begun = time.process_time()

    assert problems_of(data)

    assert time.process_time() - begun < 5


def test_ten_megabytes_are_told_with_the_limit() -> None:
    (problem,) = problems_of("x" * 10_000_000)

    assert f"{limits.DOCUMENT_BYTES_MAX:,}" in problem.message


def test_a_damaged_value_is_told_once() -> None:
    data = chain(queue={"visibility_timeout": float("inf")})

    (problem,) = problems_of(data)

    assert problem.path == ("components", "jobs", "settings", "visibility_timeout")
    assert problem.message == "This number is not finite, or far too large."

"""Canonical form: a design has one way to be written and one fingerprint."""

import copy
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import read_design
from tests.builders import Document, chain, read, uploads


def with_setting(name: str, value: Any, component: str = "jobs") -> Document:
    data = chain()
    data["components"][component]["settings"] = {name: value}
    return data


def fingerprint(data: Document) -> str:
    return read(data).fingerprint()


def shuffled(value: Any) -> Any:
    """The same with every map's keys the other way round."""
    if isinstance(value, dict):
        return {key: shuffled(value[key]) for key in reversed(value)}
    return [shuffled(each) for each in value] if isinstance(value, list) else value


def test_what_is_written_is_read_as_the_same_design() -> None:
    design = read(uploads())

    assert read_design(design.to_dict()) == (design, [])
    assert design.to_dict() == read(design.to_dict()).to_dict()


def test_defaults_are_left_out_and_quantities_are_numbers() -> None:
    data = uploads(visibility_timeout="30s")
    data["components"]["transcode"]["settings"]["retention"] = "2h"

    written = read(data).to_dict()

    assert written["components"]["transcode"]["settings"] == {"retention": 7_200}
    assert written["components"]["transcoders"]["settings"]["poison_share"] == 0.005
    assert written["components"]["upload"]["settings"]["service_time"] == {
        "kind": "lognormal",
        "mean": 0.2,
        "cv": 0.3,
    }
    assert written["run"] == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (with_setting("visibility_timeout", "200ms"), with_setting("visibility_timeout", 0.2)),
        (with_setting("visibility_timeout", "2m"), with_setting("visibility_timeout", "120s")),
        (with_setting("visibility_timeout", 30), chain()),
        (with_setting("rate", "90/min", "client"), with_setting("rate", 1.5, "client")),
        (
            with_setting("processing_time", {"kind": "constant", "value": "1s"}, "workers"),
            with_setting("processing_time", 1, "workers"),
        ),
        (
            with_setting(
                "processing_time",
                {"kind": "percentiles", "points": {"0": 0, "50.0": 1, "100": 2}},
                "workers",
            ),
            with_setting(
                "processing_time",
                {"kind": "percentiles", "points": {"100": 2, "50": 1, "0": 0}},
                "workers",
            ),
        ),
        (chain(duration="30m"), chain(duration=1_800)),
    ],
)
def test_equivalent_spellings_have_one_fingerprint(one: Document, other: Document) -> None:
    assert fingerprint(one) == fingerprint(other)


def test_names_labels_layout_and_the_order_of_keys_do_not_matter() -> None:
    data = uploads()
    other = shuffled(copy.deepcopy(data))
    other["name"] = "Something else"
    other["layout"] = {"dead": {"x": 1, "y": 2}}
    for component in other["components"].values():
        component["label"] += "!"

    assert fingerprint(other) == fingerprint(data)
    assert list(read(other).components) == list(read(data).components)


@pytest.mark.parametrize(
    "changed",
    [
        chain(seed=2),
        chain(duration=1_801),
        chain(replications=2),
        with_setting("visibility_timeout", 31),
        with_setting("poison_share", 0.1, "workers"),
    ],
)
def test_what_decides_about_the_simulation_changes_the_fingerprint(changed: Document) -> None:
    assert fingerprint(changed) != fingerprint(chain())


def test_a_fingerprint_does_not_change_by_itself() -> None:
    """Stored runs are found again by it, so a change here must be meant."""
    expected = "1cf5b39cdb051eac13dca2a772c05e890bdc2c1b8a19142ecb903599965df7d1"

    assert fingerprint(uploads()) == expected


def test_a_design_can_be_sent_to_another_process() -> None:
    design = read(uploads())

    assert pickle.loads(pickle.dumps(design)) == design


SECONDS = st.floats(min_value=0.001, max_value=40_000) | st.integers(1, 40_000)


@given(
    timeout=SECONDS,
    share=st.floats(min_value=0, max_value=1),
    work=st.one_of(
        SECONDS,
        st.builds(lambda mean, cv: {"kind": "gamma", "mean": mean, "cv": cv}, SECONDS, st.just(2)),
        st.builds(
            lambda low, more: {"kind": "uniform", "low": low, "high": low + more}, SECONDS, SECONDS
        ),
        st.lists(SECONDS, min_size=1, max_size=4).map(
            lambda of: {"kind": "mixture", "parts": [{"weight": 1, "of": each} for each in of]}
        ),
    ),
    steps=st.lists(st.integers(0, 5_000), max_size=5, unique=True).map(sorted),
    name=st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=40),
)
def test_reading_what_was_written_gives_the_same(
    timeout: float, share: float, work: Any, steps: list[int], name: str
) -> None:
    data = chain(
        client={"steps": [{"at": at, "rate": "6/min"} for at in steps]},
        queue={"visibility_timeout": timeout},
        worker={"processing_time": work, "poison_share": share},
    )
    data["name"] = name

    design = read(data)

    assert read_design(design.to_dict()) == (design, [])
    assert read(design.to_dict()).fingerprint() == design.fingerprint()

"""Setting words: bounds, defaults and values as people read them."""

from typing import Any

import pytest

from playground.core.setting_words import (
    amount,
    bounds,
    default,
    distribution,
    duration,
    source,
    written,
)
from simulator import catalog, read_design

CATALOG = catalog()


def field(**about: Any) -> dict[str, Any]:
    return {"name": "x", "label": "X", "kind": "number", "unit": None, "choices": [], **about}


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (0.015, "15 ms"), (2.5, "2.5 s"), (90, "90 s"), (7_200, "2 h"), (345_600, "4 d")],
)
def test_a_duration_has_the_largest_unit_that_keeps_it_whole(seconds: float, words: str) -> None:
    assert duration(seconds).replace("\u202f", " ") == words


def test_bounds_are_said_with_their_units() -> None:
    given = field(kind="duration", minimum=0, maximum=43_200)

    assert bounds(given).replace("\u202f", " ") == "0 s to 12 h"
    assert bounds(field(kind="boolean")) == "on or off"
    assert bounds(field(minimum=1, maximum=None)) == "from 1"


def test_a_default_of_nothing_says_what_nothing_means() -> None:
    assert default(field(default=None, nothing="unlimited")) == "unlimited"
    assert default(field(default=None)) == "none"


def test_a_distribution_is_named_with_its_parameters() -> None:
    drawn = distribution({"kind": "lognormal", "mean": 0.5, "cv": 0.5})

    assert drawn.replace("\u202f", " ") == "log-normal, mean 500 ms, cv 0.5"
    assert distribution({"kind": "constant", "value": 2}).replace("\u202f", " ") == "2 s"


def test_a_source_that_is_only_our_choice_is_not_worth_a_line() -> None:
    assert source({"source": "our choice: 500 ms"}) == ""
    assert source({"source": "our choice; Sidekiq 5"}) == "Sidekiq 5"
    assert source({"source": "SQS: 30 s"}) == "SQS: 30 s"


def test_a_list_is_told_entry_by_entry() -> None:
    (client,) = [entry for entry in CATALOG["types"] if entry["type"] == "client"]
    steps, classes = [each for each in client["fields"] if each["kind"] == "list"]
    given = [{"at": 0, "rate": 5}, {"at": 60, "rate": "6/min"}]

    assert bounds(classes) == "list of name, share, size, priority"
    assert default(classes) == "all alike"
    words = default({**steps, "default": given}).replace("\u202f", " ")
    assert words == "from 0 s, rate 5/s; from 1 min, rate 6/min"


@pytest.mark.parametrize("entry", CATALOG["types"], ids=lambda entry: entry["type"])
def test_every_field_of_the_catalog_has_words(entry: dict[str, Any]) -> None:
    for given in entry["fields"]:
        assert default(given)
        assert isinstance(bounds(given), str)
        assert "{" not in default(given) + bounds(given)


def test_what_is_in_a_design_names_what_its_nodes_show_and_what_was_set() -> None:
    design, _ = read_design(
        {
            "version": 1,
            "components": {
                "shop": {"type": "client", "label": "Shop", "settings": {"rate": "2/s"}},
                "jobs": {"type": "queue", "settings": {}},
                "team": {"type": "worker", "label": "Team", "settings": {"poison_share": "1%"}},
            },
            "edges": {
                "a": {"source": "shop", "target": "jobs", "kind": "message"},
                "b": {"source": "jobs", "target": "team", "kind": "message"},
            },
        }
    )
    assert design is not None

    rows = {
        what: value.replace("\u202f", " ") for what, value in written(design.to_dict(), CATALOG)
    }

    assert rows["Shop, rate"] == "2/s"
    assert rows["jobs, visibility timeout"] == "30 s"
    assert rows["Team, poison"] == "1 %"
    assert "Team, idempotent handler" not in rows


@pytest.mark.parametrize(
    ("per_second", "words"),
    [
        (0, "0/s"),
        (3, "3/s"),
        (0.1, "0.1/s"),
        (1 / 60, "1/min"),
        (20 / 3600, "0.3333/min"),
        (0.001, "3.6/h"),
    ],
)
def test_a_slow_rate_is_told_by_the_minute_or_the_hour(per_second: float, words: str) -> None:
    assert amount(per_second, {"kind": "rate"}) == words

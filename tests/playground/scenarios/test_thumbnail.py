"""Thumbnail: a design drawn small."""

import re
from typing import Any
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from playground.scenarios.examples import examples
from playground.scenarios.thumbnail import HEIGHT, WIDTH, thumbnail

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=12,
)
IDS = st.sampled_from(["a", "b", "c", "d", "<script>"])
NEARLY_A_DESIGN = st.fixed_dictionaries(
    {
        "components": ANYTHING
        | st.dictionaries(
            IDS,
            st.fixed_dictionaries(
                {
                    "type": st.sampled_from(["client", "queue", "worker", "<b>"]),
                    "settings": ANYTHING,
                }
            ),
        ),
        "edges": ANYTHING
        | st.dictionaries(
            IDS,
            st.fixed_dictionaries(
                {
                    "source": IDS,
                    "target": IDS,
                    "kind": st.sampled_from(["call", "message", "dead-letter"]),
                    "settings": ANYTHING,
                }
            ),
        ),
        "layout": ANYTHING
        | st.dictionaries(IDS, st.fixed_dictionaries({"x": ANYTHING, "y": ANYTHING})),
    }
)


@given(ANYTHING.filter(lambda value: isinstance(value, dict)) | NEARLY_A_DESIGN)
def test_any_draft_can_be_drawn_and_none_of_its_text_is_shown(design: dict[str, Any]) -> None:
    drawn = thumbnail(design)

    ElementTree.fromstring(drawn)
    assert re.sub(r"<(/?(svg|path|rect|circle)\b[^<>]*)>", "", drawn) == ""


def test_a_message_edge_has_ties_and_a_redrive_policy_dashes() -> None:
    drawn = thumbnail(_chain())

    assert drawn.count('class="tt"') == 2
    assert drawn.count('class="te d"') == 1
    assert drawn.count('class="tdq"') == 1


def test_the_picture_says_what_lies_in_each_part() -> None:
    drawn = thumbnail(_chain(), {"jobs": "www", "team": "bl", "dead": "dd"})

    assert [drawn.count(f'class="{css}"') for css in ("tf", "tw", "tl", "td")] == [3, 1, 1, 2]


def test_every_example_fits_into_its_frame() -> None:
    for example in examples():
        for number, limit in (("x", WIDTH), ("y", HEIGHT)):
            places = re.findall(rf'\bc?{number}="([\d.-]+)"', example.thumbnail)
            assert all(2 <= float(place) <= limit - 2 for place in places), example.slug


def _chain() -> dict[str, Any]:
    def edge(source: str, target: str, kind: str) -> dict[str, Any]:
        return {"source": source, "target": target, "kind": kind, "settings": {}}

    return {
        "components": {
            "shop": {"type": "client", "settings": {}},
            "jobs": {"type": "queue", "settings": {}},
            "team": {"type": "worker", "settings": {}},
            "dead": {"type": "queue", "settings": {}},
        },
        "edges": {
            "send": edge("shop", "jobs", "message"),
            "work": edge("jobs", "team", "message"),
            "park": edge("jobs", "dead", "dead-letter"),
        },
        "layout": {
            "shop": {"x": 0, "y": 0},
            "jobs": {"x": 200, "y": 0},
            "team": {"x": 440, "y": 0},
            "dead": {"x": 200, "y": 240},
        },
    }

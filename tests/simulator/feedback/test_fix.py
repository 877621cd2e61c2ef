"""Fixes: document in, document out."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.feedback import Change, Fix, apply_fix

PATHS = st.lists(st.sampled_from(["components", "edges", "q", "settings"]), min_size=1, max_size=4)


def document() -> dict[str, Any]:
    return {"components": {"q": {"type": "queue", "settings": {"visibility_timeout": "30s"}}}}


def test_a_fix_sets_its_values_and_leaves_the_document_alone() -> None:
    before = document()
    fix = Fix("120 s", (Change(("components", "q", "settings", "visibility_timeout"), 120),))

    after = apply_fix(before, fix)

    assert after["components"]["q"]["settings"] == {"visibility_timeout": 120}
    assert before == document()


def test_a_fix_in_its_json_form_does_the_same() -> None:
    fix = Fix("120 s", (Change(("components", "q", "settings", "visibility_timeout"), 120),))

    assert apply_fix(document(), fix.to_dict()) == apply_fix(document(), fix)
    assert Fix.from_dict(fix.to_dict()) == fix


def test_settings_that_were_left_out_are_made() -> None:
    bare = {"components": {"w": {"type": "worker"}}}
    fix = Fix("idempotent", (Change(("components", "w", "settings", "idempotent"), True),))

    assert apply_fix(bare, fix)["components"]["w"]["settings"] == {"idempotent": True}


def test_a_path_through_a_number_is_refused() -> None:
    fix = Fix("wrong", (Change(("run", "seed", "value"), 1),))

    with pytest.raises(ValueError, match="run/seed/value"):
        apply_fix({"run": {"seed": 7}}, fix)


def test_what_a_fix_adds_is_not_shared_between_documents() -> None:
    added: dict[str, Any] = {"type": "queue", "settings": {}}
    fix = Fix("a queue", (Change(("components", "dead"), added),))

    first = apply_fix(document(), fix)
    first["components"]["dead"]["settings"]["retention"] = "14d"

    assert apply_fix(document(), fix)["components"]["dead"]["settings"] == {}


@given(PATHS, st.integers())
def test_a_fix_changes_its_path_and_nothing_beside_it(path: list[str], value: int) -> None:
    before = {"components": {"q": {"settings": {}}}, "edges": {}, "name": "kept"}
    untouched = copy.deepcopy(before)
    try:
        after = apply_fix(before, Fix("any", (Change(tuple(path), value),)))
    except ValueError:
        return
    place: Any = after
    for key in path:
        place = place[key]
    assert place == value
    assert after["name"] == "kept"
    assert before == untouched

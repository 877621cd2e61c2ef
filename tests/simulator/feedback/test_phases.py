"""Phases: what the timeline sets in the middle of a run, as findings and their fixes see it."""

from simulator import check
from simulator.feedback import Finding
from simulator.feedback.phases import phases, steady
from tests.simulator.rules.designs import Document, changed, fixed, line, read

WORK = {"instances": 10, "processing_time": {"kind": "lognormal", "median": "8s", "p99": "45s"}}


def timed(before: str, later: str) -> Document:
    """A visibility timeout that the timeline changes after five minutes."""
    document = line({"rate": 2}, {"visibility_timeout": before}, WORK | {"idempotent": True})
    document["timeline"] = {
        "later": {
            "at": 300,
            "target": "q",
            "action": "set",
            "settings": {"setting": "visibility_timeout", "value": later},
        }
    }
    return document


def told(document: Document) -> list[Finding]:
    return check(read(document))


def test_phases_go_from_one_setting_to_the_next() -> None:
    design = read(timed("30s", "120s"))

    found = [(each.begins, each.ends) for each in phases(design)]

    assert found == [(0, 300), (300, 3_600)]
    assert steady(design).components["q"].settings.visibility_timeout == 120


def test_a_design_without_settings_in_its_middle_is_its_own_steady_state() -> None:
    design = read(line({}, {}, {}))

    assert steady(design) is design


def test_what_the_timeline_mends_is_told_as_long_as_it_lasts() -> None:
    (finding,) = told(timed("30s", "120s"))

    assert finding.rule == "VIS-1"
    assert finding.message.endswith("So it is until 5:00, when the timeline changes it.")


def test_what_the_timeline_brings_about_is_told_from_then_on() -> None:
    (finding,) = told(timed("120s", "10s"))

    assert finding.rule == "VIS-1"
    assert finding.message.endswith("So it is from 5:00 on, when the timeline has changed it.")


def test_what_the_timeline_leaves_as_it_is_says_nothing_of_it() -> None:
    (finding,) = told(timed("10s", "15s"))

    assert "timeline" not in finding.message


def test_a_fix_changes_what_the_timeline_would_take_back() -> None:
    document = fixed(timed("20s", "10s"), "VIS-1")

    assert document["timeline"]["later"]["settings"]["value"] == 120
    assert not told(document)


def test_a_fix_leaves_what_the_timeline_sets_further_in_the_same_direction() -> None:
    document = fixed(timed("10s", "15s"), "VIS-1")
    further = fixed(timed("30s", "10m"), "VIS-1")

    assert document["timeline"]["later"]["settings"]["value"] == 120
    assert further["timeline"]["later"]["settings"]["value"] == "10m"


def test_an_overload_is_told_once_with_its_time() -> None:
    document = changed(line({"rate": 3}, {}, {"instances": 4, "processing_time": "10s"}))
    less = {"setting": "rate", "value": 1}
    document["timeline"] = {"a": {"at": 600, "target": "c", "action": "set", "settings": less}}

    (finding,) = [one for one in told(document) if one.rule == "CAP-1"]

    assert "from 0:00 to 10:00" in finding.message
    assert "So it is" not in finding.message

"""VIS-1, VIS-6 and IDEM-1: work that outlasts the visibility timeout."""

import pytest

from simulator import apply_fix
from tests.simulator.rules.designs import (
    STORY,
    Document,
    changed,
    findings,
    line,
    plain,
    result,
    rows,
    without,
)

HEAVY = {"kind": "lognormal", "median": "20s", "p99": "60s"}

RUN = result(
    STORY,
    q={
        "totals": {"arrived": 5_160, "receives": 5_600, "duplicates": 102},
        "means": {},
    },
    w={
        "totals": {"wasted": 5_184, "done": 5_300, "repeated": 59},
        "means": {"busy": 33.5, "utilisation": 0.837},
        "peaks": {"late": {"value": 6, "at": 320.0}},
        "percentiles": {"work": {"p99": 45.0, "max": 110.0}},
    },
    dead={
        "last": {"waiting": 55, "parked_poison": 19, "parked_late": 36, "parked_processed": 36},
        "peaks": {"waiting": {"value": 55, "at": 1_780.0}},
    },
)
"""The figures in the pictures of the editor."""


@pytest.mark.parametrize(
    "document",
    [
        changed(q={"visibility_timeout": "120s"}),
        changed(q={"visibility_timeout": "46s"}),
        changed(w={"processing_time": "29s"}),
        without(STORY, "w"),
        line({}, {}, {}),
    ],
    ids=["twice the p99", "just above the p99", "constant below", "no worker", "all defaults"],
)
def test_vis_1_is_quiet_where_nearly_all_work_fits_into_the_timeout(document: Document) -> None:
    assert not findings(document, "VIS-1")


def test_vis_1_names_the_share_that_outlasts_the_timeout_and_proposes_twice_the_p99() -> None:
    (finding,) = findings(STORY, "VIS-1")

    assert plain(finding.message) == "3.8 % of jobs outlast 30 s and can start twice."
    assert finding.subject.id == "q"
    assert [plain(text) for text in finding.evidence_columns] == ["now, 30 s", "at 120 s"]
    assert rows(finding) == {"Jobs that outlast it": ("3.8 %", "0.013 %")}
    assert finding.fix is not None
    assert plain(finding.fix.label) == "Apply fix: 120 s"
    assert finding.watch is None


@pytest.mark.parametrize(
    ("document", "share", "fix"),
    [
        # 1 - F(30) of a log-normal with median 20 s and p99 60 s.
        (line({}, {}, {"processing_time": HEAVY}), "19.5 %", "Apply fix: 120 s"),
        (line({}, {}, {"processing_time": "31s"}), "100 %", "Apply fix: 120 s"),
        # A quarter of the jobs are four times as long: 12 s instead of 3 s.
        (
            line(
                {
                    "classes": [
                        {"name": "short", "share": 3, "size": 1},
                        {"name": "long", "share": 1, "size": 4},
                    ]
                },
                {"visibility_timeout": 10},
                {"processing_time": 3},
            ),
            "25 %",
            "Apply fix: 30 s",
        ),
        (
            line({}, {"visibility_timeout": "1h"}, {"processing_time": "90m"}),
            "100 %",
            "Apply fix: 4 h",
        ),
    ],
)
def test_vis_1_speaks_with_the_exact_share(document: Document, share: str, fix: str) -> None:
    (finding,) = findings(document, "VIS-1")

    assert plain(finding.message).startswith(f"{share} of jobs outlast")
    assert finding.fix is not None
    assert plain(finding.fix.label) == fix


def test_vis_1_after_a_run_tells_what_it_cost_and_what_would_be_left() -> None:
    (finding,) = findings(STORY, "VIS-1", RUN)

    assert plain(finding.message) == (
        "3.8 % of jobs outlast 30 s and can start twice. Of the 55 dead letters, 36 had been done."
    )
    assert rows(finding) == {
        "Duplicates": ("102", "0"),
        "Dead letters": ("55", "19"),
        "Worker time on duplicates": ("8.6 %", "0 %"),
    }
    assert finding.watch == 320.0


@pytest.mark.parametrize(
    "document",
    [STORY, line({}, {}, {"processing_time": HEAVY}), line({}, {}, {"processing_time": "5m"})],
)
def test_the_fix_of_vis_1_leaves_nothing_to_say(document: Document) -> None:
    (finding,) = findings(document, "VIS-1")
    assert finding.fix is not None

    assert not findings(apply_fix(document, finding.fix), "VIS-1")


def test_vis_1_proposes_nothing_where_no_timeout_is_long_enough() -> None:
    document = line({}, {"visibility_timeout": "12h"}, {"processing_time": "13h"})

    (finding,) = findings(document, "VIS-1")

    assert finding.fix is None


def test_vis_6_is_quiet_without_a_run_or_without_duplicates() -> None:
    document = changed(q={"visibility_timeout": "120s"})
    few = result(document, q={"totals": {"receives": 10_000, "duplicates": 9}})

    assert not findings(document, "VIS-6")
    assert not findings(document, "VIS-6", few)


def test_vis_6_is_quiet_where_vis_1_already_gives_the_cause() -> None:
    assert not findings(STORY, "VIS-6", RUN)


def test_vis_6_counts_the_duplicates_of_a_run_and_goes_by_what_attempts_took() -> None:
    document = changed(q={"visibility_timeout": "50s"})

    (finding,) = findings(document, "VIS-6", RUN)

    assert plain(finding.message) == (
        "102 of 5,600 receives from “Transcode queue” (1.8 %) gave out a message that was being "
        "worked on, or was done. It hides them for 50 s; one attempt in a hundred took 45 s "
        "or more."
    )
    assert finding.fix is not None
    assert plain(finding.fix.label) == "Apply fix: 120 s"
    assert finding.watch == 320.0


def test_idem_1_is_quiet_where_nothing_runs_twice_or_the_handler_notices() -> None:
    none = result(STORY, w={"totals": {"done": 5_000, "repeated": 0}})

    assert not findings(line({}, {}, {}), "IDEM-1")
    assert not findings(changed(q={"visibility_timeout": "120s"}), "IDEM-1")
    assert not findings(changed(w={"idempotent": True}), "IDEM-1", RUN)
    assert not findings(STORY, "IDEM-1", none)


def test_idem_1_before_a_run_says_how_many_can_run_twice() -> None:
    (finding,) = findings(STORY, "IDEM-1")

    assert finding.subject.id == "w"
    assert "3.8 % of jobs outlast the visibility timeout of 30 s" in plain(finding.message)


def test_idem_1_after_a_run_counts_what_was_done_again() -> None:
    (finding,) = findings(STORY, "IDEM-1", RUN)

    assert plain(finding.title) == "59 jobs were done again"
    assert rows(finding)["Done again"] == ("59", "0")
    assert finding.fix is not None
    assert not findings(apply_fix(STORY, finding.fix), "IDEM-1", RUN)


def test_a_single_job_is_said_in_the_singular() -> None:
    once = result(STORY, w={"totals": {"done": 100, "repeated": 1}})

    (finding,) = findings(STORY, "IDEM-1", once)

    assert plain(finding.title) == "1 job was done again"

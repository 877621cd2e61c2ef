"""DLQ-1, DLQ-2 and DLQ-6: dead letters that are missing, too easily made, or forgotten."""

import pytest

from simulator import apply_fix
from tests.simulator.rules.designs import (
    STORY,
    Document,
    changed,
    findings,
    line,
    plain,
    read,
    result,
    rows,
    without,
)

POISON = line({"rate": 2}, {}, {"processing_time": "2s", "poison_share": 0.001})


@pytest.mark.parametrize(
    "document",
    [STORY, line({}, {}, {"transient_failure": "10%"}), without(POISON, "w")],
    ids=["has a redrive policy", "failures pass", "no worker"],
)
def test_dlq_1_is_quiet_where_poison_has_a_way_out_or_there_is_none(document: Document) -> None:
    assert not findings(document, "DLQ-1")


def test_dlq_1_counts_the_receives_of_one_poison_message() -> None:
    (finding,) = findings(POISON, "DLQ-1")

    assert plain(finding.message) == (
        "0.1 % of messages always fail. “Jobs” has no redrive policy, so each comes back every "
        "30 s until its retention of 4 d ends: 11,520 receives."
    )
    assert rows(finding)["Receives of one poison message"] == ("11,520", "3")
    assert rows(finding)["Worker time on one"] == ("6 h 24 m", "6 s")
    # 0.002 a second × 11,520 × 2 s are 46 slots; there are 16.
    assert rows(finding)["Slots they end up holding"] == ("288 %", "0.075 %")


def test_dlq_1_counts_by_the_backoff_where_there_is_one() -> None:
    document = changed(
        POISON, w={"retry": "backoff", "backoff_cap": "58s", "backoff_jitter": "none"}
    )

    (finding,) = findings(document, "DLQ-1")

    assert rows(finding)["Receives of one poison message"] == ("5,760", "3")


def test_the_fix_of_dlq_1_adds_a_dead_letter_queue_that_outlives_its_source() -> None:
    document = changed(POISON, w={"transient_failure": "10%"})
    (finding,) = findings(document, "DLQ-1")
    assert finding.fix is not None

    fixed = read(apply_fix(document, finding.fix))

    assert not findings(apply_fix(document, finding.fix), "DLQ-1")
    (edge,) = fixed.edges_from("q", "dead-letter")
    # At 10 % transient failures three receives would lose one message in a thousand.
    assert edge.settings.max_receives == 5
    assert fixed.components[edge.target].settings.retention == 14 * 86_400
    assert fixed.role(edge.target) == "dead-letter"


def test_the_fix_of_dlq_1_takes_no_id_that_is_taken() -> None:
    document = changed(POISON)
    document["components"]["dead-letters"] = {"type": "client", "settings": {}}
    document["edges"]["redrive"] = {
        "source": "dead-letters",
        "target": "q",
        "kind": "message",
        "settings": {},
    }
    (finding,) = findings(document, "DLQ-1")
    assert finding.fix is not None

    fixed = apply_fix(document, finding.fix)

    assert fixed["components"]["dead-letters"] == document["components"]["dead-letters"]
    assert not findings(fixed, "DLQ-1")


def test_dlq_2_is_quiet_from_two_receives_on() -> None:
    assert not findings(STORY, "DLQ-2")
    assert not findings(changed(redrive={"max_receives": 2}), "DLQ-2")


def test_dlq_2_tells_how_many_healthy_messages_are_given_up() -> None:
    document = changed(redrive={"max_receives": 1}, q={"visibility_timeout": "120s"})

    (finding,) = findings(document, "DLQ-2")

    assert finding.subject.kind == "edge"
    assert finding.subject.id == "redrive"
    assert plain(finding.message) == (
        "2 % of attempts fail for a reason that may pass, and “Transcode queue” gives a message "
        "up after one receive."
    )
    assert rows(finding) == {"Healthy messages given up": ("2 %", "< 0.001 %")}
    assert finding.fix is not None
    assert finding.fix.label == "Apply fix: 3 receives"
    assert not findings(apply_fix(document, finding.fix), "DLQ-2")


def test_dlq_2_counts_jobs_that_outlast_the_timeout_as_well() -> None:
    (finding,) = findings(changed(redrive={"max_receives": 1}), "DLQ-2")

    # 1 - 0.98 × (1 - 0.0375)
    assert rows(finding)["Healthy messages given up"][0] == "5.7 %"


def test_dlq_2_speaks_even_where_nothing_fails_in_the_model() -> None:
    document = changed(
        redrive={"max_receives": 1}, w={"transient_failure": 0, "processing_time": "1s"}
    )

    (finding,) = findings(document, "DLQ-2")

    assert "counts as a receive" in finding.message


def lying(**gauges: float) -> Document:
    return result(
        STORY,
        q={"totals": {"arrived": 5_160}},
        dead={
            "last": {"waiting": 55, **gauges},
            "peaks": {"waiting": {"value": 55, "at": 1_740.0}},
        },
    )


def test_dlq_6_is_quiet_without_a_run_without_letters_or_with_a_worker() -> None:
    emptied = changed()
    emptied["components"]["clerk"] = {"type": "worker", "settings": {}}
    emptied["edges"]["empty"] = {
        "source": "dead",
        "target": "clerk",
        "kind": "message",
        "settings": {},
    }

    assert not findings(STORY, "DLQ-6")
    assert not findings(STORY, "DLQ-6", result(STORY, dead={"last": {"waiting": 0}}))
    assert not findings(emptied, "DLQ-6", lying())


def test_dlq_6_tells_what_lies_there_and_why() -> None:
    found = lying(parked_poison=19, parked_late=36, parked_failed=0, parked_processed=36)

    (finding,) = findings(STORY, "DLQ-6", found)

    assert finding.title == "Nobody empties the dead letters"
    assert plain(finding.message) == (
        "55 messages lie in “Dead letters” at the end, and no worker or redrive takes them out. "
        "The queue deletes what is 4 d old, without a word."
    )
    assert rows(finding) == {
        "Dead letters": ("55", None),
        "Poison": ("19", None),
        "Outlasted the timeout": ("36", None),
        "Had been done all the same": ("36", None),
    }
    assert finding.watch == 1_740.0
    assert finding.fix is None

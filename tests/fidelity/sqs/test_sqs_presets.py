"""The SQS presets do, message by message, what the SQS of moto does."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.builders import Document
from tests.fidelity.sqs.departures import CORRECTIONS, DEPARTURES, Correction
from tests.fidelity.sqs.replaying import compared
from tests.fidelity.sqs.workloads import steps, with_timeline, workload

PAGE = Path(__file__).parents[3] / "docs" / "fidelity.md"


def redrive_at(at: float) -> Document:
    return {"redrive": {"at": at, "target": "dead", "action": "redrive", "settings": {}}}


@st.composite
def workloads(draw: st.DrawFn) -> Document:
    """Any workload of a standard or FIFO queue that SQS could have, too."""
    worker: dict[str, Any] = {
        "instances": draw(st.integers(1, 3)),
        "concurrency": draw(st.integers(1, 2)),
        "batch": draw(st.integers(1, 4)),
        "transient_failure": draw(st.sampled_from([0, 0.1, 0.4])),
        "poison_share": draw(st.sampled_from([0, 0.15])),
    }
    if draw(st.booleans()):
        worker |= {
            "retry": "backoff",
            "backoff_growth": draw(st.sampled_from(["fixed", "linear"])),
            "backoff_base": draw(st.integers(1, 9)),
            "backoff_jitter": "none",
        }
    if draw(st.booleans()):
        worker |= {
            "heartbeat": draw(st.sampled_from([1.3, 4.7])),
            "heartbeat_extends": draw(st.sampled_from([None, 3, 9])),
            "heartbeat_max": draw(st.sampled_from([None, 8])),
        }
    document = workload(
        draw(st.sampled_from(["sqs-standard", "sqs-fifo"])),
        client={"rate": draw(st.sampled_from([0.1, 0.3, 0.5]))},
        worker=worker,
        queue={
            "visibility_timeout": draw(st.integers(5, 40)),
            "delivery_delay": draw(st.integers(0, 8)),
            # Of messages that become visible at once it is arbitrary how many a poll takes.
            "polling": draw(st.sampled_from(["short", "long"][: 1 + (worker["batch"] == 1)])),
            "retention": draw(st.sampled_from([70, 345_600])),
        },
        max_receives=draw(st.integers(1, 4)),
        dead_letters={"retention": draw(st.sampled_from([110, 345_600]))},
        duration="150s",
    )
    if draw(st.booleans()):
        # Whether a redriven message is delayed as a new one is, is documented nowhere.
        document["components"]["jobs"]["settings"]["delivery_delay"] = 0
        document["timeline"] |= redrive_at(draw(st.floats(60, 120)))
    if draw(st.booleans()):
        # Of several that poll at the same moments it is arbitrary who is first.
        document["components"]["workers"]["settings"]["instances"] = 1
        crash = {"target": "workers", "action": "crash", "settings": {"instances": 1}}
        document["timeline"]["crash"] = {"at": draw(st.floats(20, 120)), **crash}
    return document


@given(document=workloads(), seed=st.integers(0, 1000))
@settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.generate],  # What differs says where; to look for less takes minutes.
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
def test_every_message_of_any_workload_has_the_same_life_on_sqs(
    document: Document, seed: int
) -> None:
    _, differing = compared(document, seed)

    assert differing == []


@pytest.mark.parametrize("preset", ["sqs-standard", "sqs-fifo"])
def test_a_busy_queue_with_failures_crashes_and_a_redrive_is_the_same_on_sqs(preset: str) -> None:
    timeline = {
        **redrive_at(150.5),
        "crash": {"at": 60.25, "target": "workers", "action": "crash", "settings": {}},
    }
    document = workload(
        preset,
        worker={"concurrency": 5, "transient_failure": 0.25, "poison_share": 0.1},
        client={"rate": 0.7},
    )

    simulated, differing = compared(with_timeline(document, timeline), seed=11)

    assert differing == []
    for what in ("lapsed", "dead_lettered", "redriven", "killed", "ack_refused"):
        assert steps(simulated, what) > 0, f"this workload shows no message that was {what}"


def very_long_work() -> Document:
    """Jobs of 7 to 14 hours, most of which waited for hours before they were received."""
    return workload(
        client={"rate": 2.5e-5},
        queue={"visibility_timeout": 3600, "poll_interval": 97.3},
        worker={
            "concurrency": 1,
            "processing_time": {"kind": "uniform", "low": "7h", "high": "14h"},
            "heartbeat": 1201.3,
        },
        duration="3d",
    )


SHOWN_BY: dict[Correction, Document] = {
    "retention": workload(queue={"retention": 60}, client={"rate": 0.8}),
    "clock of FIFO dead letters": workload(
        "sqs-fifo", dead_letters={"retention": 60}, worker={"poison_share": 0.4}
    ),
    "deduplication of what was deleted": workload(
        "sqs-fifo", client={"rate": 0.2, "groups": 20}, queue={"visibility_timeout": 60}
    ),
    "late delete on FIFO": workload("sqs-fifo"),
    "old receipt handles": workload(client={"rate": 0.3}, worker={"concurrency": 4}),
    "message not in flight": workload(
        client={"rate": 0.3},
        worker={"retry": "backoff", "backoff_base": 7, "transient_failure": 0.4}
        | {"backoff_jitter": "none", "backoff_growth": "fixed"},
    ),
    "in-flight limit": workload(queue={"in_flight_limit": 2}, worker={"concurrency": 4}),
    "batches of one group": workload("sqs-fifo", worker={"batch": 4}),
    "groups while a poll waits": workload(
        "sqs-fifo", client={"groups": 2}, queue={"polling": "long"}
    ),
    "twelve hours": very_long_work(),
}
SHOWN_BY["deduplication of what was deleted"]["edges"]["send"]["settings"] = {
    "resend_share": 0.5,
    "latency": {"kind": "exponential", "mean": 20},
}


@pytest.mark.parametrize("departure", DEPARTURES, ids=lambda it: it.name.replace(" ", "-"))
def test_where_moto_departs_the_simulator_does_what_the_documentation_says(departure: Any) -> None:
    document = SHOWN_BY[departure.name]

    _, differing = compared(document, seed=5)
    _, as_moto_has_it = compared(document, seed=5, corrections=CORRECTIONS - {departure.name})

    assert differing == []
    assert as_moto_has_it != [], "moto has been mended: this row of the table is out of date"


def test_the_page_has_the_table_of_departures() -> None:
    assert {it.name for it in DEPARTURES} == CORRECTIONS
    page = PAGE.read_text("utf-8")
    for it in DEPARTURES:
        assert f"| {it.name} | {it.moto} | {it.documented} | {it.source} |" in page

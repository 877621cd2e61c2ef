"""TMO-1, BRK-1: callers that give up before, or wait for what is down."""

import pytest

from tests.simulator.rules.designs import Document, calls, changed, findings, fixed, rows

INVERTED = changed(
    calls({}, {}, {}), ask={"timeout": "2s"}, query={"timeout": "1s", "max_attempts": 3}
)


@pytest.mark.parametrize(
    "document",
    [
        changed(INVERTED, ask={"timeout": "3s"}),
        changed(INVERTED, ask={"timeout": None}),
        changed(INVERTED, query={"timeout": None}),
        changed(INVERTED, s={"timeout": "1s"}),
    ],
    ids=["longer", "none", "none behind", "the service ends it"],
)
def test_tmo_1_is_quiet_where_timeouts_grow_shorter_on_the_way_in(document: Document) -> None:
    assert not findings(document, "TMO-1")


@pytest.mark.parametrize(("service", "longest"), [({}, "3 s"), ({"timeout": "5s"}, "5 s")])
def test_tmo_1_tells_for_how_long_a_callee_works_for_nobody(
    service: Document, longest: str
) -> None:
    document = changed(INVERTED, s=service)

    (finding,) = findings(document, "TMO-1")

    assert rows(finding)["The callee goes on for"] == (longest, "1.8 s")
    assert not findings(fixed(document, "TMO-1"), "TMO-1")


BARE = changed(
    calls({}, {"instances": 4, "concurrency": 4, "service_time": "200ms"}, {"write_time": 0}),
    query={"timeout": "5s", "max_attempts": 3},
)


@pytest.mark.parametrize(
    "document",
    [
        changed(BARE, query={"breaker": True}),
        changed(BARE, query={"timeout": "900ms"}),
        changed(BARE, query={"max_attempts": 1}),
    ],
    ids=["breaker", "short", "no retry"],
)
def test_brk_1_is_quiet_with_a_breaker_or_where_no_slot_is_held_for_long(
    document: Document,
) -> None:
    assert not findings(document, "BRK-1")


def test_brk_1_tells_what_is_left_during_an_outage() -> None:
    (finding,) = findings(BARE, "BRK-1")

    assert rows(finding) == {
        "A slot is held for": ("15 s", "200 ms"),
        "Can be done during an outage": ("1.1/s", "80.0/s"),
    }
    assert not findings(fixed(BARE, "BRK-1"), "BRK-1")

"""ORD-5: what a product refuses that a simulation takes."""

from typing import Any

import pytest

from tests.simulator.rules.designs import Document, findings, fixed, line, plain, rows, simulate


def quota(rate: float, preset: str = "sqs-fifo", **edge: Any) -> Document:
    """Messages for a queue of a product."""
    document = line({"rate": rate}, {"ordering": "groups"}, {"processing_time": 0.01}, send=edge)
    document["components"]["q"]["preset"] = preset
    document["run"] = {"duration": 20}
    return document


@pytest.mark.parametrize(
    "document",
    [quota(300), quota(900, rate_limit=250), quota(900, preset="sqs-standard")],
    ids=["within", "limited", "another product"],
)
def test_ord_5_is_quiet_where_aws_takes_what_is_sent(document: Document) -> None:
    assert not findings(document, "ORD-5")


def test_ord_5_tells_what_the_simulation_leaves_out_and_its_fix_shows_it() -> None:
    document = quota(400)

    (finding,) = findings(document, "ORD-5")
    after = simulate(fixed(document, "ORD-5"))

    assert "25 % would be throttled" in plain(finding.message)
    assert rows(finding)["Sent"] == ("400/s", "300/s")
    assert after["components"]["q"]["totals"]["arrived"] == pytest.approx(6_000, rel=0.02)
    assert not findings(fixed(document, "ORD-5"), "ORD-5", after)

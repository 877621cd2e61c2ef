"""What a database promises."""

import pytest

from tests.builders import Document, component, document, edge
from tests.simulator.simulating import simulate


def _queries(client: Document, database: Document, call: Document | None = None) -> Document:
    return document(
        {"app": component("client", **client), "db": component("database", **database)},
        {"ask": edge("app", "call", "db", **(call or {}))},
        duration=20,
        frame=1,
    )


def test_a_write_holds_a_connection_for_the_write_time() -> None:
    run = simulate(_queries({"rate": 10}, {"write_time": "30ms", "read_time": "5ms"}))

    assert run.observed("db", "latency")["p50"] == pytest.approx(0.03, rel=0.01)


def test_a_read_takes_the_read_time() -> None:
    run = simulate(_queries({"rate": 10}, {"read_time": "5ms"}, {"operation": "read"}))

    assert run.observed("db", "latency")["p50"] == pytest.approx(0.005, rel=0.01)


def test_queries_wait_for_a_connection_and_no_more_run_than_there_are() -> None:
    run = simulate(_queries({"rate": 10}, {"pool": 2, "write_time": 1, "pool_timeout": None}))

    assert max(run.series("db", "busy")) == 2
    assert run.last("db", "waiting") > 100
    assert run.total("db", "timed_out") == 0


def test_a_query_that_finds_no_connection_in_time_fails() -> None:
    run = simulate(
        _queries({"pattern": "regular", "rate": 2}, {"pool": 1, "write_time": 4, "pool_timeout": 3})
    )

    assert run.total("db", "timed_out") > 10
    assert run.total("app", "failed") == run.total("db", "failed")
    assert run.observed("db", "latency")["max"] == pytest.approx(7, abs=0.1)


def test_errors_fail_queries_after_their_time() -> None:
    run = simulate(_queries({"rate": 50}, {"error_rate": "20%"}))

    assert run.total("db", "failed") / run.total("db", "queries") == pytest.approx(0.2, abs=0.05)

"""Polling: who asks, finds nothing, and asks again after a while."""

from tests.builders import chain
from tests.simulator.simulating import simulate


def test_after_a_poll_that_found_nothing_the_next_comes_after_the_whole_interval() -> None:
    """Messages come at 0, 1, 2, 3 s, and work takes 0.5 s; polls are 0.7 s apart.

    The poll at 0.7 s finds the first. Its end at 1.2 s is a poll, too, and finds the second; 1.7 s
    finds nothing, 2.4 s the third, 2.9 s nothing, 3.6 s the fourth. The polls that would have come
    at 1.4 s and 2.1 s, had nobody asked at 1.2 s, are made no more.
    """
    document = chain(
        {"pattern": "regular", "rate": 1},
        {"polling": "short", "poll_interval": 0.7, "visibility_timeout": 60},
        {"instances": 1, "concurrency": 2, "processing_time": "500ms"},
        duration="4s",
        frame="100ms",
    )

    received = simulate(document).series("jobs", "receives")

    found_by = [round((at + 1) / 10, 1) for at, count in enumerate(received) if count]
    assert found_by == [0.8, 1.3, 2.5, 3.6]

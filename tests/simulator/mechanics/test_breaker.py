"""Circuit breaker: opens, waits, tries, and closes as resilience4j's does."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from simulator.mechanics.breaker import Breaker


@dataclass
class Settings:
    breaker_failure_rate: float = 0.5
    breaker_slow: float | None = 60.0
    breaker_window: int = 4
    breaker_minimum: int = 4
    breaker_open: float = 60.0
    breaker_trials: int = 2


def _record(breaker: Breaker, outcomes: str, now: float = 0.0) -> None:
    """One call after another: "." went well, "x" failed, "s" was slow."""
    for outcome in outcomes:
        assert breaker.admits(now)
        breaker.record(now, outcome == "x", 61.0 if outcome == "s" else 1.0)


def _state(breaker: Breaker) -> str:
    return breaker.state


def test_it_opens_at_the_failure_rate_and_not_before_enough_calls_were_counted() -> None:
    breaker = Breaker(Settings())
    _record(breaker, "x.x")
    assert _state(breaker) == "closed"

    _record(breaker, ".")
    assert _state(breaker) == "open"


def test_only_the_last_calls_are_counted() -> None:
    breaker = Breaker(Settings())
    _record(breaker, "x....x")
    assert _state(breaker) == "closed"

    _record(breaker, "x")
    assert _state(breaker) == "open"


def test_the_minimum_is_never_more_than_the_window() -> None:
    breaker = Breaker(Settings(breaker_window=2, breaker_minimum=100))
    _record(breaker, "xx")

    assert _state(breaker) == "open"


def test_it_opens_when_every_call_in_the_window_is_slow() -> None:
    breaker = Breaker(Settings())
    _record(breaker, "sss.ss")
    assert _state(breaker) == "closed"

    _record(breaker, "ss")
    assert _state(breaker) == "open"


def test_no_call_is_slow_where_nothing_says_so() -> None:
    breaker = Breaker(Settings(breaker_slow=None))
    _record(breaker, "ssssssss")

    assert _state(breaker) == "closed"


def test_open_it_refuses_every_call_until_its_time_is_over() -> None:
    breaker = Breaker(Settings())
    _record(breaker, "xxxx")

    assert not breaker.admits(59.9)
    assert breaker.admits(60.0)
    assert _state(breaker) == "half_open"


def test_half_open_it_lets_so_many_trials_through_and_no_more() -> None:
    breaker = Breaker(Settings(breaker_trials=2))
    _record(breaker, "xxxx")

    assert [breaker.admits(60) for _ in range(4)] == [True, True, False, False]


def test_trials_that_go_well_close_it_and_others_open_it_again() -> None:
    mended, broken = Breaker(Settings()), Breaker(Settings(breaker_failure_rate=0.6))
    _record(mended, "xxxx")
    _record(mended, "..", 60)
    assert _state(mended) == "closed"
    _record(mended, "xxx", 61)
    assert _state(mended) == "closed"  # It counts from the start.

    _record(broken, "xxxx")
    _record(broken, "xx", 60)
    assert _state(broken) == "open"
    assert not broken.admits(119)


def test_an_answer_that_comes_while_it_is_open_changes_nothing() -> None:
    breaker = Breaker(Settings())
    _record(breaker, "xxxx")
    breaker.record(1.0, False, 1.0)

    assert _state(breaker) == "open"
    assert breaker.admits(60)


class _Naive:
    """The same machine, written down without a thought for speed."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.state, self.since, self.begun = settings, "closed", 0.0, 0
        self.seen: list[tuple[bool, bool]] = []

    def _become(self, state: str, now: float) -> None:
        self.state, self.since, self.begun, self.seen = state, now, 0, []

    def admits(self, now: float) -> bool:
        if self.state == "open" and now >= self.since + self.settings.breaker_open:
            self._become("half_open", now)
        if self.state == "half_open":
            self.begun += 1
            return self.begun <= self.settings.breaker_trials
        return self.state == "closed"

    def record(self, now: float, failed: bool, seconds: float) -> None:
        if self.state == "open":
            return
        slow = self.settings.breaker_slow
        self.seen.append((failed, slow is not None and seconds > slow))
        half = self.state == "half_open"
        size = self.settings.breaker_trials if half else self.settings.breaker_window
        window = self.seen[-size:]
        if len(window) < min(self.settings.breaker_minimum, size):
            return
        failures = sum(1 for each, _ in window if each)
        if failures / len(window) >= self.settings.breaker_failure_rate or all(
            each for _, each in window
        ):
            self._become("open", now)
        elif half:
            self._become("closed", now)


@given(
    st.builds(
        Settings,
        breaker_failure_rate=st.sampled_from([0.01, 0.25, 0.5, 1.0]),
        breaker_slow=st.sampled_from([None, 0.0, 5.0]),
        breaker_window=st.integers(1, 6),
        breaker_minimum=st.integers(1, 8),
        breaker_open=st.sampled_from([1.0, 10.0]),
        breaker_trials=st.integers(1, 4),
    ),
    st.lists(
        st.tuples(st.sampled_from([0.0, 0.5, 6.0]), st.booleans(), st.booleans(), st.floats(0, 9)),
        max_size=60,
    ),
)
def test_it_does_what_the_plain_description_says(
    settings: Settings, steps: list[tuple[float, bool, bool, float]]
) -> None:
    breaker, naive, now = Breaker(settings), _Naive(settings), 0.0
    for passes, asks, failed, seconds in steps:
        now += passes
        if asks:
            assert breaker.admits(now) == naive.admits(now)
        else:
            breaker.record(now, failed, seconds)
            naive.record(now, failed, seconds)
        assert breaker.state == naive.state

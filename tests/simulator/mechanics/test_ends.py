"""Ends that are certain are put into the books when somebody looks."""

from simulator.engine.environment import FastEnvironment
from simulator.mechanics.deadlines import Dues
from simulator.mechanics.ends import Ends


def _until(environment: FastEnvironment, time: float) -> None:
    while not environment.advance(time, 100):
        pass


def test_what_ended_before_the_present_time_is_over_and_the_rest_goes_on() -> None:
    environment = FastEnvironment()
    latencies: list[float] = []
    works: list[float] = []
    ends = Ends(environment, latencies.append, works.append)
    ends.note((3.0, 2.0, 1.0))
    ends.note((2.0, 0.5, 0.25))
    ends.note((9.0, 8.0, 7.0))

    _until(environment, 3.0)
    assert ends.over() == (1, 2.0)
    assert (latencies, works) == ([0.5], [0.25])

    _until(environment, 4.0)
    assert ends.over() == ends.over() == (2, 5.0)
    assert (latencies, works) == ([0.5, 2.0], [0.25, 1.0])


def test_an_end_without_an_event_is_counted_as_one() -> None:
    environment = FastEnvironment()
    own, others = Ends(environment, print), Ends(environment, print, events=0)
    own.note((1.0, 1.0))
    others.note((1.0, 1.0))
    _until(environment, 2.0)

    assert (own.over(), others.over()) == ((1, 1.0), (1, 1.0))
    assert environment.events == 1


class _Item:
    def __init__(self, name: str) -> None:
        self.name = name
        self.settled = False


def test_deadlines_in_any_order_pass_when_they_are_due_unless_settled() -> None:
    environment = FastEnvironment()
    passed: list[tuple[float, str]] = []
    dues = Dues[_Item](environment, lambda item: passed.append((environment.now, item.name)))
    items = {name: _Item(name) for name in "abcd"}
    for name, at in (("a", 5.0), ("b", 2.0), ("c", 3.0), ("d", 2.0)):
        dues.add(items[name], at, environment.next_key())
    items["c"].settled = True
    _until(environment, 10.0)

    assert passed == [(2.0, "b"), (2.0, "d"), (5.0, "a")]

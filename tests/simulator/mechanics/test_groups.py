"""Groups: FIFO within each message group."""

from simulator.engine.message import Message
from simulator.mechanics.delivery.groups import GroupLine
from simulator.mechanics.delivery.states import ENDED, WAITING


def message(home: object, place: int, group: int) -> Message:
    made = Message()
    made.home, made.place, made.state = home, place, WAITING
    made.sent, made.traits = float(place), (0, group)
    return made


def test_a_group_whose_first_message_expires_goes_on_with_its_second() -> None:
    home = object()
    line = GroupLine(home, None)
    first, second, other = message(home, 1, 7), message(home, 2, 7), message(home, 3, 8)
    for each in (first, second, other):
        line.put(each)

    first.state = ENDED

    assert line.first() is second
    assert line.pop() is second
    assert line.pop() is other
    assert line.pop() is None

"""System: the sums over all parts, and the conservation of messages."""

from collections.abc import Callable, Sequence
from operator import add

from simulator.engine.observations import Observations
from simulator.engine.part import Part
from simulator.engine.recorder import Meter, picker

_MESSAGES = (
    "sent",
    "done",
    "dead",
    "expired",
    "rejected",
    "lost",
    "waiting",
    "in_flight",
    "oldest",
    "receives",
    "retries",
    "duplicates",
    "parked",
    "in_system",
)
_OLDEST = _MESSAGES.index("oldest")
_CALLS = ("failed",)
_SLOTS = ("busy", "slots", "slot_seconds")


class System(Part):
    """Adds up what the components' meters have just read.

    A part says by `feeds` which of its columns belong to which of the system's. Designs with
    queues count messages. Without queues there are only calls, and the clients' own are counted:
    their names begin with "call_". Slots are those of workers, or of services without workers.
    """

    columns = (*_MESSAGES, *_CALLS, *_SLOTS, "utilisation")

    def __init__(self, meters: Sequence[Meter], latency: Observations) -> None:
        self._meters = meters
        self._latency = latency
        fed = {name for meter in meters for name in meter.part.feeds}
        self.messages = "parked" in fed
        """Whether there are queues, so that messages are counted."""
        units = "" if self.messages else "call_"
        slots = "" if "slot_seconds" in fed else "call_"
        names = [*(units + name for name in _MESSAGES), "call_failed"]
        names += [slots + name for name in _SLOTS]
        self._pickers = [
            (meter, picker(places)) for meter in meters if any(places := _places(meter, names))
        ]
        oldest = [meter for meter in meters if units + "oldest" in meter.part.feeds]
        self._oldest = [(meter, _places(meter, [units + "oldest"])[0]) for meter in oldest]
        self._balance = picker([self.columns.index(name) for name in self._parts_of_balance()])

    def _parts_of_balance(self) -> list[str]:
        rest = ["done", "expired", "rejected", "lost", "parked", "in_system"]
        return ["sent", *rest, *(() if self.messages else _CALLS)]

    def read(self) -> list[float]:
        """Valid right after the components' meters have read theirs."""
        now: list[float] = [0] * (len(self.columns) - 1)
        for meter, pick in self._pickers:
            now = [*map(add, now, pick([0, *meter.now]))]
        if len(self._oldest) > 1:
            now[_OLDEST] = max(meter.now[place - 1] for meter, place in self._oldest)
        slots, seconds = now[-2:]
        now.append(seconds / slots if slots else 0.0)
        return now

    def areas(self) -> dict[str, float]:
        sums: dict[str, float] = {}
        for meter in self._meters:
            for name, value in meter.part.areas().items():
                if name.startswith("system_"):
                    sums[name[7:]] = sums.get(name[7:], 0.0) + value
        return sums

    def groups(self) -> dict[str, tuple[Observations, Callable[[], int] | None]]:
        return {"latency": (self._latency, None)}

    def balance(self, now: Sequence[float]) -> dict[str, int]:
        """Where every message is: what was sent equals the sum of the rest.

        `dead` counts those that lie in a dead-letter queue now. Without queues, calls: `failed`.
        """
        found = dict(zip(self._parts_of_balance(), map(int, self._balance(now)), strict=True))
        found["dead"] = found.pop("parked")
        return {"failed": 0, **found}

    def check(self, now: Sequence[float]) -> None:
        for meter in self._meters:
            meter.part.check(meter.now)
        balance = self._balance(now)
        lost = 2 * balance[0] - sum(balance)
        assert lost == 0, f"{lost} messages are not accounted for: {self.balance(now)}"


def _places(meter: Meter, names: Sequence[str]) -> list[int]:
    """Where the columns that feed the system's stand behind a leading zero; the zero for none."""
    part = meter.part
    columns = ["", *part.columns]
    return [columns.index(part.feeds.get(name, "")) for name in names]

"""System: the sums over all parts, and the conservation of messages."""

from collections.abc import Callable, Sequence
from operator import add

from simulator.engine.metrics import FURTHER_SYSTEM_METRICS, SYSTEM_METRICS
from simulator.engine.observations import Observations
from simulator.engine.part import Group, Part
from simulator.engine.picking import picker

_MESSAGES = (
    "sent",
    "done",
    "dead",
    "expired",
    "rejected",
    "lost",
    "given_up",
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
_SLOTS = ("busy", "slots", "slot_seconds")


class System(Part):
    """Adds up what the parts have just read.

    A part says by `feeds` which of its columns belong to which of the system's. Designs with
    queues count messages. Without queues there are only calls, and the clients' own are counted:
    their names begin with "call_". Slots are those of workers, or of services without workers.
    """

    columns = (*_MESSAGES, "failed", *_SLOTS, "utilisation")

    def __init__(
        self,
        parts: Sequence[Part],
        latency: Observations,
        further: bool = False,
        share: Callable[[], float] | None = None,
    ) -> None:
        """`parts` in the order in which their columns stand in the row, behind a zero. `further`:
        with the metrics that only designs with features have. `share`: the share of slots at work,
        integrated over time, where their number may change."""
        self._share = share
        self.metrics = SYSTEM_METRICS + (FURTHER_SYSTEM_METRICS if further else ())
        self._parts = parts
        self._latency = latency
        fed = {name for part in parts for name in part.feeds}
        self.messages = "parked" in fed
        """Whether there are queues, so that messages are counted."""
        units = "" if self.messages else "call_"
        slots = "" if "slot_seconds" in fed else "call_"
        names = [*(units + name for name in _MESSAGES), "call_failed"]
        names += [slots + name for name in _SLOTS]
        sources = [self._places(name) for name in names]
        # Layer k picks the k-th source of every column, and the leading zero where there is none.
        depth = max(1, *(len(places) for places in sources))
        self._first, *self._layers = [
            picker([places[layer] if layer < len(places) else 0 for places in sources])
            for layer in range(depth)
        ]
        self._oldest = picker(sources[_OLDEST]) if len(sources[_OLDEST]) > 1 else None
        self._balance = picker([self.columns.index(name) for name in self._terms()])

    def _places(self, name: str) -> list[int]:
        """Where the columns that feed one of the system's stand in the row."""
        places, offset = [], 1
        for part in self._parts:
            if name in part.feeds:
                places.append(offset + part.columns.index(part.feeds[name]))
            offset += len(part.columns)
        return places

    def sum_up(self, row: Sequence[float]) -> list[float]:
        """The values of `columns`, from what the parts have read."""
        now: list[float] = [*self._first(row)]
        for layer in self._layers:
            now = [*map(add, now, layer(row))]
        if self._oldest is not None:
            now[_OLDEST] = max(self._oldest(row))
        slots, seconds = now[-2:]
        if self._share is not None:
            now.append(self._share())
        else:
            now.append(seconds / slots if slots else 0.0)
        return now

    def areas(self) -> dict[str, float]:
        sums: dict[str, float] = {}
        for part in self._parts:
            for name, value in part.areas().items():
                if name.startswith("system_"):
                    sums[name[7:]] = sums.get(name[7:], 0.0) + value
        return sums

    def groups(self) -> dict[str, Group]:
        return {"latency": (self._latency, None)}

    def _terms(self) -> list[str]:
        terms = ["sent", "done", "expired", "rejected", "lost", "given_up", "parked", "in_system"]
        return terms if self.messages else [*terms, "failed"]

    def balance(self, row: Sequence[float]) -> dict[str, int]:
        """Where every message is: what was sent equals the sum of the rest.

        `dead` counts those that lie in a dead-letter queue now. Without queues, calls: `failed`.
        """
        own = row[len(row) - len(self.columns) :]
        found = dict(zip(self._terms(), map(int, self._balance(own)), strict=True))
        found["dead"] = found.pop("parked")
        return {"failed": 0, **found}

    def check(self, row: Sequence[float], at: int) -> None:
        sent, *rest = self._balance(row[at:])
        assert sent == sum(rest), (
            f"{sent - sum(rest)} messages are not accounted for: {self.balance(row)}"
        )

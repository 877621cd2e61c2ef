"""System: the sums over all parts, and the conservation of messages."""

from collections.abc import Callable, Iterable

from simulator.engine.observations import Observations
from simulator.engine.part import Part

COLUMNS = (
    "sent",
    "done",
    "failed",
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
    "busy",
    "slots",
    "utilisation",
)


class System(Part):
    """Adds up what the parts say of their flow.

    Designs with queues count messages. Without queues there are only calls, and only the clients'
    own are counted: parts put what belongs to calls under names that begin with "call_".
    """

    columns = COLUMNS

    def __init__(self, parts: Iterable[Part], latency: Observations) -> None:
        everyone = list(parts)
        self._parts = [part for part in everyone if part.flow()]
        self._latency = latency
        flows = [part.flow() for part in everyone]
        self.messages = any("parked" in flow for flow in flows)
        """Whether there are queues, so that messages are counted."""
        worked = any("slot_seconds" in flow for flow in flows)
        self._slots = "" if worked else "call_"
        self._units = "" if self.messages else "call_"
        self._now: dict[str, float] = {}

    def total(self) -> dict[str, float]:
        """The sums now."""
        sums: dict[str, float] = {}
        for part in self._parts:
            for name, value in part.flow().items():
                if name == "oldest":
                    sums[name] = max(value, sums.get(name, 0.0))
                else:
                    sums[name] = sums.get(name, 0) + value
        return sums

    def read(self) -> list[float]:
        now = self._now = self.total()
        get, units, slots = now.get, self._units, self._slots
        count = get(slots + "slots", 0)
        return [
            get(units + "sent", 0),
            get(units + "done", 0),
            get("call_failed", 0),
            get("dead", 0),
            get("expired", 0),
            get("rejected", 0),
            get("lost", 0),
            get(units + "waiting", 0),
            get(units + "in_flight", 0),
            get("oldest", 0.0),
            get("receives", 0),
            get("retries", 0),
            get("duplicates", 0),
            get(slots + "busy", 0),
            count,
            get(slots + "slot_seconds", 0.0) / count if count else 0.0,
        ]

    def areas(self) -> dict[str, float]:
        sums: dict[str, float] = {}
        for part in self._parts:
            for name, value in part.areas().items():
                if name.startswith("system_"):
                    sums[name[7:]] = sums.get(name[7:], 0.0) + value
        return sums

    def groups(self) -> dict[str, tuple[Observations, Callable[[], int] | None]]:
        return {"latency": (self._latency, None)}

    def balance(self) -> dict[str, int]:
        """Where every message is: what was sent equals the sum of the rest.

        `dead` counts those that lie in a dead-letter queue now. Without queues, calls: `failed`.
        """
        get, units = self.total().get, self._units
        names = ("done", "expired", "rejected", "lost")
        found = {name: int(get(units + name, 0)) for name in names}
        found["dead"] = int(get("parked", 0))
        found["failed"] = 0 if self.messages else int(get("call_failed", 0))
        found["in_system"] = int(get(units + "in_system", 0))
        return {"sent": int(get(units + "sent", 0)), **found}

    def check(self) -> None:
        for part in self._parts:
            part.check()
        balance = self.balance()
        rest = sum(balance.values()) - 2 * balance["sent"]
        assert rest == 0, f"{-rest} messages are not accounted for: {balance}"

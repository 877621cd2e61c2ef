"""Measured: what a run found, read by the names of its metrics."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Summary:
    """The figures of one component, one edge or the whole system over a run.

    A metric that the result does not have reads as None: an older engine may not have measured it.
    """

    data: Mapping[str, Any]

    def total(self, counter: str) -> float | None:
        """How often something happened after the warm-up."""
        return self._number("totals", counter)

    def mean(self, gauge: str) -> float | None:
        """Average over the time."""
        return self._number("means", gauge)

    def last(self, gauge: str) -> float | None:
        """Value at the end."""
        return self._number("last", gauge)

    def peak(self, gauge: str) -> float | None:
        """Highest value at the end of a frame."""
        peak = self.data.get("peaks", {}).get(gauge)
        return float(peak["value"]) if isinstance(peak, Mapping) and "value" in peak else None

    def peak_at(self, gauge: str) -> float | None:
        """The simulated second of the highest value; None if it never was above zero."""
        peak = self.data.get("peaks", {}).get(gauge)
        if not isinstance(peak, Mapping) or not peak.get("value"):
            return None
        at = peak.get("at")
        return None if at is None else float(at)

    def percentile(self, name: str, which: str) -> float | None:
        """Give `which` (p50, p95, p99, mean, max) of the observations called `name`."""
        values = self.data.get("percentiles", {}).get(name)
        value = values.get(which) if isinstance(values, Mapping) else None
        return None if value is None else float(value)

    def _number(self, kind: str, name: str) -> float | None:
        value = self.data.get(kind, {}).get(name)
        return None if value is None else float(value)


@dataclass(frozen=True)
class Measured:
    """A result in its JSON form."""

    data: Mapping[str, Any]

    @property
    def duration(self) -> float:
        """Simulated seconds of the run."""
        return float(self.data["duration"])

    @property
    def measured_seconds(self) -> float:
        """Simulated seconds after the warm-up."""
        return self.duration - float(self.data.get("warm_up") or 0)

    @property
    def system(self) -> Summary:
        """Figures of the whole system."""
        return Summary(self.data.get("system", {}))

    def component(self, id: str) -> Summary:
        """Figures of one component; empty ones if the run did not have it."""
        return Summary(self.data.get("components", {}).get(id, {}))

    def edge(self, id: str) -> Summary:
        """Figures of one edge; empty ones if the run did not have it."""
        return Summary(self.data.get("edges", {}).get(id, {}))

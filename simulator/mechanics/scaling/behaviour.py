"""Behaviour: how fast Kubernetes lets the number of pods follow what is recommended.

Source: kubernetes.io, "Horizontal Pod Autoscaling", configurable scaling behaviour and its
defaults: up without stabilisation, at most 4 pods or 100 % in 15 s, whichever is more; down after
300 s, and then all at once (100 % in 15 s never binds, so it is not calculated).
"""

from collections import deque

from simulator.mechanics.scaling.policy import HAIR

PERIOD = 15.0
"""Seconds over which the limits of scaling up are counted."""

PODS_UP = 4
"""Pods that may always be added in a period, however few there are."""


class Behaviour:
    """Remembers recommendations and changes, and turns a recommendation into a number of pods."""

    def __init__(self, stabilisation: float) -> None:
        self._window = stabilisation
        self._recommended: deque[tuple[float, int]] = deque()
        self._changes: deque[tuple[float, int]] = deque()

    def follow(self, now: float, pods: int, recommended: int, low: int, high: int) -> int:
        """The pods there should be from now on, between `low` and `high`."""
        wanted = self._stabilised(now, pods, recommended)
        if wanted > pods:
            wanted = min(wanted, self._limit_up(now, pods))
        wanted = max(low, min(high, wanted))
        if wanted != pods:
            self._changes.append((now, wanted - pods))
        return wanted

    def _stabilised(self, now: float, pods: int, recommended: int) -> int:
        """Down only to the highest recommendation of the window; the first of them is the start."""
        if not self._recommended:
            self._recommended.append((now, pods))
        self._recommended.append((now, recommended))
        while len(self._recommended) > 1 and _passed(self._recommended[0][0], now, self._window):
            self._recommended.popleft()
        if recommended >= pods:
            return recommended
        return min(pods, max(number for _, number in self._recommended))

    def _limit_up(self, now: float, pods: int) -> int:
        while self._changes and _passed(self._changes[0][0], now, PERIOD):
            self._changes.popleft()
        before = pods - sum(change for _, change in self._changes)
        return max(pods, before + PODS_UP, 2 * before)


def _passed(at: float, now: float, window: float) -> bool:
    return at <= now - window + HAIR

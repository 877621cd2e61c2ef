"""Slot share: how much of all workers' slots is at work, where the number of slots changes."""

from collections.abc import Callable


class SlotShare:
    """The share of slots at work, integrated over time and exact whenever it is read.

    While their number stays, it is busy slot seconds divided by slots; at each change a new stretch
    begins.
    """

    def __init__(self) -> None:
        self._seconds: list[Callable[[], float]] = []
        self._slots = 0
        self._before = self._at_change = 0.0

    def add(self, busy_seconds: Callable[[], float]) -> None:
        """One more component has slots."""
        self._seconds.append(busy_seconds)

    @property
    def used(self) -> bool:
        """Whether any component has slots whose number may change."""
        return bool(self._seconds)

    def change(self, by: int) -> None:
        """There are so many slots more, or fewer, from now on."""
        self._before = self.integral()
        self._at_change = self._total()
        self._slots += by

    def integral(self) -> float:
        """Share × seconds until now."""
        if not self._slots:
            return self._before
        return self._before + (self._total() - self._at_change) / self._slots

    def _total(self) -> float:
        return sum(busy_seconds() for busy_seconds in self._seconds)

"""Long polls: receives that wait inside moto while the frozen clock is moved on.

Moto waits by the wall clock, and a frozen clock stands still meanwhile. A receive that waits is a
thread of its own here, and only one thread runs at a time: where moto would wait, it hands over
until it is told that something may have happened.
"""

from collections.abc import Callable
from contextlib import suppress
from threading import Semaphore, Thread
from typing import Generic, TypeVar

T = TypeVar("T")


class Abandoned(BaseException):
    """Nobody waits for the answer any more."""


class LongPoll(Generic[T]):
    """A receive that may wait. `wait` is called where moto would wait."""

    def __init__(self, receive: Callable[[Callable[[float], None]], T]) -> None:
        self._receive = receive
        self._there, self._back = Semaphore(0), Semaphore(0)
        self._abandoned = False
        self.over = False
        self.answer: T | None = None
        self._failure: Exception | None = None
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def go_on(self) -> bool:
        """Let it look again; tells whether it has its answer."""
        self._there.release()
        self._back.acquire()
        if self._failure is not None:
            raise self._failure
        return self.over

    def abandon(self) -> None:
        """Its caller is gone."""
        if not self.over:
            self._abandoned = True
            self.go_on()
        self._thread.join()

    def _run(self) -> None:
        self._there.acquire()
        with suppress(Abandoned):
            try:
                self.answer = self._receive(self._wait)
            except Exception as failure:
                self._failure = failure
        self.over = True
        self._back.release()

    def _wait(self, _: float = 0.0) -> None:
        self._back.release()
        self._there.acquire()
        if self._abandoned:
            raise Abandoned

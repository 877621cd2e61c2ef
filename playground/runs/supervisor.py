"""Supervisor: starts child processes, starts them again when they die, and leaves none behind.

Children get a session of their own, so that Ctrl-C reaches the supervisor only, which then stops
them in order. On Linux the kernel ends them when the supervisor itself is killed.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

POLL_SECONDS = 0.1
STOP_SECONDS = 10.0
PR_SET_PDEATHSIG = 1
SHORT_LIFE_SECONDS = 5.0
SHORT_LIVES_MAX = 5
"""Short lives in a row after which a child is not started again: it will not work the next time."""

Say = Callable[[str], None]


class ChildFailed(Exception):
    """A child dies as often as it is started; the text is a sentence."""


@dataclass
class Child:
    """One child process, through all its lives."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    standard_input: str = ""
    is_silent: bool = False
    process: subprocess.Popen[bytes] | None = None
    born: float = 0.0
    short_lives: int = field(default=0)

    def start(self) -> None:
        """Begin a life."""
        self.process = subprocess.Popen(
            self.command,
            env=dict(self.environment),
            stdin=subprocess.PIPE if self.standard_input else subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if self.is_silent else None,
            start_new_session=True,
            preexec_fn=_die_with(os.getpid()) if sys.platform == "linux" else None,
        )
        self.born = time.monotonic()
        if self.process.stdin is not None:
            self.process.stdin.write(self.standard_input.encode())
            self.process.stdin.close()

    @property
    def is_dead(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def stop(self) -> bool:
        """Ask it to stop, then make it; False if it had to be made."""
        if self.process is None:
            return True
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
            willing = True
        except subprocess.TimeoutExpired:
            willing = False
        self.clear()
        return willing

    def clear(self) -> None:
        """Kill whatever is left of its group: children of a killed worker, for example."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None


def _die_with(parent: int) -> Callable[[], None]:
    libc = ctypes.CDLL(None)

    def ask_the_kernel() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)  # The parent was gone before the kernel was asked.

    return ask_the_kernel


class Supervisor:
    """Children in the order in which they start; they stop in the opposite one."""

    def __init__(self, say: Say) -> None:
        self.children: list[Child] = []
        self._say = say
        self._stopping = False

    def add(self, child: Child) -> Child:
        """Start a child and watch over it."""
        child.start()
        self.children.append(child)
        return child

    def ask_to_stop(self, *_: object) -> None:
        """For signal handlers: `watch` returns soon."""
        self._stopping = True

    @property
    def is_stopping(self) -> bool:
        return self._stopping

    def watch(self, look: Callable[[], None] = lambda: None) -> None:
        """Until asked to stop: start again who died, and look at whatever else is to be seen."""
        while not self._stopping:
            self.revive()
            look()
            time.sleep(POLL_SECONDS)

    def revive(self) -> None:
        """Start the dead again. Raises ChildFailed when that does not help."""
        for child in self.children:
            if child.is_dead:
                self.restart(child)

    def restart(self, child: Child) -> None:
        """End this life of a child, if it still lives, and begin another."""
        process = child.process
        code = process.returncode if process is not None else None
        child.clear()
        lived = time.monotonic() - child.born
        child.short_lives = child.short_lives + 1 if lived < SHORT_LIFE_SECONDS else 0
        if child.short_lives >= SHORT_LIVES_MAX:
            raise ChildFailed(
                f"The {child.name} ended {SHORT_LIVES_MAX} times right after its start; "
                "what it said stands above."
            )
        if self._stopping:
            return
        self._say(f"The {child.name} ended ({_reason(code)}) and is started again.")
        child.start()

    def stop(self) -> None:
        """Stop all children, the last one first."""
        for child in reversed(self.children):
            if not child.stop():
                self._say(f"The {child.name} did not stop by itself and was ended.")


def _reason(code: int | None) -> str:
    if code is None:
        return "on request"
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name

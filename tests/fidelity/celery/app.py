"""App: the Celery application of the real workers. They sleep what the simulation drew.

Everything that it needs is in a plan, a JSON file that the environment names.
"""

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import task_received, worker_ready

PLACE = Path(os.environ["QUEUEYARD_FIDELITY_PLAN"])
"""The directory of one run: its plan, a mark for each attempt, and the log."""
plan: dict[str, Any] = json.loads((PLACE / "plan.json").read_text("utf-8"))

app = Celery("fidelity", broker=plan["broker"])
app.conf.update(plan["settings"])


def note(what: str, number: int) -> None:
    """Write down that something happened, and in which worker; a short line is written whole."""
    with open(PLACE / "log", "a", encoding="utf-8") as log:
        log.write(f"{time.time()} {what} {number} {os.getpgid(0)}\n")


@worker_ready.connect  # type: ignore[untyped-decorator]  # Celery has no types.
def ready(**_: object) -> None:
    """A worker takes messages from now on."""
    note("ready", 0)


@task_received.connect  # type: ignore[untyped-decorator]
def received(request: Any, **_: object) -> None:
    """A worker has a message, and begins with it now or later. `argsrepr` is "[number]"."""
    note("received", int(request.argsrepr.strip("[](),")))


@app.task(bind=True, name="work", max_retries=plan["retries"], rate_limit=plan["rate_limit"])  # type: ignore[untyped-decorator]
def work(task: Any, number: int) -> None:
    """Do what the simulated attempt did."""
    note("started", number)
    seconds = plan["work"][str(number)]
    if [number, _attempt(number)] in plan["kills"]:
        time.sleep(seconds / 2)
        note("killed", number)
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(seconds)
    if number in plan["poison"]:
        note("failed", number)
        raise task.retry(countdown=plan["countdown"])
    note("done", number)


def _attempt(number: int) -> int:
    """Which attempt at a message this is, over all processes."""
    attempt = 1
    while True:
        try:
            os.close(os.open(PLACE / f"{number}.{attempt}", os.O_CREAT | os.O_EXCL))
            return attempt
        except FileExistsError:
            attempt += 1

"""Timed worker: the usual Celery worker, which also notes when each frame was made.

`benchmarks.stream` starts it; the notes go to the directory in the variable NOTES.
"""

import os
import sys
import time
from pathlib import Path
from typing import TextIO

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")
django.setup()

from playground.celery import app  # noqa: E402 - Django must be set up first
from playground.runs.claims import Claim  # noqa: E402
from playground.runs.frame_log import FrameLog  # noqa: E402


class TimedFrameLog(FrameLog):
    """Notes the moment before anything is done with a frame."""

    def __init__(self, claim: Claim) -> None:
        super().__init__(claim)
        path = Path(os.environ["NOTES"]) / f"{claim.replication_id}-{claim.attempt}"
        self._notes: TextIO = path.open("w", buffering=1)

    def put(self, seq: int, text: str) -> bool:
        self._notes.write(f"{seq} {time.monotonic()}\n")
        return super().put(seq, text)


def main() -> None:
    """Run a worker with the arguments given."""
    from playground.runs import computing

    vars(computing)["FrameLog"] = TimedFrameLog
    app.worker_main(["worker", *sys.argv[1:]])


if __name__ == "__main__":
    main()

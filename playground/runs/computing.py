"""Computing: one attempt at one replication, from the claim to the result."""

import logging
import time
from typing import Any

import orjson
from django.conf import settings
from django.db import OperationalError

from playground.core.storage import DISK_FULL, is_disk_full
from playground.runs import stream
from playground.runs.claims import Claim, ClaimLost, Lease
from playground.runs.frame_log import FrameLog
from playground.runs.limits import RUN_SECONDS_MAX
from playground.runs.models import Replication, Run, Status
from playground.runs.services import replication_end, run_begin
from simulator import Frame, LimitReachedError, Simulation, read_design

log = logging.getLogger(__name__)

OUR_MISTAKE = (
    "The simulation stopped because of a mistake in Queueyard, not in the design. "
    "Its design and seed are kept, so that the mistake can be found."
)


class Stopped(Exception):
    """The attempt ends here, with this status and sentence."""

    def __init__(self, status: Status, message: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def compute(claim: Claim) -> None:
    """Simulate the replication and write its frames and result, unless the claim is lost.

    Whatever goes wrong with a design ends as a sentence in the run, never as an exception here.
    Raises OperationalError where the database cannot even take the sentence; the lease then runs
    out, and another attempt goes on from the frames that are stored.
    """
    replication = Replication.objects.select_related("run__revision").get(pk=claim.replication_id)
    run_begin(run=replication.run)
    try:
        result = _simulate(claim, replication.run, replication.index)
        replication_end(claim=claim, status=Status.FINISHED, result=result)
    except Stopped as stopped:
        replication_end(claim=claim, status=stopped.status, message=stopped.message)
    except LimitReachedError as limit:
        replication_end(claim=claim, status=Status.FAILED, message=str(limit))
    except ClaimLost as lost:
        log.info("claim lost: %s", lost)
    except OperationalError as error:
        if not is_disk_full(error):
            raise
        replication_end(claim=claim, status=Status.FAILED, message=DISK_FULL)
        log.warning("replication %s: %s", claim.replication_id, DISK_FULL)
    except Exception:
        log.exception("replication %s failed", claim.replication_id)
        replication_end(claim=claim, status=Status.FAILED, message=OUR_MISTAKE)


def _simulate(claim: Claim, run: Run, index: int) -> dict[str, Any]:
    design, problems = read_design(run.revision.content)
    if design is None:
        raise Stopped(Status.FAILED, problems[0].message)
    simulation = Simulation(design, seed=run.seed, replication=index)
    with Lease(claim) as lease:
        frames = FrameLog(claim)
        stream.ring(claim.replication_id)
        try:
            _iterate(simulation, lease, frames)
        finally:
            frames.close()
    result: dict[str, Any] = simulation.result().to_dict()
    return result


def _iterate(simulation: Simulation, lease: Lease, frames: FrameLog) -> None:
    started = time.monotonic()
    for step in simulation.steps():
        if lease.lost:
            raise Stopped(Status.CANCELLED, "Cancelled.")
        if time.monotonic() - started > RUN_SECONDS_MAX:
            raise Stopped(
                Status.FAILED,
                f"It was still computing after {RUN_SECONDS_MAX // 60} minutes, the longest that "
                "one run may take. Make the run shorter, or the rates lower.",
            )
        if isinstance(step, Frame):
            lease.simulated = step.end
            is_new = frames.put(step.seq, orjson.dumps(step.to_dict()).decode())
            if is_new and settings.RUN_FRAME_PAUSE:
                time.sleep(settings.RUN_FRAME_PAUSE)
        else:
            lease.simulated = step.time
            frames.tick()

"""Replaying: the same workload in the simulator and on SQS, and what differs."""

from collections.abc import Collection
from typing import Any

import time_machine
from moto import mock_aws

from tests.builders import Document, read
from tests.fidelity.following import Simulated, simulate
from tests.fidelity.sqs.consumers import Consumers
from tests.fidelity.sqs.departures import CORRECTIONS, Correction
from tests.fidelity.sqs.lives import Lives, differences, simulated_lives
from tests.fidelity.sqs.service import BEGIN, Clock, Service


def replay(
    document: Document, simulated: Simulated, corrections: Collection[Correction] = CORRECTIONS
) -> Lives:
    """What SQS makes of a workload that was simulated."""
    design = read(document)
    queue: Any = design.components["jobs"].settings
    redrive = design.edges.get("redrive")
    most, retention = None, 0.0
    if redrive is not None:
        policy: Any = redrive.settings
        dead: Any = design.components["dead"].settings
        most, retention = policy.max_receives, dead.retention
    with mock_aws(), time_machine.travel(BEGIN, tick=False) as traveller:
        service = Service(Clock(traveller), queue, most, retention, corrections)
        return Consumers(service, design, simulated).run(float(design.run.duration))


def compared(
    document: Document, seed: int = 1, corrections: Collection[Correction] = CORRECTIONS
) -> tuple[Simulated, list[str]]:
    """The simulation of a workload, and each message whose life on SQS is another."""
    simulated = simulate(document, seed)
    ours, theirs = simulated_lives(simulated.lives), replay(document, simulated, corrections)
    return simulated, differences(ours, theirs)

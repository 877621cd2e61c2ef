"""What Celery workers do when a RabbitMQ cuts them off, because they hold a task too long."""

from pathlib import Path
from typing import Any

import pytest

from tests.builders import Document
from tests.fidelity.celery.real import RABBITMQ, rabbitmq_at
from tests.fidelity.celery.workloads import both, workload
from tests.fidelity.conftest import CONSUMER_TIMEOUT, TICK
from tests.fidelity.curves import distance
from tests.fidelity.undisturbed import undisturbed

pytestmark = [pytest.mark.services, pytest.mark.slow]


def impatient_workload(**given: Any) -> Document:
    """On a server that cuts off who holds a task for 3 s; nobody starts a worker again."""
    worker = {"concurrency": 1, "restart_time": "1h", **given.pop("worker")}
    document = workload(RABBITMQ, worker=worker, **given)
    queue = {"consumer_timeout": CONSUMER_TIMEOUT, "expiry_check": TICK}
    document["components"]["jobs"]["settings"] |= queue
    return document


@undisturbed
def test_a_worker_that_is_cut_off_finishes_what_is_in_work_and_ends(
    impatient: int, tmp_path: Path
) -> None:
    """The fourth worker repeats what the first was at; what the others were at waits for ever."""
    worker = {"instances": 4, "prefetch": 1, "processing_time": "7s", "ack": "late"}
    document = impatient_workload(rate=0.5, worker=worker, duration="15s")

    ours, real = both(rabbitmq_at(impatient), document, tmp_path)

    assert ours.counts["repeated"] == 1
    assert ours.counts == real.counts
    assert ours.attempts == real.attempts
    assert ours.shares == real.shares
    assert distance(ours.depth, real.depth, 15) < 0.1


@undisturbed
def test_tasks_that_are_due_after_the_consumer_timeout_end_one_worker_after_another(
    impatient: int, tmp_path: Path
) -> None:
    """Nothing is run at all: after the last worker all tasks wait in the queue."""
    worker = {"instances": 2, "prefetch": 2, "processing_time": "100ms"}
    document = impatient_workload(rate=2, worker=worker, duration="12s")
    document["edges"]["send"]["settings"] = {"countdown": "9s"}

    ours, real = both(rabbitmq_at(impatient), document, tmp_path)

    assert ours.counts == real.counts == {}
    assert len(ours.taken) == len(real.taken) == 2
    assert distance(ours.depth, real.depth, 12) < 0.1

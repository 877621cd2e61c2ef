"""PRE-3: slots are idle while the next message is on its way."""

import math
from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.design.settings import settings_of
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import count, duration, rate, share
from simulator.rules._fixes import on_component
from simulator.rules._flow import flow_of
from simulator.rules._load import load_of
from simulator.rules._parts import component, queues_of, workers
from simulator.rules._slots import deepest
from simulator.theory import overload_backlog

# A way this long, in shares of the work, is worth a word; and only where slots are needed.
LONG, NEEDED = 0.1, 0.8


class PipeNotFull(Rule):
    """Slots wait for messages that are on their way, because too few are fetched in advance.

    ## What it does
    Compares, for each worker, the time that a message takes from the queue to the instance with the
    time of the work. While a message is under way it has its place, a slot or one of those fetched
    in advance, so an instance with P places is done with at most P / (way + work) a second. It
    speaks up where that is a tenth less than the slots could do, and where so much is asked of it.

    ## Why it matters
    A worker far from its queue looks idle and is late. Its slots are in use for half of the time,
    and more of them help only as far as they add places. It costs nothing to have the next message
    there already: for short work far from the broker that is what a prefetch is for.

    ## Example
    Jobs of 10 ms, 10 ms from the queue, one slot without prefetch: 50 a second instead of 100. With
    two or three fetched in advance the slot never waits.

    ## What to do
    Fetch as many as fit into two ways and the work: (1 + 2 × way / work) for each slot. RabbitMQ
    advises 100 to 300 for short work; long work is better fetched when a slot is free.

    ## Sources
    RabbitMQ documentation, Consumer Acknowledgements: prefetch 100 to 300 for throughput. Celery
    documentation, Optimizing: 64 or 128 for short tasks. A tenth is our choice.
    """

    title: ClassVar[str] = "Slots wait for messages on their way"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each worker whose pipe is not full."""
        flow = flow_of(design)
        for worker in workers(design):
            wanted, queues = worker.settings, queues_of(design, worker)
            load = load_of(flow, worker.id)
            work = load.holding.mean
            if not queues or wanted.batch > 1 or wanted.invocations is not None or not work:
                continue
            way = max(_way(design, queue, worker) for queue in queues)
            places = _places(worker)
            # What the places of all instances can have under way and in work.
            can = load.slots / wanted.concurrency * places / (way + work) * load.up
            costs = way >= LONG * work and can < (1 - LONG) * load.capacity
            if costs and NEEDED * can <= load.rate < load.capacity:
                yield self._finding(design, worker, way, work, can, measured)

    def _finding(
        self,
        design: Design,
        worker: Worker,
        way: float,
        work: float,
        can: float,
        measured: Measured | None,
    ) -> Finding:
        load = load_of(flow_of(design), worker.id)
        slots, places = worker.settings.concurrency, _places(worker)
        enough = math.ceil(slots * (1 + 2 * way / work))
        most = settings_of(type(worker.settings))["prefetch"].maximum or math.inf
        late = overload_backlog(load.rate, can, design.run.duration)
        behind = f", and after the run {count(late)} wait" if late >= 1 else ""
        return self.finding(
            component(worker.id),
            f"A message is {duration(way)} on its way to “{worker.title}” and {duration(work)} in "
            f"work. With {count(places)} at a time for each instance {rate(can)} can be done, "
            f"though the slots could do {rate(load.capacity)}{behind}.",
            severity=None if late >= 1 else Severity.HINT,
            size=1 - can / load.capacity,
            evidence=(
                Evidence("Fetched at a time, for each instance", count(places), count(enough)),
                Evidence("Can be done", rate(can), rate(load.capacity)),
                Evidence("Comes", rate(load.rate), rate(load.rate)),
                Evidence("Slots that wait for the way", share(1 - can / load.capacity), share(0)),
                *_measured(design, worker, measured),
            ),
            columns=("now", f"with {count(enough)}"),
            watch=deepest(design, worker, measured),
            fix=on_component(worker, f"prefetch {count(enough)}", prefetch=enough)
            if enough <= most
            else None,
        )


def _places(worker: Worker) -> int:
    """Messages that an instance may have under way, in its buffer and in work together."""
    wanted = worker.settings
    if wanted.prefetch is None:
        return int(wanted.concurrency)
    # Acked early, what is in work has a place of its own.
    return int(wanted.prefetch + wanted.concurrency * (wanted.ack == "early"))


def _way(design: Design, queue: Queue, worker: Worker) -> float:
    """Mean seconds from the queue to the instance."""
    edges = design.edges_from(queue.id, "message")
    return max(float(edge.settings.latency.mean) for edge in edges if edge.target == worker.id)


def _measured(design: Design, worker: Worker, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    busy = measured.component(worker.id).mean("utilisation")
    if busy is not None:
        yield Evidence("Slots in use during the run", share(busy))
    for queue in queues_of(design, worker):
        wait = measured.component(queue.id).percentile("wait", "p95")
        if wait is not None:
            yield Evidence(f"One wait in twenty in “{queue.title}”", duration(wait))

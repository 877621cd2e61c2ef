"""VIS-9: a consumer that holds a message for too long is cut off."""

from collections.abc import Iterator
from typing import ClassVar

from simulator import limits
from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import count, duration, nice_time_above
from simulator.rules._delays import buffer_wait, longest_held
from simulator.rules._fixes import number, on_component
from simulator.rules._flow import flow_of
from simulator.rules._locks import longest_attempt
from simulator.rules._parts import component, deliveries

# Room beyond the longest hold.
ROOM = 2.0


class ConsumerCutOff(Rule):
    """Workers hold messages for longer than the consumer timeout allows, and are cut off.

    ## What it does
    Compares the consumer timeout of a queue with the longest that an instance holds a message
    unacknowledged: its work, its place in a full prefetch buffer, or its countdown.

    ## Why it matters
    The broker takes a consumer that does not acknowledge for stuck, and closes it. Not only the one
    message comes back, but everything that the instance had fetched, and the work that was going on
    is done again by somebody else. Long jobs are then cut off again, and never end.

    ## Example
    RabbitMQ closes a channel after 30 minutes. A job of 45 minutes is started again every half an
    hour, by one consumer after another, and each takes its neighbours' messages down with it.

    ## What to do
    Raise the consumer timeout above the longest job, fetch fewer messages in advance, and split
    work that takes hours.

    ## Sources
    RabbitMQ documentation, “Consumers”, acknowledgement timeout: 30 minutes. Celery documentation,
    “Calling tasks”: an ETA beyond it closes the channel.
    """

    title: ClassVar[str] = "Messages are held beyond the consumer timeout"
    severity: ClassVar[Severity] = Severity.ERROR

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each queue that cuts a worker off."""
        flow = flow_of(design)
        for queue, worker in deliveries(design):
            limit = queue.settings.consumer_timeout
            if limit is None or worker.settings.ack == "receive":
                continue
            late = worker.settings.ack == "late"
            held, why = max(
                (longest_attempt(design, worker) if late else 0.0, "in work"),
                (buffer_wait(worker, flow.holding(worker.id).mean), "in a full prefetch buffer"),
                (longest_held(design, queue, worker), "until it is due"),
            )
            if held > limit:
                yield self._finding(queue, worker, held, why, limit, measured)

    def _finding(
        self,
        queue: Queue,
        worker: Worker,
        held: float,
        why: str,
        limit: float,
        measured: Measured | None,
    ) -> Finding:
        then = nice_time_above(ROOM * held)
        fits = then <= limits.SECONDS_MAX
        return self.finding(
            component(queue.id),
            f"“{worker.title}” may hold a message of “{queue.title}” for {duration(held)} {why}, "
            f"and is cut off after {duration(limit)}. Everything that the instance holds then "
            "comes back.",
            size=1 - limit / held,
            evidence=(
                Evidence("Held unacknowledged", duration(held), duration(held)),
                Evidence("Cut off after", duration(limit), duration(then)),
                *_measured(queue, measured),
            ),
            columns=("now", "with a longer timeout"),
            fix=(
                on_component(
                    queue, f"cut off after {duration(then)}", consumer_timeout=number(then)
                )
                if fits
                else None
            ),
        )


def _measured(queue: Queue, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    returns = measured.component(queue.id).total("returns")
    if returns is not None:
        yield Evidence("Came back in the run", count(returns))

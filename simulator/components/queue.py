"""Queue: keeps messages until somebody has done the work, and hides them while it is being done."""

from typing import ClassVar

from simulator import limits
from simulator.components.running.queue import RunningQueue
from simulator.components.running.traced_broker import make_broker
from simulator.components.settings.attempts import AttemptSettings
from simulator.components.settings.delivery import DeliverySettings
from simulator.components.settings.ordering import OrderingSettings
from simulator.components.settings.storage import StorageSettings
from simulator.design.actions import ActionKind
from simulator.design.component import (
    About,
    Component,
    Face,
    Role,
    counter,
    gauge,
    percentiles,
)
from simulator.design.quantities import Rate
from simulator.design.settings import Settings, all_default, setting
from simulator.engine.part import Part
from simulator.engine.world import World


class QueueSettings(  # the last group comes first in a form
    StorageSettings, OrderingSettings, AttemptSettings, DeliverySettings
):
    """How messages are handed out, hidden, counted, ordered and kept."""


class RedriveSettings(Settings):
    """How dead letters are sent back."""

    rate: Rate | None = setting(
        None,
        label="Rate",
        unit="/s",
        minimum=0,
        above=True,
        maximum=limits.RATE_MAX,
        help="How fast they go back.",
        source="SQS StartMessageMoveTask: as fast as it can, or at most 500/s",
        nothing="the queue's redrive rate",
    )


PLAIN = frozenset({"visibility_timeout", "retention", "delivery_delay", "capacity", "overflow"})
"""Settings that the fast path knows."""

_GAUGE = {"kind": "gauge", "solid": "waiting", "hatched": "in_flight"}


class Queue(Component[QueueSettings]):
    """Keeps messages until somebody has done the work, and hides them while it is being done.

    ## What it is
    A place between those who send work and those who do it. A message that is received is not gone:
    it is hidden for the visibility timeout, and deleted only when it is acknowledged. If no ack
    comes, it is visible again, with its receive count one higher. That is “at least once”.

    ## When to use it
    The work takes longer than anyone wants to wait, comes in bursts, must survive a crash, or is to
    be tried again when it fails.

    ## When not
    Somebody waits for the answer: call a service. The work takes less than the queue costs, a few
    hundredths of a second. Many readers each want every message, in order: that is an event stream.

    ## What is modelled
    Every message for itself: waiting, delayed, in flight, gone. The order in which messages are
    handed out: as they came, by message group, by priority, the newest first. What makes a message
    visible again: a visibility timeout, with heartbeats and caps, or the end of a connection. What
    counts towards the dead letters, receives or returns, and when it moves a message: at the next
    receive, or when it comes back. Where it comes back to; what a late ack does; long and short
    polling, push, a limit in flight, a consumer timeout. Delay, retention, time to live, capacity
    with five ways to overflow, deduplication, water marks that block senders, redrive. A queue at
    the end of a dead-letter edge has the role of a dead-letter queue. Presets set all this as real
    products do.

    ## What is left out
    The broker as a machine: its processors, disks, memory in bytes and replicas. Transactions,
    message bodies and headers, routing by exchange or topic, and one message for many readers.

    ## Real-world examples
    Amazon SQS (whose rules hold where nothing else is set), RabbitMQ, Azure Service Bus, Google
    Pub/Sub, the lists in Redis behind Celery, Sidekiq and BullMQ, a table of jobs in PostgreSQL.

    ## Questions people ask
    **How long should the visibility timeout be?** Longer than nearly all of the work takes: its
    99th percentile and then some. Every job that outlasts it is started a second time.

    **Why did one message run twice?** It was received, not acknowledged in time, and received
    again. Make the handler idempotent: a queue cannot promise “once” alone.

    **What is a dead-letter queue for?** Messages that fail every time would go round for ever and
    take slots from healthy ones. After a number of receives they are moved aside, to be looked at.
    """

    settings_class = QueueSettings
    settings: QueueSettings
    about: ClassVar[About] = About(
        type="queue",
        label="Queue",
        icon="c-queue",
        category="messaging",
        summary="Keeps messages until somebody has done the work.",
        width=182,
        sends=("delivery", "dead-letter"),
        accepts=("message", "dead-letter"),
        refuses={"*": "A queue takes messages. Draw a message edge from whoever sends them."},
        metrics=(
            counter("arrived", "Arrived", "Messages put in, by senders or by a redrive policy."),
            gauge("waiting", "Waiting", "Visible messages that nobody has received."),
            gauge("delayed", "Delayed", "Messages hidden by a delivery delay or a backoff."),
            gauge("in_flight", "In flight", "Received, hidden and not yet acknowledged."),
            gauge("oldest", "Oldest", "Age of the oldest message that waits.", "s"),
            counter("receives", "Receives", "Messages handed out."),
            counter("retries", "Retries", "Receives of a message beyond its first."),
            counter(
                "duplicates",
                "Duplicates",
                "Receives while an earlier attempt still ran, or after one had succeeded.",
            ),
            counter("acked", "Acked", "Messages deleted because their work was done."),
            counter("late_acks", "Late acks", "Acks that came after the visibility timeout."),
            counter("expiries", "Expiries", "Visibility timeouts that ran out."),
            counter("dead", "Dead", "Messages moved to the dead-letter queue."),
            counter("expired", "Expired", "Messages deleted because their retention was over."),
            counter("rejected", "Rejected", "Messages refused because the queue was full."),
            counter("dropped", "Dropped", "Messages lost to make room for newer ones."),
            *percentiles("wait", "Wait", "From becoming visible to being received."),
        ),
        further=(
            counter("returns", "Returns", "Messages that came back, for whatever reason."),
            counter("given_up", "Given up", "Messages acked although their work had failed."),
            gauge("taken", "Taken", "Acked before their work was done, and still in work."),
            gauge("blocked", "Blocked", "Messages whose senders wait for room."),
            counter("deduplicated", "Deduplicated", "Messages sent again, and not put in again."),
            gauge("locked_groups", "Locked groups", "Groups that wait for one of theirs."),
            counter("empty_receives", "Empty receives", "Polls that found nothing."),
            counter("redriven", "Redriven", "Dead letters sent back to their queue."),
            gauge(
                "parked_other",
                "Never tried",
                "Dead letters that nobody ever began: expired, overflowed, or only ever held.",
            ),
        ),
        face=Face(
            settings=(("Timeout", "visibility_timeout"), ("Retention", "retention")),
            figure=("waiting", "waiting"),
            instrument=_GAUGE,
            rows=(
                {"label": "In flight", "metric": "in_flight"},
                {"label": "Oldest", "metric": "oldest"},
                {"label": "Delayed", "metric": "delayed", "quiet": True},
                {
                    "label": "Locked groups",
                    "metric": "locked_groups",
                    "quiet": True,
                    "room_when": {"ordering": ["groups"]},
                },
                {"label": "Senders blocked", "metric": "blocked", "quiet": True, "alert": True},
            ),
        ),
        actions=(
            ActionKind(
                "purge",
                "Purge",
                "Deletes everything that waits or is hidden for later.",
                plain=True,
            ),
            ActionKind(
                "redrive",
                "Redrive",
                "Sends dead letters back to the queues that gave them up.",
                RedriveSettings,
                role="dead-letter",
            ),
        ),
        roles={
            "dead-letter": Role(
                label="Dead letters",
                icon="c-dead-letter-queue",
                summary="Where a queue moves what was received too often.",
                width=182,
                face=Face(
                    settings=(("Retention", "retention"),),
                    figure=("waiting", "parked"),
                    instrument=None,
                    rows=(
                        {"label": "Poison", "metric": "parked_poison"},
                        {"label": "Too slow", "metric": "parked_late"},
                        {"label": "Failed", "metric": "parked_failed"},
                        {"label": "Never tried", "metric": "parked_other", "quiet": True},
                        {"label": "Done once", "metric": "parked_processed", "alert": True},
                    ),
                ),
                metrics=(
                    gauge("parked_poison", "Poison", "Lie here because every attempt fails."),
                    gauge(
                        "parked_late",
                        "Too slow",
                        "Lie here because attempts outlasted the timeout.",
                    ),
                    gauge("parked_failed", "Failed", "Lie here because the attempts failed."),
                    gauge(
                        "parked_processed",
                        "Done once",
                        "Lie here although their work was done at least once.",
                    ),
                ),
            )
        },
    )

    def build(self, world: World) -> Part:
        """The running part."""
        return RunningQueue(world, self) if world.is_plain else make_broker(world, self)

    def is_plain(self) -> bool:
        """Whether the fast path knows all that is set."""
        plain_overflow = self.settings.overflow in ("reject", "block", "drop_oldest")
        return plain_overflow and all_default(self.settings, PLAIN)

    def work_time(self) -> float:
        """The delivery delay; an idle worker takes a message as soon as it is visible."""
        return self.settings.delivery_delay

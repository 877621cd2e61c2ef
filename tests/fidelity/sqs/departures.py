"""Departures: where moto does other than the documentation of Amazon SQS says.

There the documentation wins. docs/fidelity.md has the same table; a test holds them together.
"""

from dataclasses import dataclass
from typing import Literal, get_args

Correction = Literal[
    "retention",
    "clock of FIFO dead letters",
    "deduplication of what was deleted",
    "late delete on FIFO",
    "old receipt handles",
    "message not in flight",
    "in-flight limit",
    "batches of one group",
    "groups while a poll waits",
    "twelve hours",
]
CORRECTIONS: frozenset[Correction] = frozenset(get_args(Correction))


@dataclass(frozen=True)
class Departure:
    """One of them."""

    name: Correction
    moto: str
    """What moto does."""
    documented: str
    """What the documentation says, in its words."""
    source: str


API = "Amazon SQS API Reference"
GUIDE = "Amazon SQS Developer Guide"

DEPARTURES = (
    Departure(
        "retention",
        "A message past its retention stays in the queue and is counted; the receive that meets it "
        "hides it and returns nothing, not even what stands behind it.",
        "“Amazon SQS automatically deletes messages left in a queue longer than the retention "
        "period configured for the queue.”",
        f"{API}, DeleteMessage",
    ),
    Departure(
        "clock of FIFO dead letters",
        "A dead letter keeps the time of its first sending, in a FIFO queue too.",
        "“For FIFO queues, the enqueue timestamp resets when the message is moved to a dead-letter "
        "queue.”",
        f"{GUIDE}, “Setting up dead-letter queue retention”",
    ),
    Departure(
        "deduplication of what was deleted",
        "Once a message is deleted, its deduplication id is forgotten.",
        "“Amazon SQS continues tracking the deduplication ID even after the message has been "
        "received and deleted.”",
        f"{GUIDE}, “Amazon SQS FIFO queue key terms”",
    ),
    Departure(
        "late delete on FIFO",
        "A message of a FIFO queue whose visibility timeout is over can still be deleted.",
        "“If a consumer whose message processing time is longer than the visibility timeout tries "
        "to delete the processed messages, the action fails with an error.”",
        f"{API}, ReceiveMessage",
    ),
    Departure(
        "old receipt handles",
        "Every receipt handle that a message ever had deletes it, also while a later receive "
        "hides it.",
        "“When you want to delete a message using the DeleteMessage action, you must use the "
        "ReceiptHandle from the most recent time you received the message. If "
        "you use an old ReceiptHandle, the request will succeed, but the message might not be "
        "deleted.”",
        f"{API}, DeleteMessage",
    ),
    Departure(
        "message not in flight",
        "The visibility of a message can be changed by an old receipt handle, and when it is not "
        "in flight: it is hidden once more.",
        "“MessageNotInflight: The specified message isn’t in flight.”",
        f"{API}, ChangeMessageVisibility, errors",
    ),
    Departure(
        "in-flight limit",
        "There is no limit of messages in flight.",
        "“For FIFO queues, there can be a maximum of 120,000 in flight messages (received from a "
        "queue by a consumer, but not yet deleted from the queue). If you reach this limit, Amazon "
        "SQS returns no error messages.”",
        f"{API}, ChangeMessageVisibility",
    ),
    Departure(
        "batches of one group",
        "A receive takes messages in the order of their sending, whatever their group, and of a "
        "group whose timeout is over only one.",
        "“When receiving messages from a FIFO queue with multiple message group IDs, Amazon SQS "
        "first attempts to return as many messages with the same message group ID as possible.”",
        f"{GUIDE}, “FIFO queue delivery logic”",
    ),
    Departure(
        "groups while a poll waits",
        "A long poll looks which groups are in flight when it begins; while it waits it takes a "
        "group that has become free for locked.",
        "“When you receive a message with a message group ID, no more messages for the same "
        "message group ID are returned unless you delete the message or it becomes visible.”",
        f"{GUIDE}, “FIFO queue delivery logic”",
    ),
    Departure(
        "twelve hours",
        "A message can be kept hidden for twelve hours from its sending.",
        "“If you try to extend the visibility timeout beyond 12 hours, your request is rejected.” "
        "Its clock starts at the receive.",
        f"{API}, ChangeMessageVisibility",
    ),
)

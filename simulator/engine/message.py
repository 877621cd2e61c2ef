"""Message: the records of the work that travels.

They are plain records without a constructor: each is written by the one hot function that makes
it, and what only a message in trouble needs is written when the trouble begins.
"""

from typing import Any

GONE = -1
"""The receive count of a message that no longer exists (acked, expired, dropped)."""


class Job:
    """What a client wants done: it travels as calls and messages, and keeps its draws."""

    __slots__ = ("born", "client", "number", "run", "traits", "work", "works")

    born: float
    """When the client began it."""
    work: float
    """Seconds of work at the next worker; negative when it is poison there."""
    works: Any
    """The same for every worker of the design, as `mechanics.jobs` draws it."""

    # What follows is written only where a design is not plain.

    traits: tuple[int, int] | None
    """Priority and message group, where a queue in reach of its client orders by them."""
    client: str
    number: int
    """Whose n-th job it is, counted from 1; written only under a microscope."""
    run: Any
    """The scheduler's run that it belongs to, which is told when its messages begin and end; None
    where nobody asks."""


class Message(Job):
    """One unit of asynchronous work."""

    __slots__ = (
        "count",
        "eta",
        "expires",
        "history",
        "home",
        "identity",
        "listed",
        "origin",
        "place",
        "receipt",
        "receives",
        "sent",
        "since",
        "state",
        "trace",
        "tries",
    )

    sent: float
    """When it was first accepted by a queue: retention counts from here."""
    since: float
    """Since when it has been visible."""
    receives: int
    """Receives from the queue that it is in, or GONE."""
    receipt: int
    """What proves one receive: its key while it is valid, the negative of it while the message is
    visible again and nobody has received it since, otherwise 0."""
    history: "History | None"
    """None until something can go wrong with it: most messages never have one."""
    home: Any
    """The queue that it is in; written only where somebody needs to know."""

    # What follows is written by `mechanics.delivery` alone.

    state: int
    """Where it is: one of `mechanics.delivery.states`."""
    place: int
    """Its place among all that were put into its queue."""
    count: int
    """What its queue counts of it, towards the limit of its redrive policy."""
    tries: int
    """Attempts that failed, as its worker counts them."""
    eta: float
    """When its work is due; 0 for at once."""
    expires: float
    """When its time to live is over."""
    listed: bool
    """Whether its line knows it among those that came back."""
    origin: Any
    """The queue that moved it to its dead letters."""
    identity: Any
    """What tells a message that was sent again from others; None where none is."""
    trace: Any
    """What the microscope writes down of it; None for most."""


New = tuple[float, float, float]
"""A message that nothing has happened to but that it was sent: when its client began it, when it
was sent, and its work. Most messages never are more than that."""


Fresh = tuple[float, Any, Any]
"""The same in a design that is not plain: when its client began and sent it, the works and the
traits of its job."""


def grown(new: New) -> Message:
    """The record of a new message, for whatever may happen to it now."""
    message = Message()
    message.born, message.since, message.work = new
    message.sent, message.works = message.since, message.work
    message.receives = 0
    message.history = None
    return message


def new_message(born: float, sent: float, works: Any, traits: Any, work: float) -> Message:
    """The record of a message that a client sent in a design that is not plain."""
    message = Message()
    message.born, message.sent = born, sent
    message.works, message.traits, message.work = works, traits, work
    message.receives = 0
    message.history = message.identity = message.trace = message.run = None
    message.eta = 0.0
    return message


class History:
    """What happened to a message whose first attempt did not simply succeed."""

    __slots__ = ("done_at", "listed", "parked", "reason", "running", "succeeded", "wait")

    running: int
    """Attempts that are running."""
    succeeded: bool
    """Whether its work was completed at least once."""
    done_at: float
    """When its work was completed last, if it was."""
    reason: str
    """Why its last attempt did not end in an ack: "poison", "late" or "failed"."""
    wait: float
    """The last wait before a retry, for a backoff that builds on it."""
    parked: Any
    """The `mechanics.parking.Parking` of the dead-letter queue that it lies in."""
    listed: Any
    """The `mechanics.returned.Returned` of the queue that knows it among those that came back."""


class Attempt:
    """One attempt at a message by a slot, where it may end otherwise than by an ack in time."""

    __slots__ = (
        "acked",
        "armed",
        "batch",
        "begun",
        "consumer",
        "duplicate",
        "ended",
        "forked",
        "job",
        "lane",
        "lapsed",
        "lost",
        "number",
        "receipt",
        "received",
        "settled",
        "slot",
        "started",
        "until",
    )

    job: Message
    receipt: int
    started: float
    duplicate: bool
    """Whether another attempt was running, or had succeeded, when it began."""
    lapsed: bool
    """Whether the visibility timeout ran out while it was running."""
    ended: bool
    settled: bool
    """Whether the message was acked or given back by it, so that nothing can run out any more."""
    forked: bool
    """Whether it has published a message that carries the work on."""

    # What follows is written by `mechanics.delivery` alone.

    lane: Any
    """The way from the queue to the worker."""
    consumer: Any
    """The instance that holds it."""
    received: float
    until: float
    """When its lock ends, as far as it is known; written where a heartbeat renews it."""
    begun: bool
    """Whether a slot has taken it up; until then it lies in a batch or a prefetch buffer."""
    armed: bool
    """Whether something watches over its lock; not where it certainly ends before."""
    acked: bool
    """Whether it was acknowledged before its work was done."""
    lost: bool
    """Whether it ended because who made it is no more."""
    batch: Any
    """The other attempts that its slot received together with it; None if there are none."""
    number: int
    """Which receive of its message it is, where the microscope asks."""
    slot: int
    """The number of its slot, where the microscope asks."""


def forget(message: Message) -> None:
    """The message is no more; whatever still refers to it finds that out."""
    message.receives, message.receipt = GONE, 0


def is_gone(message: Message | New) -> bool:
    """Whether a message in the line is but the ghost of one."""
    return not isinstance(message, tuple) and message.history is not None and message.receives < 0

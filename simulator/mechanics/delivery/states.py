"""States: where a message is, and why it came back."""

WAITING = 0
"""Visible; somebody may receive it."""
HIDDEN = 1
"""In the queue, and not yet visible: a delay, a countdown, a backoff."""
IN_FLIGHT = 2
"""Received, and hidden while it is worked on."""
TAKEN = 3
"""Acknowledged before its work was done, and still in work: the queue knows it no more."""
ENDED = 4
"""Done, lost, expired or given up."""

NACK = "nack"
REJECT = "reject"
CRASH = "crash"
LAPSE = "timeout"
CUT_OFF = "consumer timeout"
SHUTDOWN = "shutdown"
"""Why a message comes back to its queue."""

FAILURES = frozenset({REJECT, CRASH})
"""The returns that RabbitMQ 4.3 counts (quorum queues, “Poison message handling”)."""

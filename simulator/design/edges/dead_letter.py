"""Dead letter: the settings of the edge by which a queue moves what was tried too often."""

from simulator.design.quantities import Whole
from simulator.design.settings import Settings, setting


class DeadLetterSettings(Settings):
    """The redrive policy of the queue that the edge leaves."""

    max_receives: Whole = setting(
        3,
        label="Receives",
        minimum=1,
        maximum=1_000,
        help="A message that was received this often without an ack is moved at the next receive.",
        source="SQS: maxReceiveCount 1 to 1,000; 3 to 5 is usual",
    )

"""DLQ-5: dead letters are kept no longer than the messages before them."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import duration
from simulator.rules._fixes import on_component
from simulator.rules._parts import component, queues, workers_of

# The longest that Amazon SQS keeps a message, and that a queue here may.
LONGEST = 14 * 86_400


class LettersExpireEarly(Rule):
    """The clock of a dead letter began when it was first sent, so it may have little time left.

    ## What it does
    Compares the retention of a dead-letter queue that keeps the old clock with that of the queues
    before it, where nothing takes its letters out. At 14 days, the longest there is, it is content.

    ## Why it matters
    In a standard SQS queue the move does not reset the age of a message. One that spent nearly all
    of its retention in the queue is deleted soon after it became a dead letter, before anybody has
    looked at it: on a weekend that is before Monday.

    ## Example
    Both queues keep messages for 4 days. A message that is given up after 3 days and a half can be
    looked at for 12 hours.

    ## What to do
    Keep dead letters for 14 days, and the messages before them for less.

    ## Sources
    Amazon SQS developer guide, Setting up dead-letter queue retention: the expiration is always
    based on the original enqueue timestamp; of FIFO queues it is reset.
    """

    title: ClassVar[str] = "Dead letters may expire before anyone looks"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each dead-letter queue whose letters may have no time left."""
        for letters in queues(design):
            wanted = letters.settings
            emptied = workers_of(design, letters) or wanted.redrive_after is not None
            if wanted.retention_clock != "kept" or wanted.retention >= LONGEST or emptied:
                continue
            edges = design.edges_to(letters.id, "dead-letter")
            sources = [design.components[edge.source] for edge in edges]
            longest = max(sources, key=lambda part: part.settings.retention, default=None)
            if isinstance(longest, Queue) and wanted.retention <= longest.settings.retention:
                yield self._finding(letters, longest, measured)

    def _finding(self, letters: Queue, queue: Queue, measured: Measured | None) -> Finding:
        kept, before = letters.settings.retention, queue.settings.retention
        return self.finding(
            component(letters.id),
            f"“{letters.title}” keeps messages for {duration(kept)} from their first sending, and "
            f"“{queue.title}” may have kept them for {duration(before)} before. The last of them "
            "are deleted as they come.",
            size=0.0,
            evidence=(
                Evidence(
                    "Left for a letter that waited longest", "no time", duration(LONGEST - before)
                ),
                *_measured(letters, measured),
            ),
            columns=("now", "kept for 14 d"),
            fix=on_component(letters, f"kept for {duration(LONGEST)}", retention="14d"),
        )


def _measured(letters: Queue, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    oldest = measured.component(letters.id).last("oldest")
    if oldest:
        yield Evidence("Age of the oldest at the end", duration(oldest))

"""LIFO-1: while a line only grows, the oldest are served first."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import duration, share
from simulator.rules._fixes import on_component
from simulator.rules._flow import flow_of
from simulator.rules._load import load_measured, load_of
from simulator.rules._parts import component, deliveries, is_changed

# Seconds: what is done so quickly is usually waited for.
QUICK = 0.2
# Of those, how often as long as the work takes somebody waits before he goes, and at least this.
PATIENCE, LEAST = 10.0, 1.0
# Half of the time that a message is of use: whoever waited for so long is hardly helped.
OF_LIFE = 0.5
# How long the line must have been standing before the newest comes first.
STANDING = 0.1


class OldestFirstInOverload(Rule):
    """More comes than can be done, and those who have waited longest are served first.

    ## What it does
    Looks, after a run, at queues that hand out in the order of arrival and that get more than their
    workers can do, where messages are of use for a limited time: by a time to live, or because the
    work is so quick (200 ms and less) that somebody is likely to wait for it. It speaks up where
    half of them waited longer than half of that life, or ten times as long as the work takes.

    ## Why it matters
    In the order of arrival everybody waits as long as the line is, and the line only grows. Soon
    whoever is next has waited longer than he had patience, and all work is done for people who have
    gone. The newest first is unfair, and right: a share of the requests is answered at once, and
    what waits is what nobody waits for any more.

    ## Example
    110 requests a second and 100 can be answered. After ten seconds everybody waits longer than a
    second; of ten minutes 1.3 % are answered within one. The newest first, 90 % are.

    ## What to do
    Let the order be adaptive: as they came while the line is empty now and then, the newest first
    once it stands. Delete what is older than anybody waits. Refuse what is too much.

    ## Sources
    B. Maurer, Fail at Scale (ACM Queue, 2015): adaptive LIFO and controlled delay. Google SRE book,
    chapter 22. The limits of quick work and of patience are our choice.
    """

    title: ClassVar[str] = "In overload the oldest come first"
    severity: ClassVar[Severity] = Severity.HINT

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each queue that serves those who have gone; nothing without a run."""
        if measured is None:
            return
        flow, told = flow_of(design), set[str]()
        for queue, worker in deliveries(design):
            if queue.settings.ordering != "arrival" or queue.id in told:
                continue
            load = load_of(flow, worker.id)
            if load.utilisation < 1 and not is_changed(design, queue.id):
                load = load_measured(design, worker, load, measured)
            patience = _patience(queue, load.holding.mean)
            wait = measured.component(queue.id).percentile("wait", "p50")
            if load.utilisation >= 1 and patience and wait is not None and wait > patience:
                told.add(queue.id)
                served = load.capacity / load.rate
                yield self._finding(queue, worker, wait, patience, served, measured)

    def _finding(
        self,
        queue: Queue,
        worker: Worker,
        wait: float,
        patience: float,
        served: float,
        measured: Measured,
    ) -> Finding:
        limited = queue.settings.time_to_live is not None
        return self.finding(
            component(queue.id),
            f"More comes to “{queue.title}” than “{worker.title}” can do, and the oldest go first: "
            f"half of them had waited for {duration(wait)} or more. If somebody waits for the "
            f"answer, the newest first would serve {share(served)} of them at once.",
            severity=Severity.WARNING if limited else None,
            size=min(1.0, wait / (wait + patience)),
            evidence=(
                Evidence("Half of them waited longer than", duration(wait), "hardly"),
                Evidence("Served soon enough to matter", "hardly any", share(served)),
                *_expired(queue, measured),
            ),
            columns=("in the run", "the newest first"),
            watch=measured.component(queue.id).peak_at("oldest"),
            fix=on_component(
                queue, "adaptive order", ordering="adaptive_lifo", lifo_after=STANDING
            ),
        )


def _patience(queue: Queue, work: float) -> float:
    """How long somebody is likely to wait; 0 where it does not matter."""
    life = queue.settings.time_to_live
    if life is not None:
        return float(OF_LIFE * life.mean)
    return max(LEAST, PATIENCE * work) if 0 < work < QUICK else 0.0


def _expired(queue: Queue, measured: Measured) -> Iterator[Evidence]:
    found = measured.component(queue.id)
    expired, arrived = found.total("expired"), found.total("arrived")
    if queue.settings.time_to_live is not None and expired is not None and arrived:
        yield Evidence("Deleted because their time was over", share(expired / arrived))

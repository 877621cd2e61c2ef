"""PRE-5: short jobs wait behind long ones in the same line."""

import math
from collections.abc import Iterator
from typing import ClassVar

from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import duration, figure
from simulator.rules._flow import flow_of
from simulator.rules._load import Load, load_of
from simulator.rules._parts import component, queues_of, workers
from simulator.rules._sizes import longest
from simulator.rules._time import Time

# Coefficient of variation, and the longest in a hundred over the median.
UNEVEN, APART = 3.0, 20.0
# Below this share of slots in use hardly anybody waits.
IDLE = 0.3


class ShortBehindLong(Rule):
    """Jobs of very different length share a queue, and the short ones wait behind the long.

    ## What it does
    Looks for workers whose jobs differ so much that their standard deviation is three times their
    mean, or that one in a hundred takes twenty times as long as the median, and whose slots are in
    use for at least 30 % of the time.

    ## Why it matters
    The wait for a slot grows with the spread of the work: it is (1 + CV²) / 2 times that of even
    work. A few long jobs take all slots now and then, and a job of a tenth of a second waits for
    minutes. On average everything looks well.

    ## Example
    Of 100 jobs 99 take 1 s and one takes 10 minutes. Eight slots that are in use for 70 % of the
    time make a job wait half a minute on average; even jobs would wait less than a second.

    ## What to do
    Give long jobs a queue and workers of their own, or split them into parts.

    ## Sources
    F. Pollaczek (1930) and A. Khinchine (1932). Celery documentation, Optimizing: two worker nodes
    for long and short tasks. Three, twenty and 30 % are our choice.
    """

    title: ClassVar[str] = "Short jobs wait behind long ones"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each worker whose jobs are so uneven."""
        flow = flow_of(design)
        for worker in workers(design):
            load = load_of(flow, worker.id)
            median, most = (longest(design, worker, share) for share in (0.5, 0.99))
            # The median may be nothing at all, and classes make the whole more uneven than each.
            apart = median > 0 and most / median > APART
            uneven = math.sqrt(load.holding.scv) > UNEVEN or apart
            # Calls of an even length may take most of the time; then nothing is uneven after all.
            uneven = uneven and load.holding.scv > 1
            if queues_of(design, worker) and uneven and IDLE <= load.utilisation < 1:
                yield self._finding(design, worker, load, median, most, measured)

    def _finding(
        self,
        design: Design,
        worker: Worker,
        load: Load,
        median: float,
        most: float,
        measured: Measured | None,
    ) -> Finding:
        even = Load(load.rate, Time(load.holding.mean), load.slots)
        factor = (1 + load.holding.scv) / 2
        return self.finding(
            component(worker.id),
            f"Half of the jobs of “{worker.title}” take less than {duration(median)}, and one in a "
            f"hundred {duration(most)} or more. They wait in one line, so a short job waits as "
            f"long as the long ones ahead of it take: {figure(factor)} times as long as among "
            "jobs that vary like chance.",
            size=min(1.0, load.utilisation * (1 - 1 / (1 + factor))),
            evidence=(
                Evidence("Half take less than", duration(median)),
                Evidence("One in a hundred takes", duration(most)),
                Evidence("Mean wait", duration(load.wait()), duration(even.wait())),
                *_measured(design, worker, measured),
            ),
            columns=("now", "if all were even"),
            watch=measured.component(worker.id).peak_at("busy") if measured else None,
        )


def _measured(design: Design, worker: Worker, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    held = measured.component(worker.id).mean("prefetched")
    if held:
        # They wait in the instances, and hardly in the queue.
        yield Evidence("In the buffers of instances, on average", figure(held))
        return
    for queue in queues_of(design, worker):
        wait = measured.component(queue.id).percentile("wait", "p99")
        if wait is not None:
            yield Evidence(f"One wait in a hundred in “{queue.title}”", duration(wait))

"""CAP-2: the slots have too little room to spare."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.database import Database
from simulator.components.service import Service
from simulator.components.worker import Worker
from simulator.design.component import Component
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import count, duration, figure, share
from simulator.rules._flow import flow_of
from simulator.rules._load import Load, load_of
from simulator.rules._parts import component, is_changed, queues_of
from simulator.rules._slots import deepest, held_up, resize, step_of
from simulator.theory import drain_time

# A wait longer than the work itself: the point at which more slots help more than faster work.
WAIT_OF_WORK_MAX = 1.0
# A burst to compare by: so many jobs for each slot.
BURST_PER_SLOT = 10


class LittleRoom(Rule):
    """The slots can do the work, but so barely that jobs wait longer for a slot than they take.

    ## What it does
    Works out how long a job waits for a slot on average, from the number of slots, the share of
    time they are in use and the spread of the work, and speaks up when that is longer than the
    work itself. After a run the measured utilisation takes the place of the expected one.

    ## Why it matters
    Waiting does not grow evenly with the load: near 100 % each further per cent doubles it. How
    near is too near depends on the number of slots. One slot in use for half of the time already
    makes jobs wait as long as they take; four can be used for 83 %, sixteen for 95 %. A burst that
    arrives on top takes long to be worked off.

    ## Example
    One slot, jobs of 1 s, 0.9 of them a second: each waits 9 s on average. With two slots it waits
    0.25 s.

    ## What to do
    Add slots until they are in use for at most 80 % of the time, or make long jobs shorter: the
    wait grows with the spread of the work as well.

    ## Sources
    A. K. Erlang (1917): M/M/c. A. O. Allen, Probability, Statistics and Queueing Theory (1990) for
    the spread (Allen and Cunneen). Comparing the wait with the work is our choice.
    """

    title: ClassVar[str] = "Jobs wait longer than they take"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each component with too little room."""
        flow = flow_of(design)
        for part in design.components.values():
            if isinstance(part, Service | Worker | Database):
                load = load_of(flow, part.id)
                if measured is not None and held_up(design, flow, part, measured):
                    continue
                busy = _utilisation(design, part, load, measured)
                if 0 < busy < 1:
                    load = load.used(busy)
                    if load.wait() > WAIT_OF_WORK_MAX * load.holding.mean:
                        yield self._finding(design, part, load, measured)

    def _finding(
        self, design: Design, part: Component, load: Load, measured: Measured | None
    ) -> Finding:
        busy = load.utilisation
        enough = load.used(busy * _unfinished(design, part, measured)).enough_slots(step_of(part))
        after = busy * load.slots / enough
        wait, shorter = load.wait(), load.wait(enough)
        burst = BURST_PER_SLOT * load.slots
        drains = (
            drain_time(burst, load.done_by(slots), load.rate) for slots in (load.slots, enough)
        )
        return self.finding(
            component(part.id),
            f"The {count(load.slots)} slots of “{part.title}” are in use for {share(busy)} of the "
            f"time, so a job that takes {duration(load.holding.mean)} waits "
            f"{duration(wait)} for one, {figure(wait / load.holding.mean)} times as long.",
            size=1 - load.holding.mean / (wait + load.holding.mean),
            evidence=(
                Evidence("Slots", count(load.slots), count(enough)),
                Evidence("In use", share(busy), share(after)),
                Evidence("Mean wait, if jobs come singly", duration(wait), duration(shorter)),
                Evidence(
                    f"A burst of {count(burst)} is worked off in", *(duration(d) for d in drains)
                ),
                *_measured(design, part, measured),
            ),
            columns=("now", f"with {count(enough)}"),
            watch=deepest(design, part, measured),
            fix=resize(part, enough),
        )


def _utilisation(design: Design, part: Component, load: Load, measured: Measured | None) -> float:
    expected = load.utilisation
    scaled = isinstance(part, Worker) and part.settings.autoscaler != "none"
    # The mean over an outage and what follows it is the utilisation of neither.
    if measured is None or expected >= 1 or scaled or is_changed(design, part.id):
        return expected
    found = measured.component(part.id).mean("utilisation")
    return expected if found is None else min(found - _on_duplicates(part, measured), 0.999)


def _on_duplicates(part: Component, measured: Measured) -> float:
    """Share of slot time that went into duplicates: the rules on timeouts speak of them."""
    seen = measured.component(part.id)
    wasted, slots = seen.total("wasted"), seen.mean("slots")
    return wasted / (slots * measured.measured_seconds) if wasted and slots else 0.0


def _unfinished(design: Design, part: Component, measured: Measured | None) -> float:
    """How many times as much came as was done with: what is busy is not all that is asked."""
    if measured is None or not isinstance(part, Worker) or is_changed(design, part.id):
        return 1.0
    queues = [measured.component(queue.id) for queue in queues_of(design, part)]
    came = sum(queue.total("arrived") or 0.0 for queue in queues)
    ended = sum(queue.total(end) or 0.0 for queue in queues for end in ("acked", "dead", "expired"))
    return max(1.0, came / ended) if ended else 1.0


def _measured(design: Design, part: Component, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None or not isinstance(part, Worker):
        return
    for queue in queues_of(design, part):
        wait = measured.component(queue.id).percentile("wait", "mean")
        if wait is not None:
            yield Evidence(f"Measured wait in “{queue.title}”", duration(wait))

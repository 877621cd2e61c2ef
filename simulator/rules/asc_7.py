"""ASC-7: scaled out, workers ask a database for more connections than it has."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.database import Database
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.design.edges import Edge
from simulator.feedback import Evidence, Finding, Fix, Measured, Rule, Severity
from simulator.feedback.wording import count, figure, share
from simulator.rules._fixes import on_component
from simulator.rules._flow import flow_of
from simulator.rules._parts import component, queues_of, workers


class DatabaseScaledOver(Rule):
    """At its largest number of instances a worker needs more connections than the pool has.

    ## What it does
    Works out how many connections the slots of an autoscaled worker hold at once when all of its
    instances are there and busy, and compares it with the pool of the database they call.

    ## Why it matters
    An autoscaler looks at the queue, and adds hands when it grows. If the database is what makes
    jobs slow, more hands make it slower: they wait for connections, jobs take longer, the queue
    grows, and more instances are added. The outage has moved to where everybody else is, too.

    ## Example
    A job of 100 ms is half query. 50 instances with 4 slots hold 100 connections on average; the
    pool has 20.

    ## What to do
    Let the worker grow only as far as the database can follow, put a pool in between that queues,
    or limit the rate.

    ## Sources
    Little's law. Google SRE book, chapter 22: overload moves to the next layer.
    """

    title: ClassVar[str] = "Scaled out, it needs more connections than there are"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each autoscaled worker and database that cannot follow it."""
        flow = flow_of(design)
        for worker in workers(design):
            work = flow.holding(worker.id).mean
            if worker.settings.autoscaler == "none" or not work or not queues_of(design, worker):
                continue
            for edge in design.edges_from(worker.id, "call"):
                database = design.components[edge.target]
                if isinstance(database, Database):
                    part = min(1.0, _query_time(edge, database) / work)
                    if part * flow.slots(worker.id) > database.settings.pool:
                        slots = flow.slots(worker.id)
                        yield self._finding(worker, database, part, slots, measured)

    def _finding(
        self,
        worker: Worker,
        database: Database,
        part: float,
        slots: int,
        measured: Measured | None,
    ) -> Finding:
        pool = database.settings.pool
        most, fix = _fix(worker, part, pool, slots)
        return self.finding(
            component(worker.id),
            f"“{worker.title}” may grow to {count(slots)} slots, each of which is in "
            f"“{database.title}” for {share(part)} of a job. Together they hold "
            f"{figure(part * slots)} connections, and the pool has {count(pool)}.",
            size=1 - pool / (part * slots),
            evidence=(
                Evidence("Slots at most", count(slots), count(most)),
                Evidence("Connections they hold", figure(part * slots), figure(part * most)),
                Evidence("In the pool", count(pool), count(pool)),
                *_measured(database, measured),
            ),
            columns=("now", "with fewer"),
            watch=measured.component(database.id).peak_at("waiting") if measured else None,
            fix=fix,
        )


def _query_time(edge: Edge, database: Database) -> float:
    """Seconds for which a job holds a connection, on average."""
    wanted = database.settings
    once = wanted.read_time if edge.settings.operation == "read" else wanted.write_time
    return float(once.mean * edge.settings.calls * edge.settings.share)


def _fix(worker: Worker, part: float, pool: int, slots: int) -> tuple[int, Fix | None]:
    """The slots that the pool can follow; no fix where those that are there always are more."""
    wanted = worker.settings
    each = slots // wanted.scale_max
    most = int(pool / part) // each
    if most < max(1, wanted.scale_min):
        return most * each, None
    return most * each, on_component(worker, f"at most {count(most)}", scale_max=most)


def _measured(database: Database, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    late = measured.component(database.id).total("timed_out")
    if late is not None:
        yield Evidence("Queries without a connection in the run", count(late))

"""Database: answers reads and writes through a pool of connections."""

from typing import ClassVar

from simulator import limits
from simulator.components.running.database import RunningDatabase
from simulator.components.running.faulty_database import FaultyDatabase
from simulator.components.settings.faults import OF_DEPENDENCIES
from simulator.design.component import (
    About,
    Component,
    Face,
    counter,
    gauge,
    percentiles,
    utilisation,
)
from simulator.design.declarations import drawn_setting, error_rate_setting, span_setting
from simulator.design.distributions import Constant, DurationDistribution
from simulator.design.quantities import Duration, Share, Whole
from simulator.design.settings import Settings, setting
from simulator.engine.part import Part
from simulator.engine.world import World


class DatabaseSettings(Settings):
    """How many queries at once, and how long they take."""

    pool: Whole = setting(
        20,
        label="Pool",
        unit="connections",
        minimum=1,
        maximum=limits.SLOTS_MAX,
        help="Connections in all. A query holds one; the next one waits for it.",
        source="our choice; SQLAlchemy 5 + 10 a process, HikariCP 10",
        changeable=True,
        group="Capacity",
    )
    pool_timeout: Duration | None = span_setting(
        5.0,
        label="Pool timeout",
        help="How long a query waits for a connection before it fails.",
        source="our choice; SQLAlchemy and HikariCP 30 s",
        group="Capacity",
        nothing="for ever",
    )
    read_time: DurationDistribution = drawn_setting(
        Constant(value=0.005),
        label="Read time",
        help="How long a read holds its connection.",
        source="our choice: 5 ms",
        group="Work",
    )
    write_time: DurationDistribution = drawn_setting(
        Constant(value=0.015),
        label="Write time",
        help="How long a write holds its connection.",
        source="our choice: 15 ms",
        group="Work",
    )
    error_rate: Share = error_rate_setting(
        help="How many queries fail after their time, by chance.",
    )


class Database(Component[DatabaseSettings]):
    """Answers reads and writes through a pool of connections.

    ## What it is
    What services and workers call to keep and find data. A query takes a connection from the pool,
    holds it for as long as the read or write takes, and gives it back. When none is free it waits.

    ## When to use it
    Wherever work reads or writes data that outlives it, and above all where several components
    share one database: its pool is where they feel each other.

    ## When not
    For work that waits to be done, use a queue. A table of jobs is a queue: draw it as one.

    ## What is modelled
    The pool, waiting for a connection with a timeout, read and write times, errors by chance. The
    edge that calls says whether it reads or writes, and how many queries it makes. By the timeline,
    outages, slowness and errors for a while: an outage fails what is there at once, and what comes
    in after a millisecond.

    ## What is left out
    Locks, transactions over several queries, replicas, caches, indexes, disks and data.

    ## Real-world examples
    PostgreSQL behind PgBouncer, MySQL, Amazon RDS, any store with a bounded number of connections.

    ## Questions people ask
    **How large should the pool be?** Queries a second × their time is how many connections are busy
    on average. More connections than the database has processors and disks make each query slower,
    which is not modelled here: do not read “larger is better” from it.

    **Why do workers wait while the database is idle?** It is not: look at the pool's utilisation
    within the bursts, not at its mean.
    """

    settings_class = DatabaseSettings
    settings: DatabaseSettings
    about: ClassVar[About] = About(
        type="database",
        label="Database",
        icon="c-database",
        category="storage",
        summary="Answers reads and writes through a pool of connections.",
        width=140,
        sends=(),
        sends_nothing="A database only answers. Draw the edge towards it, from whoever calls it.",
        accepts=("call",),
        reads_and_writes=True,
        refuses={
            "queue": "A database is called, and a queue calls nobody. Put a worker between them.",
            "*": "A database can only be called.",
        },
        metrics=(
            counter("queries", "Queries", "Reads and writes that came in."),
            counter("failed", "Failed", "Queries that failed."),
            counter("timed_out", "Timed out", "Queries that found no connection in time."),
            gauge("busy", "Busy", "Connections in use."),
            gauge("pool", "Pool", "Connections in all."),
            gauge("waiting", "Waiting", "Queries that wait for a connection."),
            utilisation("Connections in use, of all, averaged over the frame."),
            *percentiles("latency", "Latency", "From a query's arrival to its answer."),
        ),
        actions=OF_DEPENDENCIES,
        face=Face(
            settings=(("Pool", "pool"), ("Write", "write_time")),
            instrument={"kind": "meter", "value": "busy", "total": "pool"},
            rows=(
                {"label": "Pool", "metric": "busy", "of": "pool"},
                {"label": "Waiting", "metric": "waiting", "alert": True},
            ),
        ),
    )

    def build(self, world: World) -> Part:
        """The running part."""
        faulty = self.id in world.acted_upon
        return FaultyDatabase(world, self) if faulty else RunningDatabase(world, self)

    def work_time(self) -> float:
        """The mean time of the quicker kind of query."""
        return min(self.settings.read_time.mean, self.settings.write_time.mean)

    def slots(self) -> int:
        """The connections of the pool."""
        return self.settings.pool

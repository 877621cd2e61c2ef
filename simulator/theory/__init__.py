"""Theory: exact results of queueing theory that the simulation is checked against.

Pure functions and small frozen records; nothing here knows a design. Each is tested against
values computed independently, and the engine is tested against them.
"""

from simulator.theory.birth_death import BoundedFigures, closed_mmc, erlang_a, mmck
from simulator.theory.delivery import (
    BackoffFigures,
    RetryFigures,
    VisibilityFigures,
    attempt_shares,
    backoff_sum,
    bounded_retry,
    endless_servers_empty,
    exponential_expiry,
    visibility,
)
from simulator.theory.erlang import MMc, erlang_b, erlang_c
from simulator.theory.figures import QueueFigures
from simulator.theory.fluid import (
    drain_time,
    overload_backlog,
    token_bucket_admitted,
    token_bucket_empty_after,
)
from simulator.theory.networks import Station, feedback, jackson, network_time, tandem
from simulator.theory.single_server import (
    Kingman,
    batch_mm1,
    dm1,
    erlang_second_moment,
    hyperexponential_second_moment,
    kingman,
    lognormal_second_moment,
    mg1,
    preemptive_times,
    priority_waits,
)

__all__ = [
    "BackoffFigures",
    "BoundedFigures",
    "Kingman",
    "MMc",
    "QueueFigures",
    "RetryFigures",
    "Station",
    "VisibilityFigures",
    "attempt_shares",
    "backoff_sum",
    "batch_mm1",
    "bounded_retry",
    "closed_mmc",
    "dm1",
    "drain_time",
    "endless_servers_empty",
    "erlang_a",
    "erlang_b",
    "erlang_c",
    "erlang_second_moment",
    "exponential_expiry",
    "feedback",
    "hyperexponential_second_moment",
    "jackson",
    "kingman",
    "lognormal_second_moment",
    "mg1",
    "mmck",
    "network_time",
    "overload_backlog",
    "preemptive_times",
    "priority_waits",
    "tandem",
    "token_bucket_admitted",
    "token_bucket_empty_after",
    "visibility",
]

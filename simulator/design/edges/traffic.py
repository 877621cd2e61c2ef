"""Traffic: what calls and messages both say of the way."""

from functools import partial
from typing import Any

from simulator.design.declarations import drawn_setting
from simulator.design.distributions import Constant
from simulator.design.settings import setting

NETWORK, TRAFFIC = "Network", "Traffic"
NO_TIME = Constant(value=0.0)

latency_setting = partial(
    drawn_setting,
    NO_TIME,
    label="Latency",
    source="our choice: nothing, so that what is seen comes from the components",
    group=NETWORK,
)


def share_setting() -> Any:
    """How often an edge is followed."""
    return setting(
        1.0,
        label="Share",
        minimum=0,
        maximum=1_000,
        help="From a client: its weight beside the client's other edges. "
        "From a service or worker: how often this edge is followed.",
        source="our choice: always",
        group=TRAFFIC,
    )

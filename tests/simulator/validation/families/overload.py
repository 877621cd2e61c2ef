"""Overload: families in which the flow counts and chance does not."""

from typing import Any

import numpy as np

from tests.simulator.validation.cases import Measure, Params, Setup, family
from tests.simulator.validation.drawing import client, steps, worker
from tests.simulator.validation.horizons import SAMPLES, Horizon
from tests.simulator.validation.measures import INSIDE, inside, line
from tests.simulator.validation.windows import Window


@family(
    "fluid overload (deterministic limit)",
    "Random arrivals in steps; the mean over the replications is the limit. The run ends long "
    "after the backlog is worked off.",
)
def fluid(params: Params) -> Setup:
    lam, capacity, lasting = params["lam"], params["capacity"], params["T"]
    # Until the last of the backlog is done it takes 1 or 3 times as long as the overload lasted.
    span = 2.5 * lasting if lasting == 60 else 5 * lasting
    horizon = Horizon(0, span, 0, SAMPLES)

    def backlog(window: Window) -> float:
        last: int = round(lasting / horizon.frame)
        return float(inside(window)[last - 1])

    def drained(window: Window) -> float:
        ends = enumerate(window.samples["q", "waiting"], 1)
        times = (seq * horizon.frame for seq, left in ends if left == 0)
        first = next(time for time in times if time > lasting)
        # It was empty somewhere within the frame.
        return float(first - lasting - horizon.frame / 2)

    def delay_of_last(window: Window) -> float:
        began: Any = window.beginnings("q", "wait")
        last = np.argmax(np.where(began < lasting, began, -1))
        return float(window.durations("q", "wait")[last])

    measures: dict[str, Measure] = {
        "backlog": backlog,
        "drain_time_at_half_load": drained,
        "delay_last": delay_of_last,
    }
    source = client(lam, **steps(lam, lasting, capacity / 2))
    return line(source, worker(1 / capacity), horizon, measures, INSIDE)

"""Overload: families in which the flow counts and chance does not."""

from typing import Any

import numpy as np

from tests.simulator.validation.cases import Measure, Params, Setup, family
from tests.simulator.validation.drawing import Document, client, edge, queue, steps, worker
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


FINE = 10
"""A second bucket with all rates so many times as high tells the time in so much smaller steps."""


@family(
    "token bucket, saturated, starts full",
    "A client with regular messages, whose edge has the bucket and refuses what is beyond it; "
    "slots for all and no work, so that a message is done when it was let through. When the bucket "
    "is empty, the first message is refused: a second line with ten times the rates and the burst "
    "tells that time to one of its tokens, half a percent of it. Nothing is left to chance.",
)
def token_bucket(params: Params) -> Setup:
    rate, burst, offered = (params[name] for name in ("rate", "burst", "offered"))
    minute = 60.0

    def limited(name: str, times: int) -> tuple[dict[str, Document], list[Document]]:
        bucket = {"rate_limit": rate * times, "rate_burst": burst * times, "over_limit": "drop"}
        parts = {
            f"c{name}": client(offered * times, pattern="regular"),
            # A queue that could make senders wait, though it never does, takes down exactly when
            # each message was done.
            f"q{name}": queue(capacity=1_000_000, overflow="block"),
            f"w{name}": worker(0, 50),
        }
        ways = [edge(f"c{name}", f"q{name}", **bucket), edge(f"q{name}", f"w{name}")]
        return parts, ways

    def admitted(window: Window) -> float:
        return float(np.count_nonzero(window.endings("w", "work") <= minute))

    def first_refused(window: Window) -> float:
        let_through = window.endings("w-fine", "work")
        sent = np.arange(len(let_through)) / (offered * FINE)
        return float(sent[np.argmax(let_through > sent + 1e-9)])

    (parts, ways), (fine_parts, fine_ways) = limited("", 1), limited("-fine", FINE)
    exact = burst / (offered - rate)
    return Setup(
        {**parts, **fine_parts},
        [*ways, *fine_ways],
        # What comes when the minute is over is within the run.
        Horizon(0, minute + 0.5 / offered / FINE, 0, frames=1),
        {"admitted_at_60s": admitted, "time_to_empty": first_refused},
        # The bucket loses one token in this time; less than a whole one lets nothing through.
        errors={"time_to_empty": 1 / (offered - rate) / FINE / exact},
        by_chance=False,
    )

"""Waiting: families in which not everybody waits for the turn in which they came, or to the end."""

from tests.simulator.validation.cases import Measure, Params, Setup, family
from tests.simulator.validation.drawing import client, edge, exponential, queue, worker
from tests.simulator.validation.horizons import memory, steady
from tests.simulator.validation.measures import LINE
from tests.simulator.validation.windows import Window


@family(
    "M/G/1 non-preemptive priority (Cobham)",
    "A client with two classes of jobs, their shares as the rates and their sizes as the means; a "
    "queue that hands out by priority; a worker with one slot. A queue has no metric of a class: "
    "when a wait began tells whose it was.",
)
def cobham(params: Params) -> Setup:
    rates, means = params["lams"], params["means"]
    loads = [rate * mean for rate, mean in zip(rates, means, strict=True)]
    lam, load = sum(rates), sum(loads)
    first, second = priorities = 1, 0
    classes = [
        {"name": f"class {place}", "share": rate, "size": mean, "priority": priority}
        for place, (rate, mean, priority) in enumerate(zip(rates, means, priorities, strict=True))
    ]
    mean = load / lam
    second_moment = 2 * sum(part * of for part, of in zip(loads, means, strict=True)) / lam
    measures: dict[str, Measure] = {
        "Wq_class0": lambda window: window.wait_of("q", first),
        "Wq_class1": lambda window: window.wait_of("q", second),
        "Wq_all": LINE["Wq"],
    }
    # The work that waits is that of M/G/1, but the second class also waits for those of the first
    # that come meanwhile.
    longest = memory(load, mean, variability=second_moment / mean**2 / 2) / (1 - loads[0])
    return Setup(
        {
            "c": client(lam, classes=classes),
            "q": queue(ordering="priority"),
            "w": worker(exponential(1)),
        },
        [edge("c", "q"), edge("q", "w")],
        steady(longest, lam),
        measures,
    )


@family(
    "Erlang A M/M/c+M (message TTL ~ Exp)",
    "A queue whose messages have an exponential time to live, which ends them while they wait; a "
    "worker with c slots. A queue has no metric of the wait of those that expire: the mean wait is "
    "those who wait over the rate of all that come (Little's law).",
)
def erlang_a(params: Params) -> Setup:
    lam, mu, c, theta = (params[name] for name in ("lam", "mu", "c", "theta"))

    def share_that_waits(window: Window) -> float:
        at_once = window.observed["q", "wait"].zeros
        return 1 - at_once / window.total("q", "arrived")

    measures: dict[str, Measure] = {
        "P_abandon": lambda window: window.total("q", "expired") / window.total("q", "arrived"),
        "Lq": lambda window: window.mean("q", "waiting"),
        "P_wait": share_that_waits,
        "mean_wait_all": lambda window: window.mean("q", "waiting") / window.rate("q", "arrived"),
    }
    return Setup(
        {
            "c": client(lam),
            "q": queue(time_to_live=exponential(1 / theta)),
            "w": worker(exponential(1 / mu), c),
        },
        [edge("c", "q"), edge("q", "w")],
        # However many there are, each of them leaves at least at the lower of the two rates.
        steady(1 / min(mu, theta), lam),
        measures,
    )

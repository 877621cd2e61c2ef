"""Services: families in which callers are turned away, or wait for their answers."""

from tests.simulator.validation.cases import Measure, Params, Setup, family
from tests.simulator.validation.drawing import client, edge, exponential, service
from tests.simulator.validation.horizons import SAMPLES, steady
from tests.simulator.validation.measures import empty_is_rare, share_of
from tests.simulator.validation.windows import Window


def busy(window: Window) -> list[float]:
    return window.samples["s", "busy"]


@family(
    "M/M/c/K",
    "Client calls a service with c slots and a waiting room for K - c. A service has no metric of "
    "the wait alone: it is those who wait over the rate of those let in (Little's law).",
)
def mmck(params: Params) -> Setup:
    lam, mu, c, room = params["lam"], params["mu"], params["c"], params["K"]
    measures: dict[str, Measure] = {
        "P_block": lambda window: window.total("s", "rejected") / window.total("s", "received"),
        "throughput": lambda window: window.rate("s", "answered"),
        "L": lambda window: window.mean("s", "waiting") + window.mean("s", "busy"),
        "Lq": lambda window: window.mean("s", "waiting"),
        "W": lambda window: window.seen("s", "latency"),
        "Wq": lambda window: window.mean("s", "waiting") / window.rate("s", "answered"),
        "utilization": lambda window: window.mean("s", "utilisation"),
        "p0": lambda window: share_of(busy(window), 0),
    }
    setup = Setup(
        {"c": client(lam), "s": service(exponential(1 / mu), c, room - c)},
        [edge("c", "s", "call")],
        # No more is remembered than can be inside.
        steady(room / mu / c + 1 / mu, lam, SAMPLES),
        measures,
        (("s", "busy"),),
    )
    return empty_is_rare(setup, busy) if lam > mu * c else setup


@family("Erlang B (M/G/c/c)", "A service without a waiting room; log-normal and constant times.")
def erlang_b(params: Params) -> Setup:
    lam, mean, c = params["lam"], params["mean_service"], params["c"]
    # The law of the service must not matter: one wild, one without any spread.
    times = {"kind": "lognormal", "mean": mean, "cv": 2} if c == 4 else mean
    measures: dict[str, Measure] = {
        "P_loss": lambda window: window.total("s", "rejected") / window.total("s", "received"),
        "carried": lambda window: window.mean("s", "busy"),
        "utilization": lambda window: window.mean("s", "utilisation"),
    }
    components = {"c": client(lam), "s": service(times, c, 0)}
    # A long call is what is remembered longest.
    return Setup(components, [edge("c", "s", "call")], steady(5 * mean, lam), measures)


@family(
    "M/M/c//N closed (finite source, closed-loop load)",
    "N users who think call a service with c slots.",
)
def closed(params: Params) -> Setup:
    users, c, mu = params["N"], params["c"], params["mu"]
    think = 1 / params["think_rate"]
    measures: dict[str, Measure] = {
        "L": lambda window: window.mean("s", "waiting") + window.mean("s", "busy"),
        "throughput": lambda window: window.rate("s", "answered"),
        "W": lambda window: window.seen("s", "latency"),
        "utilization": lambda window: window.mean("s", "utilisation"),
    }
    return Setup(
        {
            "c": client(1, pattern="closed", users=users, think_time=exponential(think)),
            "s": service(exponential(1 / mu), c, None),
        },
        [edge("c", "s", "call")],
        # A user's round when all are inside at once.
        steady(think + users / c / mu, min(users / (think + 1 / mu), c * mu)),
        measures,
    )

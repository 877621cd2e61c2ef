"""Theory: every formula agrees with values that were computed apart from it.

`closed_forms.json` holds 253 values of 26 families, most of them checked by simulation with other
programs as well (Ciw, and SimPy written message by message).
"""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from simulator import theory
from simulator.theory import MMc, QueueFigures

RECORDS: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("closed_forms.json").read_text()
)
Params = dict[str, Any]
Values = dict[str, float]


def single(figures: QueueFigures) -> Values:
    return {
        "utilization": figures.utilisation,
        "P_wait": figures.wait_probability,
        "Lq": figures.waiting,
        "L": figures.in_system,
        "Wq": figures.wait,
        "W": figures.time,
    }


def mmc(lam: float, mu: float, c: int = 1) -> Values:
    queue = MMc(lam, mu, c)
    values = single(queue.figures()) | {
        "W_p50": queue.time_percentile(0.5),
        "W_p95": queue.time_percentile(0.95),
        "W_p99": queue.time_percentile(0.99),
        "Wq_p99": queue.wait_percentile(0.99),
    }
    if c == 1:
        # Burke: what leaves M/M/1 is Poisson again.
        values |= {"var_N": queue.variance_in_system(), "interdeparture_scv": 1.0}
    return values


def mmck(lam: float, mu: float, c: int, K: int) -> Values:
    bounded = theory.mmck(lam, mu, c, K)
    return {
        "P_block": bounded.lost,
        "throughput": bounded.throughput,
        "L": bounded.in_system,
        "Lq": bounded.waiting,
        "W": bounded.time,
        "Wq": bounded.wait,
        "utilization": bounded.utilisation,
        "p0": bounded.empty,
    }


def erlang_b(lam: float, mean_service: float, c: int) -> Values:
    lost = theory.erlang_b(c, lam * mean_service)
    carried = lam * mean_service * (1 - lost)
    return {"P_loss": lost, "carried": carried, "utilization": carried / c}


def lognormal(lam: float, mean_service: float, sigma_log: float, mu_log: float) -> Values:
    assert math.isclose(mean_service, math.exp(mu_log + sigma_log**2 / 2))
    second = theory.lognormal_second_moment(mean_service, sigma_log)
    return single(theory.mg1(lam, mean_service, second))


def hyperexponential(lam: float, p: float, mean1: float, mean2: float) -> Values:
    second = theory.hyperexponential_second_moment(p, mean1, mean2)
    return single(theory.mg1(lam, p * mean1 + (1 - p) * mean2, second))


def cobham(lams: list[float], means: list[float], service: str, order: str) -> Values:
    assert (service, order) == ("exp", "class 0 first")
    waits = theory.priority_waits(lams, means, [2 * mean**2 for mean in means])
    together = sum(rate * wait for rate, wait in zip(lams, waits, strict=True)) / sum(lams)
    return {"Wq_class0": waits[0], "Wq_class1": waits[1], "Wq_all": together}


def preemptive(lams: list[float], mu: float) -> Values:
    times = theory.preemptive_times(lams, mu)
    return {"W_class0": times[0], "W_class1": times[1]}


def feedback(lam: float, mu: float, c: int, p_fail: float) -> Values:
    station = theory.feedback(lam, mu, c, p_fail)
    return {
        "lam_eff": station.rate,
        "utilization": station.figures.utilisation,
        "L": station.figures.in_system,
        "W_total": theory.network_time([lam], [station]),
        "W_per_visit": station.figures.time,
        "Wq_per_visit": station.figures.wait,
        "mean_attempts": station.rate / lam,
    }


def jackson(lam0: float, mus: list[float], cs: list[int], routing: list[list[float]]) -> Values:
    stations = theory.jackson([lam0, 0.0], mus, cs, routing)
    return {
        "lam_0": stations[0].rate,
        "lam_1": stations[1].rate,
        "L_0": stations[0].figures.in_system,
        "L_1": stations[1].figures.in_system,
        "W_total": theory.network_time([lam0], stations),
    }


def tandem(lam: float, mus: list[float]) -> Values:
    stations = theory.tandem(lam, mus)
    return {
        "W_total": theory.network_time([lam], stations),
        "W_0": stations[0].figures.time,
        "W_1": stations[1].figures.time,
    }


def bounded_retry(p_fail: float, max_receives: int) -> Values:
    figures = theory.bounded_retry(p_fail, max_receives)
    shares = theory.attempt_shares(p_fail, max_receives)
    return {
        "dlq_fraction": figures.dead_share,
        "mean_attempts": figures.attempts,
        "retries_per_message": figures.attempts - 1,
        "mean_attempts_of_successes": figures.attempts_of_done,
    } | {f"P_attempts_{k}": share for k, share in enumerate(shares, 1)}


def visibility(lam: float, service: float, p_fail: float, max_receives: int, V: float) -> Values:
    figures = theory.visibility(lam, service, p_fail, max_receives, V)
    return {
        "mean_inflight": figures.in_flight,
        "mean_busy_workers": figures.busy,
        "redelivery_rate": figures.redelivery_rate,
        "dlq_rate": figures.dead_rate,
        "mean_latency_success": figures.latency_of_done,
    }


def expiry(mean_service: float, V: float) -> Values:
    return {"P_expire_while_processing": theory.exponential_expiry(mean_service, V)}


def fixed_batch(batch_rate: float, batch: int, mu: float) -> Values:
    return single(theory.batch_mm1(batch_rate, batch, batch**2, mu))


def geometric_batch(batch_rate: float, q: float, mu: float) -> Values:
    return single(theory.batch_mm1(batch_rate, 1 / q, (2 - q) / q**2, mu))


def kingman(lam: float, mean_service: float, ca2: float, cs2: float) -> Values:
    known = theory.kingman(lam, mean_service, ca2, cs2)
    return {"Wq_vut": known.approximation, "Wq_upper_bound": known.upper_bound}


def dm1(lam: float, mu: float) -> Values:
    figures = theory.dm1(lam, mu)
    return single(figures) | {"sigma": figures.wait_probability}


def endless_servers(lam: float, mean_service: float) -> Values:
    inside = lam * mean_service
    return {"L": inside, "var_N": inside, "p0": theory.endless_servers_empty(lam, mean_service)}


def closed(N: int, c: int, think_rate: float, mu: float) -> Values:
    figures = theory.closed_mmc(N, c, think_rate, mu)
    return {
        "L": figures.in_system,
        "throughput": figures.throughput,
        "W": figures.time,
        "utilization": figures.utilisation,
    }


def erlang_a(lam: float, mu: float, c: int, theta: float) -> Values:
    figures = theory.erlang_a(lam, mu, c, theta)
    return {
        "P_abandon": figures.lost,
        "Lq": figures.waiting,
        "P_wait": figures.wait_probability,
        "mean_wait_all": figures.wait,
    }


def fluid(lam: float, capacity: float, T: float) -> Values:
    backlog = theory.overload_backlog(lam, capacity, T)
    return {
        "backlog": backlog,
        "drain_time_at_half_load": theory.drain_time(backlog, capacity, capacity / 2),
        "delay_last": theory.drain_time(backlog, capacity, 0),
    }


def token_bucket(rate: float, burst: float, offered: float) -> Values:
    return {
        "admitted_at_60s": theory.token_bucket_admitted(rate, burst, 60),
        "time_to_empty": theory.token_bucket_empty_after(rate, burst, offered),
    }


def backoff(base: float, factor: float, cap: float, max_attempts: int) -> Values:
    figures = theory.backoff_sum(base, factor, cap, max_attempts)
    return {
        "total_delay": figures.total,
        "total_delay_full_jitter_mean": figures.full_jitter_mean,
        "total_delay_full_jitter_var": figures.full_jitter_variance,
    }


FAMILIES: dict[str, Callable[..., Values]] = {
    "M/M/1": mmc,
    "M/M/c": mmc,
    "M/M/c/K": mmck,
    "Erlang B (M/G/c/c)": erlang_b,
    "M/D/1": lambda lam, service: single(theory.mg1(lam, service, service**2)),
    "M/E_k/1": lambda lam, mean_service, k: single(
        theory.mg1(lam, mean_service, theory.erlang_second_moment(mean_service, k))
    ),
    "M/LogNormal/1": lognormal,
    "M/H2/1": hyperexponential,
    "M/G/1 non-preemptive priority (Cobham)": cobham,
    "M/M/1 preemptive-resume priority": preemptive,
    "Jackson single node with Bernoulli feedback (unlimited immediate retry)": feedback,
    "Open Jackson network": jackson,
    "bounded retry -> DLQ": bounded_retry,
    "visibility timeout, infinite workers, constant service m<V, failed receive not acked": (
        visibility
    ),
    "visibility expiry before ack, exp service": expiry,
    "M^[X]/M/1 fixed batch": fixed_batch,
    "M^[X]/M/1 geometric batch (>=1)": geometric_batch,
    "G/G/1 Kingman (upper bound and VUT approximation)": kingman,
    "D/M/1": dm1,
    "M/G/inf": endless_servers,
    "M/M/c//N closed (finite source, closed-loop load)": closed,
    "Tandem M/M/1 -> M/M/1 (Burke)": tandem,
    "Erlang A M/M/c+M (message TTL ~ Exp)": erlang_a,
    "fluid overload (deterministic limit)": fluid,
    "token bucket, saturated, starts full": token_bucket,
    "exponential backoff sum": backoff,
}


def test_every_family_of_the_reference_values_has_its_formula() -> None:
    assert {record["name"] for record in RECORDS} == set(FAMILIES)
    assert len(RECORDS) == 253


@pytest.mark.parametrize(
    "record", RECORDS, ids=lambda r: f"{r['name']} {r['metric']} {list(r['params'].values())}"
)
def test_a_formula_gives_the_reference_value(record: dict[str, Any]) -> None:
    values = FAMILIES[record["name"]](**record["params"])

    assert values[record["metric"]] == pytest.approx(record["value"], rel=1e-9, abs=1e-80)


def test_a_system_without_a_steady_state_is_refused() -> None:
    for overloaded in (
        lambda: MMc(2.0, 1.0).figures(),
        lambda: theory.mg1(1.0, 1.0, 2.0),
        lambda: theory.dm1(1.0, 1.0),
        lambda: theory.kingman(1.0, 1.0, 1.0, 1.0),
        lambda: theory.feedback(0.95, 1.0, 1, 0.1),
    ):
        with pytest.raises(ValueError, match="No steady state"):
            overloaded()


def test_room_for_as_many_as_there_are_servers_is_erlang_b() -> None:
    assert theory.mmck(2.0, 1.0, 4, 4).lost == pytest.approx(theory.erlang_b(4, 2.0))


def test_no_overload_leaves_no_backlog_and_too_little_capacity_never_drains() -> None:
    assert theory.overload_backlog(50, 100, 60) == 0
    assert theory.drain_time(10, 100, 100) == math.inf
    assert theory.token_bucket_empty_after(10, 20, 5) == math.inf


def test_attempts_that_always_fail_use_up_all_receives() -> None:
    figures = theory.bounded_retry(1.0, 3)

    assert (figures.dead_share, figures.attempts) == (1, 3)
    assert math.isnan(figures.attempts_of_done)

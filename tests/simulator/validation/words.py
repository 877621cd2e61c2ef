"""Words: what the values and parameters of `closed_forms.json` are called where people read."""

from collections.abc import Mapping, Sequence
from typing import Any

FAMILIES: dict[str, str] = {
    "M/M/1": "M/M/1",
    "M/M/c": "M/M/c",
    "M/M/c/K": "M/M/c/K: a bounded waiting room",
    "Erlang B (M/G/c/c)": "Erlang B: no waiting room",
    "M/D/1": "M/D/1: constant work",
    "M/E_k/1": "M/Eₖ/1: work in phases",
    "M/LogNormal/1": "M/G/1: log-normal work",
    "M/H2/1": "M/H₂/1: short and long work",
    "M/G/1 non-preemptive priority (Cobham)": "M/G/1 with priorities (Cobham)",
    "M/M/1 preemptive-resume priority": "M/M/1 with interrupting priorities",
    "Jackson single node with Bernoulli feedback (unlimited immediate retry)": (
        "Feedback: failures tried again at once"
    ),
    "Open Jackson network": "Open Jackson network",
    "bounded retry -> DLQ": "Bounded retry to a dead-letter queue",
    "visibility timeout, infinite workers, constant service m<V, failed receive not acked": (
        "Visibility timeout after failed receives"
    ),
    "visibility expiry before ack, exp service": "Work that outlasts the timeout",
    "M^[X]/M/1 fixed batch": "Batches of one size",
    "M^[X]/M/1 geometric batch (>=1)": "Batches of random size",
    "G/G/1 Kingman (upper bound and VUT approximation)": "G/G/1: Kingman’s bound",
    "D/M/1": "D/M/1: arrivals by the clock",
    "M/G/inf": "M/G/∞: a slot for everybody",
    "M/M/c//N closed (finite source, closed-loop load)": "M/M/c//N: users who wait and think",
    "Tandem M/M/1 -> M/M/1 (Burke)": "Tandem (Burke)",
    "Erlang A M/M/c+M (message TTL ~ Exp)": "Erlang A: messages that lose patience",
    "fluid overload (deterministic limit)": "Overload as a fluid",
    "token bucket, saturated, starts full": "Token bucket",
    "exponential backoff sum": "Exponential backoff",
}
"""Headings."""

INSIDE = "time from arrival to the end"

METRICS: dict[str, str] = {
    "utilization": "Utilisation",
    "L": "Mean number waiting or served",
    "Lq": "Mean number waiting",
    "W": f"Mean {INSIDE}, s",
    "Wq": "Mean wait, s",
    "W_p50": f"Median {INSIDE}, s",
    "W_p95": f"95th percentile of the {INSIDE}, s",
    "W_p99": f"99th percentile of the {INSIDE}, s",
    "Wq_p99": "99th percentile of the wait, s",
    "P_wait": "Share that waits",
    "var_N": "Variance of the number waiting or served",
    "interdeparture_scv": "Squared cv of the time between departures",
    "P_block": "Share rejected",
    "throughput": "Done a second",
    "p0": "Share of the time empty",
    "P_loss": "Share rejected",
    "carried": "Mean busy slots",
    "Wq_upper_bound": "Mean wait and its upper bound, s",
    "Wq_vut": "Mean wait by the VUT approximation, s",
    "Wq_class0": "Mean wait of the first class, s",
    "Wq_class1": "Mean wait of the second class, s",
    "Wq_all": "Mean wait of all, s",
    "W_class0": f"Mean {INSIDE} of the first class, s",
    "W_class1": f"Mean {INSIDE} of the second class, s",
    "lam_eff": "Attempts a second",
    "W_total": "Mean time from sending to the last ack, s",
    "W_per_visit": "Mean time of one visit, s",
    "Wq_per_visit": "Mean wait of one visit, s",
    "mean_attempts": "Mean attempts of a message",
    "lam_0": "Visits of the first station a second",
    "lam_1": "Visits of the second station a second",
    "L_0": "Mean number at the first station",
    "L_1": "Mean number at the second station",
    "W_0": "Mean time at the first station, s",
    "W_1": "Mean time at the second station, s",
    "dlq_fraction": "Share of dead letters",
    "retries_per_message": "Mean retries of a message",
    "mean_attempts_of_successes": "Mean attempts of those done",
    "P_attempts_1": "Share with one attempt",
    "P_attempts_2": "Share with two attempts",
    "P_attempts_3": "Share with three attempts",
    "P_attempts_4": "Share with four attempts",
    "mean_inflight": "Mean messages in flight",
    "mean_busy_workers": "Mean busy slots",
    "redelivery_rate": "Retries a second",
    "dlq_rate": "Dead letters a second",
    "mean_latency_success": "Mean time from sending to the ack, s",
    "P_expire_while_processing": "Share of receives that run out",
    "sigma": "Share that waits",
    "P_abandon": "Share that gives up",
    "mean_wait_all": "Mean wait of all, s",
    "backlog": "Backlog when the overload ends",
    "drain_time_at_half_load": "Time to drain at half load, s",
    "delay_last": "Wait of the last message, s",
    "admitted_at_60s": "Let through in a minute",
    "time_to_empty": "Time until the bucket is empty, s",
    "total_delay": "Waits without jitter, s",
    "total_delay_full_jitter_mean": "Mean of the waits with full jitter, s",
    "total_delay_full_jitter_var": "Variance of the waits with full jitter, s²",
}

PARAMETERS: dict[str, tuple[str, str]] = {
    "lam": ("λ", "/s"),
    "lam0": ("λ", "/s"),
    "lams": ("λ", "/s"),
    "mu": ("μ", "/s"),
    "mus": ("μ", "/s"),
    "c": ("c", ""),
    "cs": ("c", ""),
    "K": ("K", ""),
    "N": ("N", ""),
    "k": ("k", ""),
    "p": ("p", ""),
    "q": ("q", ""),
    "mean_service": ("mean work", " s"),
    "service": ("work", " s"),
    "means": ("mean work", " s"),
    "mean1": ("first mean", " s"),
    "mean2": ("second mean", " s"),
    "sigma_log": ("σ", ""),
    "mu_log": ("μ of the logarithm", ""),
    "ca2": ("c²a", ""),
    "cs2": ("c²s", ""),
    "p_fail": ("failures", ""),
    "max_receives": ("receives", ""),
    "max_attempts": ("attempts", ""),
    "V": ("timeout", " s"),
    "T": ("overload", " s"),
    "capacity": ("capacity", "/s"),
    "batch_rate": ("batches", "/s"),
    "batch": ("of", ""),
    "think_rate": ("thinking ends at", "/s"),
    "theta": ("patience ends at", "/s"),
    "rate": ("rate", "/s"),
    "offered": ("offered", "/s"),
    "burst": ("burst", ""),
    "base": ("base", " s"),
    "factor": ("factor", ""),
    "cap": ("cap", " s"),
}
"""Symbol or word, and unit."""


PHRASES: dict[str, str] = {
    "exp": "exponential work",
    "class 0 first": "the first class before the second",
}
"""Parameters that are words already."""


def parameters(params: Mapping[str, Any]) -> str:
    """A parameter point in words: "λ = 0.5/s, μ = 1/s"."""
    return ", ".join(_parameter(name, value) for name, value in params.items())


def _parameter(name: str, value: Any) -> str:
    if name == "routing":
        ways = [
            f"{share:g} from {at} to {to}"
            for at, row in enumerate(value, 1)
            for to, share in enumerate(row, 1)
            if share
        ]
        return "on their way " + ", ".join(ways)
    if isinstance(value, str):
        return PHRASES[value]
    symbol, unit = PARAMETERS[name]
    several = isinstance(value, Sequence)
    amounts = " and ".join(f"{it}{unit}" for it in (value if several else [value]))
    return f"{symbol} = {amounts}"

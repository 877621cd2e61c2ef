"""Backoff: the settings of a wait that grows from attempt to attempt.

What is the same wherever something is tried again; `simulator/mechanics/backoff.py` works it out.
"""

from functools import partial
from typing import Literal

from simulator import limits
from simulator.design.distributions import mistake
from simulator.design.settings import setting

Jitter = Literal["none", "full", "equal", "decorrelated"]

base_setting = partial(setting, label="First wait", unit="s", minimum=0, maximum=limits.SECONDS_MAX)
GROWTHS = {
    "none": ("No wait", "Try again at once."),
    "fixed": ("Fixed", "Always the first wait."),
    "linear": ("Linear", "The first wait times the number of failures."),
    "exponential": ("Exponential", "Each wait a factor times the one before."),
}
"""How waits grow: the choices that everyone has who tries again."""

factor_setting = partial(
    setting,
    label="Factor",
    minimum=1,
    maximum=10,
    help="Each wait is this many times the one before.",
)
cap_setting = partial(
    setting,
    label="Longest wait",
    unit="s",
    minimum=0,
    maximum=limits.SECONDS_MAX,
    help="No wait grows beyond it.",
)
jitter_setting = partial(
    setting,
    label="Jitter",
    # Brooker, “Exponential backoff and jitter”, AWS.
    choices={
        "none": ("None", "Everyone waits exactly as long, and comes back together."),
        "full": ("Full", "Anything from nothing to the whole delay."),
        "equal": ("Equal", "Half of the delay, and anything up to the other half."),
        "decorrelated": ("Decorrelated", "Anything up to three times the wait before."),
    },
)
BY_FACTOR = ("none", "full", "equal")
"""Jitters of waits that grow by a factor; what is decorrelated grows by itself."""


def check_jitter(growth: str, jitter: str) -> None:
    """Raise a pydantic error where the jitter would do nothing."""
    if growth == "fixed" and jitter == "decorrelated":
        raise mistake(
            "Decorrelated jitter makes waits grow, and a fixed wait does not. "
            "Choose another jitter, or exponential waits."
        )

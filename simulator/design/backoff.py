"""Backoff: the settings of a wait that grows from attempt to attempt.

What is the same wherever something is tried again; `simulator/mechanics/backoff.py` works it out.
"""

from functools import partial
from typing import Literal

from simulator import limits
from simulator.design.settings import setting

Jitter = Literal["none", "full", "equal", "decorrelated"]

base_setting = partial(setting, label="First wait", unit="s", minimum=0, maximum=limits.SECONDS_MAX)
factor_setting = partial(setting, label="Factor", minimum=1, maximum=10)
cap_setting = partial(
    setting, label="Longest wait", unit="s", minimum=0, maximum=limits.SECONDS_MAX
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

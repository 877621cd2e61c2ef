"""Rules: what feedback looks for, one module a rule, found by walking this package."""

import sys
from functools import cache

from simulator.feedback import Rule, find_rules


@cache
def all_rules() -> tuple[Rule, ...]:
    """Give one of every rule, in the order of their codes."""
    return find_rules(sys.modules[__name__])

"""Registry: the rules of a package, found by walking it."""

import importlib
import inspect
import pkgutil
from types import ModuleType

from simulator.feedback.rule import Rule


def find_rules(package: ModuleType) -> tuple[Rule, ...]:
    """Make one of every rule in the modules of a package, in the order of their codes.

    Modules whose names begin with an underscore are helpers and hold no rules.

    Raises:
        TypeError: a module holds no rule, or more than one.
    """
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    return tuple(_rule_of(f"{package.__name__}.{name}") for name in names if name[0] != "_")


def _rule_of(module_name: str) -> Rule:
    module = importlib.import_module(module_name)
    rules = [
        member
        for member in vars(module).values()
        if inspect.isclass(member)
        and issubclass(member, Rule)
        and member.__module__ == module_name
        and not inspect.isabstract(member)
    ]
    if len(rules) != 1:
        raise TypeError(f"{module_name} must hold one rule; it holds {len(rules)}.")
    rule: Rule = rules[0]()
    return rule

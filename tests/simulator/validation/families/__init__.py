"""Families: the families of closed forms as designs, one function each.

Every module here is imported, so that a family is found wherever it stands.
"""

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

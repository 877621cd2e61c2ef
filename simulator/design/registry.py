"""Registry: the component types, found by walking a package, and the presets they can follow."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from types import ModuleType

from simulator.design.component import Component


class Registry:
    """Every component type by its name, in the order in which the palette shows them."""

    def __init__(
        self, types: list[type[Component]], presets: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._types = {each.about.type: each for each in types}
        self._presets = presets or {}

    @classmethod
    def of_package(
        cls, package: ModuleType, presets: Mapping[str, Sequence[str]] | None = None
    ) -> "Registry":
        """The component classes of a package's modules.

        Args:
            package: the package to walk.
            presets: names of presets by the component type that can follow them.
        """
        names = sorted(info.name for info in pkgutil.iter_modules(package.__path__))
        modules = [importlib.import_module(f"{package.__name__}.{name}") for name in names]
        return cls([each for module in modules for each in _classes(module)], presets)

    def __getitem__(self, type: str) -> type[Component]:
        return self._types[type]

    def __contains__(self, type: object) -> bool:
        return type in self._types

    def __iter__(self) -> Iterator[type[Component]]:
        return iter(self._types.values())

    def names(self) -> list[str]:
        """The names of the types."""
        return list(self._types)

    def presets(self, type: str) -> Sequence[str]:
        """The names of the presets that a component of this type can follow."""
        return self._presets.get(type, ())


def _classes(module: ModuleType) -> Iterator[type[Component]]:
    for member in vars(module).values():
        own = inspect.isclass(member) and member.__module__ == module.__name__
        if own and issubclass(member, Component) and hasattr(member, "about"):
            yield member

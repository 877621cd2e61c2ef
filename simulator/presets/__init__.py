"""Presets: real products as settings, one module a product, found by walking this package."""

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from simulator.components.queue import QueueSettings
from simulator.components.worker import WorkerSettings
from simulator.design.edges import DeadLetterSettings
from simulator.design.settings import Settings, to_plain
from simulator.presets._preset import PARTS, QUESTIONS, Answers, Basis, Fact, Facts, Preset

__all__ = ["FOLLOWERS", "PARTS", "QUESTIONS", "Answers", "Basis", "Fact", "Preset", "all_presets"]

SETTINGS: Mapping[str, type[Settings]] = {
    "queue": QueueSettings,
    "worker": WorkerSettings,
    "dead_letters": QueueSettings,
    "redrive": DeadLetterSettings,
}
FOLLOWERS = ("queue", "worker")
"""The component types that can follow a preset."""


@cache
def all_presets() -> tuple[Preset, ...]:
    """Give every preset, in the order of their labels, values in their canonical form.

    Raises:
        pydantic.ValidationError: a preset sets what the settings do not allow; our mistake.
    """
    names = [info.name for info in pkgutil.iter_modules(__path__) if info.name[0] != "_"]
    return tuple(sorted(map(_preset_of, names), key=lambda preset: preset.label.lower()))


def _preset_of(module: str) -> Preset:
    preset: Preset = importlib.import_module(f"{__name__}.{module}").PRESET
    queue, worker, dead_letters, redrive = (
        _canonical(preset.facts(part), SETTINGS[part]) for part in PARTS
    )
    return replace(
        preset,
        name=module.replace("_", "-"),
        queue=queue,
        worker=worker,
        dead_letters=dead_letters,
        redrive=redrive,
    )


def _canonical(facts: Facts, model: type[Settings]) -> Facts:
    """The same facts with quantities as numbers, so that equal values are written alike."""
    settings = model.model_validate({name: fact.value for name, fact in facts.items()})
    return {
        name: replace(fact, value=to_plain(getattr(settings, name))) for name, fact in facts.items()
    }

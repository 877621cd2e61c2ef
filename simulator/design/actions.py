"""Actions: what can be done to a component in the middle of a run, and what was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator import limits
from simulator.design.quantities import Duration
from simulator.design.settings import Settings
from simulator.design.settings import setting as declare


class NoSettings(Settings):
    """The settings of an action that has none."""


@dataclass(frozen=True, slots=True)
class ActionKind:
    """What is known about one kind of action. A component type declares those that it has."""

    name: str
    label: str
    help: str
    settings_class: type[Settings] = NoSettings
    role: str = ""
    """The role of a component in which alone it can be done; "" for any."""
    plain: bool = False
    """Whether the fast path of queues and workers can do it, too."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing done to a component at an exact time: an entry of a design's timeline."""

    at: float
    """Simulated seconds since the beginning."""
    target: str
    """The id of the component."""
    action: str
    """The name of one of the kinds that its type declares."""
    settings: Settings | Mapping[str, Any] = field(default_factory=NoSettings)
    """Of the class of its kind; a mapping is read as one before anything is done."""

    def to_dict(self) -> dict[str, Any]:
        """The entry as a document has it."""
        written = self.settings
        settings = written.to_dict() if isinstance(written, Settings) else dict(written)
        at = int(self.at) if float(self.at).is_integer() else self.at
        return {"at": at, "target": self.target, "action": self.action, "settings": settings}


class Moment(Settings):
    """When an action is done."""

    at: Duration = declare(
        ...,
        label="At",
        unit="s",
        minimum=0,
        maximum=limits.DURATION_MAX,
        help="When it is done, in the time of the simulated system.",
        source="must be given",
    )


class SetSettings(Settings):
    """Which setting gets which value. The value is held to what the setting itself allows."""

    setting: str = declare(
        ...,
        label="Setting",
        help="Which setting of the component changes.",
        source="must be given",
    )
    value: Any = declare(
        ...,
        label="Value",
        help="What it is from then on.",
        source="must be given",
    )


SET = ActionKind("set", "Set", "Changes one of its settings from then on.", SetSettings)
"""What every component type has that declares a setting as changeable."""

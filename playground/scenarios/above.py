"""Above: what the apps that stand above this one hand down to it, so that it need not know them.

`playground/api.py` puts everything together.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playground.scenarios.models import Scenario


@dataclass
class Above:
    """The questions that only upper layers can answer."""

    run_briefs: Callable[[Scenario], list[dict[str, Any]]] = field(default=lambda scenario: [])
    """The runs of a scenario as a list shows them, newest first."""
    shared_document: Callable[[str], dict[str, Any] | None] = field(default=lambda slug: None)
    """The document that a share link shows; None where there is no such link."""


above = Above()

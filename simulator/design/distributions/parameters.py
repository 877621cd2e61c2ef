"""Parameters: the settings that several distributions have, and how a wrong one is refused."""

from typing import Any

from pydantic_core import PydanticCustomError

from simulator import limits
from simulator.design.settings import setting


def mistake(sentence: str) -> PydanticCustomError:
    """A pydantic error that is already the sentence to show."""
    return PydanticCustomError("mistake", "{sentence}", {"sentence": sentence})


def time_setting(label: str, help: str) -> Any:
    """A duration above zero."""
    return setting(
        ..., label=label, unit="s", minimum=0, above=True, maximum=limits.SECONDS_MAX, help=help
    )


def cv_setting() -> Any:
    """How much the durations vary."""
    return setting(
        ...,
        label="Variation (cv)",
        minimum=0.01,
        maximum=20,
        help="Standard deviation divided by the mean: 0.5 is tame, 1 like exponential, 2 wild.",
    )

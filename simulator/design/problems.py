"""Problems: what keeps a design from running, each with its place, a sentence and a remedy."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from simulator import limits

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. `path` leads to it in the document, from the outside in."""

    path: Path
    message: str
    remedy: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {"path": list(self.path), "message": self.message, "remedy": self.remedy}


def too_many(count: int, what: str, most: int, remedy: str, path: Path) -> Problem:
    """A limit on a number of things was passed."""
    message = f"It has {count:,} {what}, the most one design may have is {most:,}."
    return Problem(path, message, remedy)


def presentable(problems: Iterable[Problem]) -> list[Problem]:
    """Each problem once, and no more of them than anyone would read."""
    unique = list(dict.fromkeys(problems))
    if len(unique) <= limits.PROBLEMS_MAX:
        return unique
    shown = unique[: limits.PROBLEMS_MAX - 1]
    rest = len(unique) - len(shown)
    return [*shown, Problem((), f"There are {rest:,} further problems.", "Solve these first.")]


def within(path: Path, others: Sequence[Path]) -> bool:
    """Whether a path is one of the others or leads into one of them."""
    return any(path[: len(other)] == other for other in others)

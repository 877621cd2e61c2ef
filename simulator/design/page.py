"""Page: the text of a component type's docstring under its fixed headings."""

import inspect
from typing import Any

HEADINGS = (
    "What it is",
    "When to use it",
    "When not",
    "What is modelled",
    "What is left out",
    "Real-world examples",
    "Questions people ask",
)
_MARK = "## "


def page_of(subject: type) -> dict[str, Any]:
    """The reference page: {"summary", "sections": [{"heading", "text"}]}.

    Raises:
        TypeError: a heading is missing, unknown, empty or out of order. That is our mistake.
    """
    lines = inspect.cleandoc(subject.__doc__ or "").splitlines()
    starts = [at for at, line in enumerate(lines) if line.startswith(_MARK)]
    if tuple(lines[at].removeprefix(_MARK) for at in starts) != HEADINGS:
        raise TypeError(f"{subject.__name__}: the docstring needs the headings {HEADINGS}.")
    ends = [*starts[1:], len(lines)]
    sections = [
        {"heading": heading, "text": "\n".join(lines[start + 1 : end]).strip()}
        for heading, start, end in zip(HEADINGS, starts, ends, strict=True)
    ]
    empty = [section["heading"] for section in sections if not section["text"]]
    if empty:
        raise TypeError(f"{subject.__name__}: the docstring has no text under {empty}.")
    return {"summary": " ".join(lines[: starts[0]]).strip(), "sections": sections}

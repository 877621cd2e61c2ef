"""Page: the text of a rule's docstring under its fixed headings."""

import inspect
from dataclasses import dataclass

HEADINGS = ("What it does", "Why it matters", "Example", "What to do", "Sources")
MARK = "## "


@dataclass(frozen=True)
class Page:
    """What the reference shows of a rule."""

    summary: str
    """The first sentence of the docstring."""
    sections: tuple[tuple[str, str], ...]
    """Heading and text, in the order of HEADINGS. Paragraphs are parted by an empty line."""

    def to_dict(self) -> dict[str, object]:
        """Give the JSON form."""
        return {
            "summary": self.summary,
            "sections": [{"heading": heading, "text": text} for heading, text in self.sections],
        }


def page_of(subject: type) -> Page:
    """Read the docstring of a class.

    Raises:
        TypeError: a heading is missing, unknown, empty or out of order.
    """
    lines = inspect.cleandoc(subject.__doc__ or "").splitlines()
    starts = [at for at, line in enumerate(lines) if line.startswith(MARK)]
    found = tuple(lines[at].removeprefix(MARK) for at in starts)
    if found != HEADINGS:
        raise TypeError(f"{subject.__name__}: the docstring needs the headings {HEADINGS}.")
    ends = [*starts[1:], len(lines)]
    sections = tuple(
        (lines[start].removeprefix(MARK), "\n".join(lines[start + 1 : end]).strip())
        for start, end in zip(starts, ends, strict=True)
    )
    if not all(text for _, text in sections):
        raise TypeError(f"{subject.__name__}: a heading of the docstring has no text.")
    return Page(" ".join(lines[: starts[0]]).strip(), sections)

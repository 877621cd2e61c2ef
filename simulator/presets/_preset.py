"""Preset: what a real product decides about a queue, its workers and its dead letters."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Basis = Literal["documented", "unverified", "chosen"]
"""How sure a value is: read in its source; known, but not found in a source; or ours, because the
product leaves it open or can say what no setting here can."""

PARTS = ("queue", "worker", "dead_letters", "redrive")
"""What a preset sets: the queue, the workers that take from it, the queue at the end of its
dead-letter edge, and that edge."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One value that a preset sets, and where it comes from."""

    value: Any
    source: str
    basis: Basis


Facts = Mapping[str, Fact]


def documented(source: str, **settings: Any) -> dict[str, Fact]:
    """Values that were read in this source."""
    return _facts("documented", source, settings)


def unverified(source: str, **settings: Any) -> dict[str, Fact]:
    """Values that are widely known of this product, and were not found in a source we read."""
    return _facts("unverified", source, settings)


def chosen(reason: str, **settings: Any) -> dict[str, Fact]:
    """Values that we chose, with the reason."""
    return _facts("chosen", reason, settings)


def _facts(basis: Basis, source: str, settings: Mapping[str, Any]) -> dict[str, Fact]:
    return {name: Fact(value, source, basis) for name, value in settings.items()}


QUESTIONS = {
    "delivery": "Who begins, the worker or the broker?",
    "hidden": "How long is a received message hidden?",
    "clock": "When does that clock start?",
    "count": "Who counts the attempts, and what counts as one?",
    "limit": "How many attempts are there?",
    "wait": "How long is the wait before the next attempt?",
    "place": "Where in the line does a retry stand?",
    "dead": "Where do dead letters go?",
    "crash": "What happens when a worker crashes?",
    "order": "In what order is work handed out?",
    "overtime": "What if the work takes longer than the message is hidden?",
    "silent": "What happens without a word?",
}
"""What differs most between products that look alike. Every preset answers each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The answer to each of `QUESTIONS`, a sentence or two."""

    delivery: str
    hidden: str
    clock: str
    count: str
    limit: str
    wait: str
    place: str
    dead: str
    crash: str
    order: str
    overtime: str
    silent: str


@dataclass(frozen=True, kw_only=True)
class Preset:
    """A product as settings: one module in `simulator/presets/`, found by itself."""

    label: str
    """As the menu says it: "SQS standard"."""
    product: str
    version: str
    """What the values hold for: a release, or when its documentation was read."""
    summary: str
    queue: Facts
    worker: Facts
    dead_letters: Facts = field(default_factory=dict)
    redrive: Facts = field(default_factory=dict)
    answers: Answers
    models: tuple[str, ...]
    """What of the product these settings reproduce."""
    leaves_out: tuple[str, ...]
    """What of the product they do not, and where they only come near."""
    name: str = ""
    """From the name of the module: "sqs-standard"."""

    def facts(self, part: str) -> Facts:
        """The values it sets for one of `PARTS`."""
        found: Facts = getattr(self, part)
        return found

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        answers = asdict(self.answers)
        return {
            "name": self.name,
            "label": self.label,
            "product": self.product,
            "version": self.version,
            "summary": self.summary,
            "settings": {
                part: {name: asdict(fact) for name, fact in self.facts(part).items()}
                for part in PARTS
            },
            "page": {
                "models": list(self.models),
                "leaves_out": list(self.leaves_out),
                "answers": [
                    {"question": question, "answer": answers[name]}
                    for name, question in QUESTIONS.items()
                ],
            },
        }

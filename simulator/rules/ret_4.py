"""RET-4: retries on several layers multiply."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.design.document import Design
from simulator.design.edges import Edge
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import count
from simulator.rules._fixes import on_edge, together
from simulator.rules._parts import component

# So many calls of one are too many, and so many attempts on one layer are enough.
MANY, ENOUGH = 10, 3
# Layers in a row: far beyond any design. Calls never go round: such a design cannot be read.
DEEPEST = 20

Path = tuple[Edge, ...]


class LayersMultiply(Rule):
    """Several layers retry each other's calls, and the attempts multiply.

    ## What it does
    Multiplies the attempts of the calls along each way through the design, and speaks up where two
    or more layers retry and one call at the top can become more than ten at the bottom.

    ## Why it matters
    Each layer sees one failed call and tries it again, without knowing that the layer below has
    done so already. The deepest one, which fails because it is overloaded, gets the product: the
    very moment that it can do least, it is asked most.

    ## Example
    Three layers with four attempts each: one click is 64 calls to the database while it is down.

    ## What to do
    Retry on one layer, the one right above what fails, and let the others pass the failure on.
    Where several must retry, give them a retry budget.

    ## Sources
    Google SRE book, chapter 22: 64 attempts from four on each of three layers. More than ten is our
    choice.
    """

    title: ClassVar[str] = "Retries on several layers multiply"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each component at the end of a way whose attempts multiply."""
        ways = _Ways(design)
        for id in design.components:
            if design.edges_from(id, "call"):
                continue
            path = ways.worst(id)
            retried = [edge for edge in path if _factor(edge) > 1]
            if len(retried) > 1 and _product(path) > MANY:
                yield self._finding(design, id, retried, _product(path), measured)

    def _finding(
        self,
        design: Design,
        id: str,
        retried: list[Edge],
        product: float,
        measured: Measured | None,
    ) -> Finding:
        *others, innermost = retried
        kept = min(innermost.settings.max_attempts, ENOUGH)
        once = (on_edge(edge, "", max_attempts=1) for edge in others)
        names = " × ".join(count(edge.settings.max_attempts) for edge in retried)
        last = design.components[innermost.target]
        changes = together("retry on one layer", *once, on_edge(innermost, "", max_attempts=kept))
        return self.finding(
            component(id),
            f"{len(retried)} layers above “{design.components[id].title}” retry their calls. While "
            f"“{last.title}” fails, one request becomes up to {count(product)} calls to it: "
            f"{names}.",
            size=1 - 1 / product,
            evidence=(
                Evidence("Calls of one request, at most", count(product), count(kept)),
                Evidence("Layers that retry", count(len(retried)), "1"),
                *_measured(id, measured),
            ),
            columns=("now", "on one layer"),
            fix=changes,
        )


class _Ways:
    """The ways to each component along which attempts multiply most."""

    def __init__(self, design: Design) -> None:
        self._design = design
        self._known: dict[str, Path] = {}

    def worst(self, id: str, depth: int = 0) -> Path:
        """The edges of the worst way to a component, from the outermost in."""
        if id in self._known or depth > DEEPEST:
            return self._known.get(id, ())
        ways = [
            (*self.worst(edge.source, depth + 1), edge)
            for edge in self._design.edges_to(id, "call")
        ]
        self._known[id] = max(ways, key=_product, default=())
        return self._known[id]


def _factor(edge: Edge) -> float:
    wanted = edge.settings
    if wanted.retry_budget is None:
        return float(wanted.max_attempts)
    return float(min(wanted.max_attempts, 1 + wanted.retry_budget))


def _product(path: Path) -> float:
    product = 1.0
    for edge in path:
        product *= _factor(edge)
    return product


def _measured(id: str, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    found = measured.component(id)
    arrived = found.total("received") or found.total("queries")
    if arrived is not None:
        yield Evidence("Calls to it in the run", count(arrived))

"""FAN-1: one message becomes many, or more and more."""

import math
from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.components.service import Service
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.design.edges import Edge
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity, Subject
from simulator.feedback.wording import count, figure, rate
from simulator.rules._flow import flow_of
from simulator.rules._parts import workers_of

# Messages that one job may send before it is a fan-out that somebody should have planned.
MANY = 100.0
# Ways that are tried before a loop is looked for no further.
WAYS_MAX = 5_000


class FansOut(Rule):
    """One job sends more than a hundred messages, or messages lead to as many again in a circle.

    ## What it does
    Multiplies, for each message edge that leaves a worker or a service, the messages of one
    following with how often it is followed. It follows the edges in circles as well: where a
    message leads on average to one or more that come back to the same queue, the circle never
    empties.

    ## Why it matters
    A job that sends a thousand others is one line of code, and a thousand times the load: they come
    at one moment, in front of everything else. If it fails after the first half and is tried again,
    that half is sent twice. A circle that gains is worse. Each turn multiplies, and however small
    the first message was, the queue fills until something breaks.

    ## Example
    “Notify followers” sends a message for each of 500 followers: ten posts a second are 5,000
    messages a second. A crawler that finds 1.2 new pages on each page has twice the pages every
    four turns.

    ## What to do
    Send batches, or the range that each child shall work on; limit the rate of what is sent. Give a
    circle a count that ends it, and remember what was seen.

    ## Sources
    Little's law; branching processes (Galton and Watson, 1874): a gain of one or more does not die
    out. A hundred is our choice.
    """

    title: ClassVar[str] = "One job sends very many messages"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each edge that fans out, or closes a circle that gains."""
        for edge in design.edges.values():
            source = design.components[edge.source]
            if edge.kind != "message" or not isinstance(source, Service | Worker):
                continue
            gain = _gain(edge)
            turn = gain * _back(design, edge)
            if turn >= 1:
                yield self._circle(design, edge, turn, measured)
            elif gain > MANY:
                yield self._fan(design, edge, gain, measured)

    def _fan(self, design: Design, edge: Edge, gain: float, measured: Measured | None) -> Finding:
        sender, into = design.components[edge.source], design.components[edge.target]
        comes = flow_of(design).along(edge)
        return self.finding(
            Subject("edge", edge.id),
            f"One job of “{sender.title}” sends {count(gain)} messages to “{into.title}”, and they "
            f"come at one moment. On average that is {rate(comes)}.",
            size=1 - 1 / gain,
            evidence=(
                Evidence("Messages of one job", count(gain)),
                Evidence("Sent, on average", rate(comes)),
                *_measured(edge, measured),
            ),
            columns=("now",),
            watch=measured.component(into.id).peak_at("waiting") if measured else None,
        )

    def _circle(
        self, design: Design, edge: Edge, turn: float, measured: Measured | None
    ) -> Finding:
        sender, into = design.components[edge.source], design.components[edge.target]
        doubled = math.log(2) / math.log(turn) if turn > 1 else math.inf
        grows = (
            f"after {count(math.ceil(doubled))} turns there are twice as many"
            if doubled < math.inf
            else "and none of them ever leaves"
        )
        return self.finding(
            Subject("edge", edge.id),
            f"What “{sender.title}” sends to “{into.title}” leads back to “{sender.title}”. Each "
            f"message becomes {figure(turn)} in one turn: {grows}.",
            title="Messages lead to more and more",
            severity=Severity.ERROR,
            size=min(1.0, turn),
            evidence=(
                Evidence("Messages after one turn", figure(turn)),
                Evidence("After ten turns", figure(turn**10)),
                *_measured(edge, measured),
            ),
            columns=("of one message",),
            watch=measured.component(into.id).peak_at("waiting") if measured else None,
        )


def _gain(edge: Edge) -> float:
    """Messages of one following of an edge, or calls, times how often it is followed."""
    wanted = edge.settings
    each = wanted.copies * (1 + wanted.resend_share) if edge.kind == "message" else wanted.calls
    return float(each * wanted.share)


def _back(design: Design, edge: Edge) -> float:
    """The largest gain of a way from an edge's end to its beginning; 0 where there is none."""
    best, left = 0.0, WAYS_MAX
    ways = [(edge.target, 1.0, frozenset({edge.target}))]
    while ways and left:
        left -= 1
        at, gain, seen = ways.pop()
        for further in design.edges_from(at):
            target = further.target
            if further.kind == "dead-letter" or target in seen:
                continue
            more = gain * _passed(design, further)
            if target == edge.source:
                best = max(best, more)
            else:
                ways.append((target, more, seen | {target}))
    return best


def _passed(design: Design, edge: Edge) -> float:
    """What passes along an edge of one message at its beginning; of a queue, a worker's share."""
    source = design.components[edge.source]
    if not isinstance(source, Queue):
        return _gain(edge)
    flow = flow_of(design)
    takers = workers_of(design, source)
    return flow.slots(edge.target) / sum(flow.slots(worker.id) for worker in takers)


def _measured(edge: Edge, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    sent = measured.edge(edge.id).total("sent")
    if sent is not None:
        yield Evidence("Sent in the run", count(sent))

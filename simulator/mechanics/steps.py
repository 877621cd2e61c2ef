"""Steps: what a slot does after its own work: its call edges one after another, then its message
edges."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from simulator.design.edges import Edge
from simulator.engine.message import Job
from simulator.engine.part import OK, Answer
from simulator.engine.world import World

Step = Callable[[Job, Any], object]
"""`step(job, token)`: begin it; how it ends is told to the continuation that it was built with."""

Builder = Callable[[World, Edge, Answer], Step]
"""Builds the step of one edge with its continuation."""


class Token(Protocol):
    """What a slot identifies its work by."""

    @property
    def job(self) -> Job: ...


def chain(world: World, edges: Sequence[tuple[Edge, Builder]], finished: Answer) -> Step | None:
    """Follow edges one after another, each with the probability of its share.

    `finished(token, outcome)` is called after the last, or after the first that did not go well.
    None if there is no edge at all.
    """
    following: Step | None = None
    for edge, build in reversed(edges):
        following = _step(world, edge, build, following, finished)
    return following


def _step(
    world: World, edge: Edge, build: Builder, following: Step | None, finished: Answer
) -> Step:
    after = finished
    if following is not None:
        after = _then(following, finished)
    step = build(world, edge, after)
    share = edge.settings.share
    if share >= 1:
        return step
    uniform = world.randomness.uniforms(edge.id, "share")

    def maybe(job: Job, token: Any) -> None:
        if uniform() < share:
            step(job, token)
        else:
            after(token, OK)

    return maybe


def _then(following: Step, finished: Answer) -> Answer:
    def after(token: Token, outcome: int) -> None:
        if outcome:
            finished(token, outcome)
        else:
            following(token.job, token)

    return after

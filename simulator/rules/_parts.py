"""Parts: who is connected to whom in a design."""

from collections.abc import Callable, Container, Iterator

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.design.edges import Edge
from simulator.feedback import Subject


def component(id: str) -> Subject:
    """A component as the subject of a finding."""
    return Subject("component", id)


def queues(design: Design) -> Iterator[Queue]:
    """Every queue."""
    return (part for part in design.components.values() if isinstance(part, Queue))


def workers(design: Design) -> Iterator[Worker]:
    """Every worker."""
    return (part for part in design.components.values() if isinstance(part, Worker))


def workers_of(design: Design, queue: Queue) -> list[Worker]:
    """The workers that take from a queue."""
    targets = [design.components[edge.target] for edge in design.edges_from(queue.id, "message")]
    return [part for part in targets if isinstance(part, Worker)]


def queues_of(design: Design, worker: Worker) -> list[Queue]:
    """The queues that a worker takes from."""
    sources = [design.components[edge.source] for edge in design.edges_to(worker.id, "message")]
    return [part for part in sources if isinstance(part, Queue)]


def deliveries(design: Design) -> Iterator[tuple[Queue, Worker]]:
    """Every queue with each of the workers that take from it."""
    return ((queue, worker) for queue in queues(design) for worker in workers_of(design, queue))


def redrive(design: Design, queue: Queue) -> Edge | None:
    """The dead-letter edge that leaves a queue; None where it has no redrive policy."""
    return next(iter(design.edges_from(queue.id, "dead-letter")), None)


def called(design: Design, id: str) -> set[str]:
    """What a component calls, and what that calls in turn."""
    found, open = set[str](), [id]
    while open:
        targets = {edge.target for edge in design.edges_from(open.pop(), "call")} - found
        found |= targets
        open += targets
    return found


def reached(design: Design, id: str) -> set[str]:
    """What work from a component can come to, itself included."""
    return _along(design, id, lambda at: {edge.target for edge in design.edges_from(at)})


def joined(design: Design, id: str) -> set[str]:
    """What a component can feel: itself, what its work comes from, and what it goes to."""
    before = _along(design, id, lambda at: {edge.source for edge in design.edges_to(at)})
    return before | reached(design, id)


def is_changed(design: Design, id: str) -> bool:
    """Whether the timeline does anything to a component, or to what it can feel.

    What a run measured there on average is no steady state.
    """
    near = joined(design, id)
    return any(action.target in near for action in design.timeline.values())


def _along(design: Design, id: str, further: Callable[[str], set[str]]) -> set[str]:
    found, open = {id}, [id]
    while open:
        more = further(open.pop()) - found
        found |= more
        open += more
    return found


def free_id(taken: Container[str], wish: str) -> str:
    """An id that nothing has yet: the wish itself, else with a number behind it."""
    number, id = 1, wish
    while id in taken:
        number += 1
        id = f"{wish}-{number}"
    return id

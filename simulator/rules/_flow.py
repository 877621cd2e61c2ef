"""Flow: mean rates along the edges of a design, and how long a slot is held for each."""

import math
from dataclasses import dataclass
from functools import cached_property

from simulator.components.client import Client
from simulator.components.database import Database
from simulator.components.queue import Queue
from simulator.components.service import Service
from simulator.components.worker import Worker
from simulator.design.component import Component
from simulator.design.distributions import Distribution
from simulator.design.document import Design
from simulator.design.edges import CallSettings, Edge, MessageSettings
from simulator.feedback.phases import Phase, phases
from simulator.rules._locks import time_limit
from simulator.rules._parts import queues_of, workers_of
from simulator.rules._retries import most_attempts, pause
from simulator.rules._sizes import sizes_at
from simulator.rules._time import Time, mixture, time_of
from simulator.theory import bounded_retry

# Rounds in which rates travel from edge to edge. Designs in practice are at most this deep; a loop
# that gains at each turn is cut off here, far beyond anything that could be done.
ROUNDS = 60
# Seconds: users who neither think nor wait would ask without end.
SHORTEST_CYCLE = 0.001


@dataclass(frozen=True)
class Rate:
    """So many a second: those that come in any case, and those of users who wait for an answer."""

    open: float = 0.0
    closed: float = 0.0

    def __add__(self, other: "Rate") -> "Rate":
        return Rate(self.open + other.open, self.closed + other.closed)

    def times(self, factor: float) -> "Rate":
        """The same, so many times as often."""
        return Rate(self.open * factor, self.closed * factor)

    def at_most(self, most: float) -> "Rate":
        """No more than a capacity lets through, in the same proportion."""
        total = self.open + self.closed
        return self if total <= most else self.times(most / total)

    def unanswered(self) -> "Rate":
        """The same as messages: nobody waits for them any more."""
        return Rate(self.open + self.closed)


def possible_slots(worker: Worker) -> int:
    """The slots that can work at once, also after an autoscaler has added all it can."""
    wanted = worker.settings
    if wanted.autoscaler == "none":
        slots = worker.slots()
    elif wanted.autoscaler == "celery":
        slots = wanted.instances * wanted.scale_max
    else:
        slots = wanted.scale_max * wanted.concurrency
    return int(slots if wanted.invocations is None else min(slots, wanted.invocations))


def _cut_short(worker: Worker, whole: Time) -> Time:
    """How long an attempt holds its slot where instances crash and slots are killed.

    An attempt of H seconds in an instance that dies every M on average lasts M (1 - e^(-H/M)). A
    slot that is killed is lost half-way through, and back after the restart time.
    """
    wanted = worker.settings
    if wanted.crash_every is not None and whole.mean:
        crashes = whole.mean / wanted.crash_every
        whole = whole.scaled(-math.expm1(-crashes) / crashes)
    if wanted.slot_loss:
        killed = whole.scaled(0.5) + Time(wanted.restart_time)
        whole = mixture([(1 - wanted.slot_loss, whole), (wanted.slot_loss, killed)])
    return whole


class Flow:
    """The mean rates of one design. Rules take it from `flow_of`."""

    def __init__(self, design: Design) -> None:
        self.design = design
        self._held: dict[str, Time] = {}
        self._times: dict[tuple[int, float], Time] = {}

    def rates(self) -> dict[str, Rate]:
        """How much comes to each component: of a worker, attempts; of others, what arrives."""
        return self._rates

    def along(self, edge: Edge) -> float:
        """How many calls or messages a second an edge carries."""
        carried = self._along(edge, self._rates[edge.source])
        return carried.open + carried.closed

    def slots(self, id: str) -> int:
        """How much a component can do at once."""
        part = self.design.components[id]
        if isinstance(part, Worker):
            return possible_slots(part)
        if isinstance(part, Service | Database):
            return part.slots()
        raise TypeError(f"{id} has no slots.")

    def holding(self, id: str) -> Time:
        """How long one attempt, request or query holds a slot, calls included, waits left out."""
        if id not in self._held:
            self._held[id] = self._holding(id, frozenset())
        return self._held[id]

    def _holding(self, id: str, within: frozenset[str]) -> Time:
        part = self.design.components[id]
        if id in within:
            # A call that comes back to its caller: its time is counted once.
            return Time()
        if isinstance(part, Worker):
            calls = self._calls(id, within).repeated(1 - part.settings.transient_failure)
            return _cut_short(part, self._work(part) + calls)
        if isinstance(part, Service):
            full = 1 + part.settings.slowdown_factor * (part.settings.slowdown != "none")
            own = self._time(part.settings.service_time).scaled(full)
            return own + self._calls(id, within)
        if isinstance(part, Database):
            return self._query(part)
        return Time()

    def up(self, id: str) -> float:
        """Share of the time for which a slot is there: the rest it restarts after crashes."""
        part = self.design.components[id]
        if not isinstance(part, Worker) or part.settings.crash_every is None:
            return 1.0
        between: float = part.settings.crash_every
        return between / (between + part.settings.restart_time)

    def _work(self, worker: Worker) -> Time:
        """The handler's own work, over jobs of all sizes, each within the time limit."""
        wanted, limit = worker.settings, time_limit(worker)
        sizes = sizes_at(self.design, worker.id)
        return mixture(
            [
                (share, self._time(wanted.processing_time, limit / size).scaled(size))
                for share, size in sizes
            ]
        )

    def failing(self, id: str, within: frozenset[str] = frozenset()) -> float:
        """Share of calls to a component that fail for a reason of its own or below it."""
        part = self.design.components[id]
        if id in within or not isinstance(part, Service | Database):
            return 0.0
        well = 1 - part.settings.error_rate
        for edge in self.design.edges_from(id, "call"):
            well *= 1 - self._call_failing(edge, within | {id})
        return 1 - well

    def attempts(self, worker: Worker) -> float:
        """Mean attempts of a message: failures, crashes and poison, without expiries."""
        settings = worker.settings
        well = (1 - self.failing_by_chance(worker)) * (1 - self._killed(worker))
        if settings.batch_ack == "whole":
            # One failure in a batch, and all of it is tried again.
            well **= settings.batch
        healthy = bounded_retry(1 - well, self._most_attempts(worker)).attempts
        poison = self._most_attempts(worker, poison=True)
        mean = (1 - settings.poison_share) * healthy + settings.poison_share * poison
        return mean if settings.retry_budget is None else min(mean, 1 + settings.retry_budget)

    def _killed(self, worker: Worker) -> float:
        """Share of attempts that a crash, or the loss of the slot, gives back to the queue."""
        wanted = worker.settings
        if wanted.ack != "late":
            return 0.0
        lost = wanted.slot_loss if wanted.lost_slot == "given_back" else 0.0
        if wanted.crash_every is not None:
            work = self._work(worker) + self._calls(worker.id, frozenset())
            lost = 1 - (1 - lost) * math.exp(-work.mean / wanted.crash_every)
        return float(lost)

    def failing_by_chance(self, worker: Worker) -> float:
        """Share of attempts at healthy messages that fail, because of what is called included."""
        well = 1 - worker.settings.transient_failure
        for edge in self.design.edges_from(worker.id, "call"):
            well *= 1 - self._call_failing(edge, frozenset())
        return 1 - well

    @cached_property
    def _rates(self) -> dict[str, Rate]:
        parts = self.design.components.values()
        begun = {part.id: self._begun(part) for part in parts}
        rates = begun
        for _ in range(ROUNDS):
            arriving = dict(begun)
            for edge in self.design.edges.values():
                arriving[edge.target] += self._along(edge, rates[edge.source])
            if arriving == rates:
                break
            rates = arriving
        return rates

    def _time(self, distribution: Distribution, limit: float = math.inf) -> Time:
        # By identity: the design keeps its distributions, and some of them cannot be hashed.
        key = (id(distribution), limit)
        known = self._times.get(key)
        if known is None:
            known = self._times[key] = time_of(distribution, limit)
        return known

    def _begun(self, part: Component) -> Rate:
        if isinstance(part, Client) and part.settings.pattern == "closed":
            # Users wait for their answers, which take at least as long as nobody else is served.
            think = part.settings.think_time.mean
            cycle = think + self._calls(part.id, frozenset()).mean / self._weight(part)
            return Rate(closed=part.settings.users / max(cycle, SHORTEST_CYCLE))
        duration = self.design.run.duration
        return Rate(part.arrivals(duration) / duration)

    def _weight(self, source: Component) -> float:
        """The shares of all edges of a source: each arrival takes one of them."""
        return sum(e.settings.share for e in self.design.edges_from(source.id)) or 1.0

    def _along(self, edge: Edge, rate: Rate) -> Rate:
        source = self.design.components[edge.source]
        if edge.kind == "dead-letter":
            return Rate()
        if isinstance(source, Queue):
            return self._delivered(source, edge, rate)
        followed = rate.times(edge.settings.share)
        if source.about.category == "sources":
            followed = followed.times(1 / self._weight(source))
        if isinstance(source, Service):
            followed = followed.at_most(self._capacity(source.id)).times(
                1 - source.settings.error_rate
            )
        if isinstance(source, Worker):
            done = (1 - source.settings.transient_failure) * (1 - source.settings.poison_share)
            followed = followed.at_most(self._capacity(source.id)).times(done)
        if edge.kind == "message":
            return self._sent(edge, followed.unanswered())
        return followed.times(edge.settings.calls * self._tries(edge))

    def _sent(self, edge: Edge, followed: Rate) -> Rate:
        """The messages that arrive along an edge that is followed so often."""
        wanted: MessageSettings = edge.settings
        queue = self.design.components[edge.target]
        sent = followed.times(wanted.copies)
        if wanted.rate_limit is not None:
            sent = sent.at_most(wanted.rate_limit)
        known = isinstance(queue, Queue) and queue.settings.deduplication_window is not None
        return sent if known else sent.times(1 + wanted.resend_share)

    def _delivered(self, queue: Queue, edge: Edge, rate: Rate) -> Rate:
        worker = self.design.components[edge.target]
        if not isinstance(worker, Worker):
            return Rate()
        together = sum(self.slots(other.id) for other in workers_of(self.design, queue))
        part = self.slots(worker.id) / together
        return rate.times(part * self.attempts(worker))

    def _capacity(self, id: str) -> float:
        held = self.holding(id).mean
        return self.slots(id) * self.up(id) / held if held else float("inf")

    def _calls(self, id: str, within: frozenset[str]) -> Time:
        total = Time()
        for edge in self.design.edges_from(id, "call"):
            answer = self._answer(edge, within | {id})
            often = edge.settings.share * edge.settings.calls * self._tries(edge)
            total += (answer + self._time(edge.settings.latency)).repeated(often)
        return total

    def _answer(self, edge: Edge, within: frozenset[str]) -> Time:
        callee = self.design.components[edge.target]
        if isinstance(callee, Database):
            settings = callee.settings
            reads = edge.settings.operation == "read"
            return self._time(settings.read_time if reads else settings.write_time)
        return self._holding(edge.target, within)

    def _query(self, database: Database) -> Time:
        """Over all that call it, by how often they do."""
        weighed = []
        for edge in self.design.edges_to(database.id, "call"):
            coming = self._along(edge, self._rates[edge.source])
            weighed.append((coming.open + coming.closed, self._answer(edge, frozenset())))
        whole = sum(rate for rate, _ in weighed)
        if not whole:
            return self._time(database.settings.write_time)
        return mixture([(rate / whole, time) for rate, time in weighed])

    def _tries(self, edge: Edge) -> float:
        wanted: CallSettings = edge.settings
        tries = bounded_retry(self.failing(edge.target), wanted.max_attempts).attempts
        return tries if wanted.retry_budget is None else min(tries, 1 + wanted.retry_budget)

    def _call_failing(self, edge: Edge, within: frozenset[str]) -> float:
        once: float = self.failing(edge.target, within) ** edge.settings.max_attempts
        share, calls = min(1.0, edge.settings.share), edge.settings.calls
        failing: float = share * (1 - (1 - once) ** calls)
        return failing

    def _most_attempts(self, worker: Worker, poison: bool = False) -> int:
        """Attempts at a message that always fails: its limit, or what fits into the run."""
        most = [1]
        for queue in queues_of(self.design, worker):
            limit = most_attempts(self.design, queue, worker, poison)
            if math.isinf(limit):
                # It comes at any moment of the run, so half of the run is left on average.
                left = min(queue.settings.retention, self.design.run.duration / 2)
                limit = 1 + int(left / pause(worker, queue))
            most.append(int(limit))
        return max(most)


_latest: tuple[Design, tuple[tuple[Phase, Flow], ...]] | None = None


def flows_of(design: Design) -> tuple[tuple[Phase, Flow], ...]:
    """The flow in each phase of a run: worked out once for all rules that ask about it."""
    global _latest
    latest = _latest
    if latest is None or latest[0] is not design:
        flows = tuple((phase, Flow(phase.design)) for phase in phases(design))
        latest = _latest = design, flows
    return latest[1]


def flow_of(design: Design) -> Flow:
    """The flow of a design's steady state.

    That is what its timeline leaves behind: what it sets stays, outages, crashes and peaks pass.
    """
    return flows_of(design)[-1][1]

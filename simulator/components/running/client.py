"""Running client: arrivals that become calls and messages, or users who wait and think."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice, repeat
from typing import TYPE_CHECKING, Any, ClassVar, cast

from simulator import limits
from simulator.engine.environment import ARRIVAL, Arrival
from simulator.engine.message import Job, Message
from simulator.engine.observations import Observations
from simulator.engine.part import BLOCKED, TIMED_OUT, Answer, Group, Part, Request
from simulator.mechanics import jobs
from simulator.mechanics.arrivals import arrivals
from simulator.mechanics.calls import call, plain_request
from simulator.mechanics.faults import REFUSAL
from simulator.mechanics.gate import Gate, is_gated
from simulator.mechanics.messages import stamped
from simulator.mechanics.pace import Pace
from simulator.mechanics.publishing import is_straight, publish
from simulator.mechanics.routes import routes
from simulator.mechanics.sink import Sink
from simulator.mechanics.steps import Step
from simulator.mechanics.traits import marked, traits

if TYPE_CHECKING:
    from simulator.components.client import Client
    from simulator.design.edges import Edge
    from simulator.engine.world import World


NEVER = -1.0
"""When a user last asked who has not asked yet."""


class _Errand(Job):
    """A job on its way out of the client: its own token."""

    __slots__ = ()

    @property
    def job(self) -> Job:
        return self


class RunningClient(Part):
    """The running part of a client."""

    columns = ("sent", "answered", "failed", "timed_out", "open")
    feeds: ClassVar[Mapping[str, str]] = {
        "call_sent": "sent",
        "call_done": "answered",
        "call_failed": "failed",
        "call_in_flight": "open",
        "call_in_system": "open",
    }

    def __init__(self, world: World, client: Client) -> None:
        self.id = client.id
        self.latency = Observations()
        self._world = world
        self._environment = world.environment
        self._settings = client.settings
        self._think = world.randomness.durations(client.settings.think_time, self.id, "think time")
        self._arrivals: list[Callable[[Any], object]] = []
        self._gates: dict[str, Gate] = {}
        """Of the edges whose messages leave through one."""
        self._failed = self._timed_out = self._open = 0
        self._handed: list[Callable[[], int]] = []
        """Counters of what began, one for each edge."""
        self._asked: list[Callable[[], int]] = []
        """Counters of what waits for its answer."""
        self._times_system = not world.has_messages()
        self._closed = client.settings.pattern == "closed"
        self._pace = Pace(world.environment, self._change_pace)
        self._acted_upon = self.id in world.acted_upon
        self._users = client.settings.users
        self._leaving = 0
        """Users that will not come back from thinking."""

    def connect(self) -> None:
        edges = [
            edge
            for edge in (
                *self._world.edges_from(self.id, "call"),
                *self._world.edges_from(self.id, "message"),
            )
            if edge.settings.share > 0
        ]
        if not edges:
            return
        if self._closed:
            self._arrivals = [self._asking(edge) for edge in edges]
            self._routes = routes(self._world, self.id, edges)
            self._works = self._draw_works()
            return
        functions = [self._arrival(edge) for edge in edges]
        self._world.sources.append(lambda: self._to_come(functions, edges))

    def _to_come(
        self, functions: Sequence[Callable[[Any], object]], edges: Sequence[Edge]
    ) -> Iterator[Arrival]:
        """The arrivals that have not come yet."""
        rng = self._world.randomness.stream(self.id, "arrivals")
        times = arrivals(self._settings, rng, self._world.duration, self._pace.factors)
        over = sum(count() for count in self._handed)
        if len(functions) == 1:
            if (flow := self._flow(times, edges[0])) is not None:
                return flow
            turns: Iterator[Any] = repeat(functions[0])
        else:
            turns = map(functions.__getitem__, routes(self._world, self.id, edges))
        stream = zip(times, turns, self._draw_works(), strict=False)
        return islice(stream, over, None) if over else stream

    def _flow(self, times: Iterator[float], edge: Edge) -> Iterator[Arrival] | None:
        """Where one client's messages are all arrivals that there are, the queue may have a quicker
        way with them."""
        gate, sink = self._gates.get(edge.id), cast(Sink, self._world.parts[edge.target])
        if gate is None or sink.flow is None or len(self._world.sources) > 1:
            return None
        works = jobs.works(self._world, self.id, self._settings.classes)
        marks = traits(self._world, self.id, self._settings)
        stream = zip(times, works, marks, strict=False)
        return sink.flow(islice(stream, gate.come, None) if gate.come else stream, gate)

    def _draw_works(self) -> Iterator[Any]:
        """What every job of the client is drawn as, from the first one on."""
        works = jobs.works(self._world, self.id, self._settings.classes)
        if self._world.is_plain:
            return works
        return marked(self._world, self.id, self._settings, works)

    def start(self) -> None:
        if self._closed and self._arrivals:
            for _ in range(self._settings.users):
                self._think_again(NEVER)

    # --- What an arrival does -------------------------------------------------------------

    def _arrival(self, edge: Edge) -> Callable[[Any], object]:
        """What one arrival does on this edge; its argument is the job's work."""
        sink = cast(Sink, self._world.parts[edge.target])
        if edge.kind == "message" and is_straight(self._world, edge):
            return self._straight(edge, sink)
        if edge.kind == "message" and is_gated(self._world, edge):
            gate = self._gates[edge.id] = self._gate(edge, sink)
            self._world.edges[edge.id].lend(lambda: gate.come - gate.kept)
            self._handed.append(lambda: gate.come)
            return gate.arrive
        return self._asking(edge)

    def _gate(self, edge: Edge, sink: Sink) -> Gate:
        meter = self._world.edges[edge.id]

        def held_back(change: int) -> None:
            self._open += change
            meter.open += change

        def refused() -> None:
            self._failed += 1
            meter.refused += 1

        not_taken = self._not_taken(edge, sink)
        return Gate(self._world, edge, sink, not_taken, held_back, refused)

    def _asking(self, edge: Edge) -> Callable[[Any], object]:
        """What a job does that is followed until its answer."""
        environment, meter = self._environment, self._world.edges[edge.id]
        request = plain_request(self._world, edge) if edge.kind == "call" else None
        observe = self.latency.add if edge.kind == "call" else None
        system = self._world.latency.add if self._times_system else None
        again = self._think_again if self._closed else None
        numbered = self._world.microscope is not None
        sent = over = 0

        def arrive(works: Any) -> None:
            nonlocal sent
            sent += 1
            errand = _Errand()
            errand.born = environment._now
            errand.works = works
            send(errand, errand)

        def arrive_marked(drawn: tuple[Any, Any, int]) -> None:
            """The same in a design that is not plain: a job has traits, and a number."""
            nonlocal sent
            sent += 1
            errand = _Errand()
            errand.born = environment._now
            errand.works, errand.traits, number = drawn
            errand.run = None
            if numbered:
                errand.client, errand.number = self.id, number
            send(errand, errand)

        def after(errand: _Errand, outcome: int) -> None:
            nonlocal over
            over += 1
            if observe is not None:
                taken = environment._now - errand.born
                observe(taken)
                if system is not None and not outcome:
                    system(taken)
            if outcome:
                self._failed += 1
                self._timed_out += outcome == TIMED_OUT
                if request is not None:
                    meter.failed += 1
            if again is not None:
                again(errand.born)

        ask = cast(Request, request)

        def arrive_at_once(works: Any) -> None:
            nonlocal sent
            sent += 1
            errand = _Errand()
            errand.born = environment._now
            errand.works = works
            ask(errand, errand, after)

        self._handed.append(lambda: sent)
        self._asked.append(lambda: sent - over)
        if request is not None:
            # Nobody stands between the client and what it calls: it counts for the edge, too.
            meter.lend(lambda: sent, lambda: sent - over)
            if self._world.is_plain:
                return arrive_at_once
            send: Step = partial(_ask, ask, after)
        else:
            send = (call if edge.kind == "call" else publish)(self._world, edge, after)
        return arrive if self._world.is_plain else arrive_marked

    def _straight(self, edge: Edge, sink: Sink) -> Callable[[Any], object]:
        """A message straight into a queue: the hot path where the queue simply takes it."""
        entrance = sink.entrance() if len(jobs.workers(self._world)) < 2 else None
        if entrance is not None:
            arrive, count = entrance, sink.handover.arrived
        else:
            arrive, count = self._careful(edge, sink)
        self._world.edges[edge.id].lend(count)
        self._handed.append(count)
        return arrive

    def _careful(self, edge: Edge, sink: Sink) -> tuple[Callable[[Any], object], Callable[[], int]]:
        environment, offer, stamp = self._environment, sink.offer, stamped(self._world, edge)
        not_taken = self._not_taken(edge, sink)
        sent = 0

        def arrive(works: Any) -> None:
            nonlocal sent
            sent += 1
            message = Message()
            message.born = message.sent = environment._now
            message.works = works
            message.work = works if stamp is None else stamp(works)
            message.receives = 0
            message.history = None
            outcome = offer(message)
            if outcome:
                not_taken(outcome)

        return arrive, lambda: sent

    def _not_taken(self, edge: Edge, sink: Sink) -> Callable[[int], object]:
        """What is done when a queue did not take a message at once."""
        meter = self._world.edges[edge.id]

        def not_taken(outcome: int) -> None:
            if outcome == BLOCKED:
                meter.open += 1
                self._open += 1
                sink.when_taken(taken)
            else:
                meter.failed += 1
                self._failed += 1

        def taken() -> None:
            meter.open -= 1
            self._open -= 1

        return not_taken

    # --- A closed loop --------------------------------------------------------------------

    def _think_again(self, asked: float) -> None:
        """A user who asked then was answered now, and thinks."""
        at = self._environment._now + self._think()
        if at <= asked:
            # A waiting room that is full says so at once, and would be asked again for ever.
            at += REFUSAL
        turn = self._ask_or_leave if self._acted_upon else self._ask
        self._environment.call_at(at, turn, None, ARRIVAL)

    def _ask(self, _: object) -> None:
        self._arrivals[next(self._routes)](next(self._works))

    def _ask_or_leave(self, _: object) -> None:
        if self._leaving:
            self._leaving -= 1
        else:
            self._ask(None)

    # --- Another pace ---------------------------------------------------------------------

    def actions(self) -> dict[str, Callable[[Any], object]]:
        return self._pace.actions() if self._acted_upon or not self._closed else {}

    def follows(self, setting: str) -> bool:
        return self._acted_upon or not self._closed

    def change(self, setting: str, value: Any) -> None:
        """Another rate, or another number of users."""
        self._pace.settle_at(value / getattr(self._settings, setting))

    def _change_pace(self) -> None:
        if not self._closed:
            self._environment.arrive_otherwise(self._world.arrivals())
            return
        users = min(limits.USERS_MAX, round(self._settings.users * self._pace.factor))
        more = users - self._users
        self._users = users
        staying = min(self._leaving, max(0, more))
        self._leaving += max(0, -more) - staying
        if self._arrivals:
            for _ in range(more - staying):
                self._think_again(NEVER)

    # --- Books ----------------------------------------------------------------------------

    def read(self) -> list[float]:
        sent, still_open = 0, self._open
        for count in self._handed:
            sent += count()
        for count in self._asked:
            still_open += count()
        answered = sent - self._failed - still_open
        return [sent, answered, self._failed, self._timed_out, still_open]

    def groups(self) -> dict[str, Group]:
        return {"latency": (self.latency, None)}


def _ask(request: Request, after: Answer, job: Job, token: Any) -> None:
    request(job, token, after)

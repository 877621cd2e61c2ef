"""Simulation: one design, one seed, one replication; an iterator of frames."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from simulator import limits
from simulator.design.actions import SET, Action
from simulator.design.document import Design
from simulator.design.timeline import complete, misplaced
from simulator.engine.environment import ACTION
from simulator.engine.frame import Frame, FrameSchema, Progress
from simulator.engine.metrics import edge_metrics
from simulator.engine.microscope import Microscope
from simulator.engine.part import Part
from simulator.engine.randomness import Randomness
from simulator.engine.recorder import Recorder
from simulator.engine.result import Result
from simulator.engine.system import System
from simulator.engine.world import World

RELEASE = "1.1.0"
"""Raised whenever the same design and seed may give other frames than before."""

ENGINE_VERSION = f"{RELEASE}+numpy{'.'.join(np.__version__.split('.')[:2])}"
"""Part of what a simulation's identity is computed from: numpy's draws may change with it."""


SETTLED_EVENTS = 2_000
"""Events after which what is over is put into the books."""


class LimitReachedError(Exception):
    """The simulation grew beyond a limit. The text is a sentence for the user."""


class Simulation:
    """Simulates a design. Iterate `frames()` or `steps()` once, then ask for the `result()`.

    The same design, seed, replication and ENGINE_VERSION give the same frames. To cancel is to
    stop iterating.

    Args:
        microscope: follows single messages; asked for its histories after the last frame.
    """

    def __init__(
        self,
        design: Design,
        seed: int | None = None,
        replication: int = 0,
        microscope: Microscope | None = None,
    ) -> None:
        run = design.run
        self.seed = run.seed if seed is None else seed
        self.replication = replication
        self.duration = float(run.duration)
        self.warm_up = float(run.warm_up)
        self._width = design.frame_length
        self._frames = design.frames
        self._actions: list[Action] = []
        self._design = design
        random = Randomness(self.seed, replication)
        self._world = World(design, random, self.duration, microscope)
        self._world.build()
        self._world.environment.arrive(self._world.arrivals())
        for action in design.actions():
            self._schedule(action)
        parts, edges = self._world.parts, self._world.edges
        self._components, self._edges = list(parts), list(edges)
        self._edge_metrics = {edge.id: edge_metrics(edge) for edge in design.edges.values()}
        share = self._world.slot_share
        self._system = System(
            [*parts.values(), *edges.values()],
            self._world.latency,
            not design.is_plain,
            share.integral if share.used else None,
        )
        self._recorder = Recorder(
            [
                *((part, design.metrics(id)) for id, part in parts.items()),
                *((edges[id], metrics) for id, metrics in self._edge_metrics.items()),
            ],
            self._system,
            self._width,
        )
        self._columns = {id: [it.name for it in design.metrics(id)] for id in parts}
        self._finished = False

    @property
    def schema(self) -> FrameSchema:
        """The columns of every frame."""
        return FrameSchema(
            version=1,
            frame=self._width,
            duration=self.duration,
            frames=self._frames,
            system=[metric.name for metric in self._system.metrics],
            components=self._columns,
            edges={id: [it.name for it in metrics] for id, metrics in self._edge_metrics.items()},
        )

    @property
    def time(self) -> float:
        """Simulated seconds so far."""
        return self._world.environment.now

    def frames(self) -> Iterator[Frame]:
        """Every frame, in order."""
        return (step for step in self.steps() if isinstance(step, Frame))

    def steps(self) -> Iterator[Frame | Progress]:
        """Every frame, and a sign of life at least every `limits.PROGRESS_EVENTS` events."""
        start = 0.0
        for seq in range(1, self._frames + 1):
            last = seq == self._frames
            end = self.duration if last else self._end_of(seq)
            if start < self.warm_up < end:
                yield from self._advance(self.warm_up)
                self._recorder.begin_measuring(self.warm_up)
            yield from self._advance(end)
            frame = self._frame(seq, start, end)
            if end == self.warm_up and not last:
                self._recorder.begin_measuring(self.warm_up)
            self._finished = last
            yield frame
            start = end

    def apply(self, action: Action) -> None:
        """Do something to a component at a time that is not over yet; between two steps.

        It takes the same way as the actions of the design's timeline. Parts are built for what the
        timeline does to them: one to which it does nothing may be built for speed, and left alone.

        Raises:
            ValueError: it cannot be done; the text is a sentence.
        """
        if not action.at >= self.time:
            raise ValueError(f"{action.at} s is over: it is {self.time} s already.")
        action = complete(action, self._design.components)
        target = self._design.components[action.target]
        if said := misplaced(action, target, self._design.role(action.target)):
            raise ValueError(said)
        self._schedule(action)

    def _schedule(self, action: Action) -> None:
        do = None
        if not self._world.is_plain or self._design.is_plain_action(action):
            do = _function(self._world.parts[action.target], action)
        if do is None:
            raise ValueError(
                f"“{self._design.components[action.target].title}” was built to be left alone. "
                "Put the action into the timeline of the design."
            )
        self._actions.append(action)
        self._world.environment.call_at(action.at, do, action.settings, ACTION)

    def result(self) -> Result:
        """The figures of the whole simulation. Only once every frame was given."""
        if not self._finished:
            raise RuntimeError("The result exists only when every frame has been given.")
        balance = self._system.balance(self._recorder.now)
        summaries = self._recorder.summaries(self.duration)
        count = len(self._components)
        return Result(
            engine=ENGINE_VERSION,
            seed=self.seed,
            replication=self.replication,
            duration=self.duration,
            warm_up=self.warm_up,
            messages=balance["sent"],
            events=self._world.environment.events,
            system=summaries[-1],
            components=dict(zip(self._components, summaries, strict=False)),
            edges=dict(zip(self._edges, summaries[count:], strict=False)),
            conservation=balance,
            actions=[action.to_dict() for action in self._actions],
        )

    def _advance(self, until: float) -> Iterator[Progress]:
        environment = self._world.environment
        # An advance may run twice as many: those of the arrivals come on top.
        stretch = min(SETTLED_EVENTS, limits.PROGRESS_EVENTS // 2)
        turns = 0
        while not environment.advance(until, stretch):
            environment.settle()
            turns += 1
            if (turns + 1) * 2 * stretch <= limits.PROGRESS_EVENTS:
                continue
            turns = 0
            self._recorder.spill()
            if environment.events > limits.EVENTS_MAX:
                raise LimitReachedError(
                    f"The simulation stopped at {self.time:,.0f} s: it reached the limit of "
                    f"{limits.EVENTS_MAX:,} events. Shorten the run or lower the rates."
                )
            messages = self._system.balance(self._recorder.read())["sent"]
            yield Progress(environment.now, environment.events, messages)

    def _end_of(self, seq: int) -> float:
        end = seq * self._width
        # To round takes longer than all the rest, and a whole number needs none.
        return end if end.is_integer() else round(end, 9)

    def _frame(self, seq: int, start: float, end: float) -> Frame:
        rows = self._recorder.frame(start, end)
        self._recorder.check()
        count = len(self._components)
        components = dict(zip(self._components, rows, strict=False))
        edges = dict(zip(self._edges, rows[count:], strict=False))
        return Frame(seq, start, end, rows[-1], components, edges)


def _function(part: Part, action: Action) -> Callable[[Any], object] | None:
    """What does the action to the part, given its settings; None where it was built without."""
    if action.action != SET.name:
        return part.actions().get(action.action)
    wanted: Any = action.settings
    return (lambda it: part.change(it.setting, it.value)) if part.follows(wanted.setting) else None

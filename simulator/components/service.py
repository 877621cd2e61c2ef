"""Service: answers calls, and may hand the slow part to a queue."""

from typing import ClassVar, Literal

from simulator.components.running.service import RunningService
from simulator.components.settings.faults import OF_DEPENDENCIES
from simulator.design.capacity import SlotSettings, concurrency_setting, instances_setting
from simulator.design.component import (
    About,
    Component,
    Face,
    counter,
    gauge,
    percentiles,
    utilisation,
)
from simulator.design.declarations import drawn_setting, error_rate_setting, span_setting
from simulator.design.distributions import DurationDistribution, LogNormal
from simulator.design.quantities import Duration, Number, Share, Whole
from simulator.design.settings import setting
from simulator.engine.part import Part
from simulator.engine.world import World


class ServiceSettings(SlotSettings):
    """How many requests at once, how long each takes, and what happens beyond that."""

    instances: Whole = instances_setting(
        2,
        help="Processes or machines that answer.",
        source="our choice: two, so that one may fail",
    )
    concurrency: Whole = concurrency_setting(
        8,
        help="Requests that one instance answers at once. Each holds a slot until it ends.",
        source="our choice: a small thread pool",
    )
    waiting_room: Whole | None = setting(
        100,
        label="Waiting room",
        minimum=0,
        maximum=1_000_000,
        help="Requests that may wait for a slot; the next one is rejected.",
        source="resilience4j thread-pool bulkhead: queue of 100",
        group="Capacity",
        nothing="unlimited",
    )
    service_time: DurationDistribution = drawn_setting(
        LogNormal(mean=0.04, cv=0.5),
        label="Service time",
        help="Its own work for one request, before the calls that it makes.",
        source="our choice: 40 ms, a usual web request",
        group="Work",
    )
    timeout: Duration | None = span_setting(
        None,
        label="Timeout",
        help="The longest a request may wait and run here before it fails.",
        source="our choice: none; the caller's edge may have one",
        group="Work",
        nothing="none",
    )
    error_rate: Share = error_rate_setting(
        help="How many requests fail after their work, by chance.",
    )
    slowdown: Literal["none", "linear", "quadratic"] = setting(
        "none",
        label="Slowdown under load",
        help="How the service time grows with the share of busy slots.",
        source="our choice: none",
        group="Work",
        choices={
            "none": ("None", "Always the same."),
            "linear": ("Linear", "Service time × (1 + factor × busy share)."),
            "quadratic": ("Quadratic", "Service time × (1 + factor × busy share squared)."),
        },
    )
    slowdown_factor: Number = setting(
        1.0,
        label="Slowdown factor",
        minimum=0,
        maximum=100,
        help="1 makes a fully busy service twice as slow.",
        source="our choice",
        group="Work",
        visible_when={"slowdown": ("linear", "quadratic")},
    )


class Service(Component[ServiceSettings]):
    """Answers calls, and may hand the slow part to a queue.

    ## What it is
    A program that others call and wait for: a web application, an API, a microservice. Each request
    takes one of its slots, does the service's own work, makes the service's calls one after another
    while it holds the slot, sends its messages, and answers.

    ## When to use it
    Somebody waits for the answer: a page, a price, a login. Or work is to be accepted at once and
    done later: let the service answer in milliseconds and send a message to a queue.

    ## When not
    The work takes longer than people or proxies wait, or it must survive a crash: put a queue and a
    worker behind the service.

    ## What is modelled
    Instances with a number of slots each, shared evenly; a waiting room and rejection beyond it; a
    timeout over waiting and running; errors by chance; service times that grow with load. A failed
    call or a refused message fails the request. An order of steps: own work, calls, messages,
    answer. Outages, slowness and errors for a while, by the timeline: an outage fails what waits or
    is worked on at once, and what comes in after a millisecond; a request whose own work is over
    goes on with its calls.

    ## What is left out
    Load balancing between single instances, memory, processor time, garbage collection, start-up
    time, connections that are kept open.

    ## Real-world examples
    A Django or Rails application behind gunicorn or Puma, a Go or Java HTTP service, an upload
    endpoint that answers 202.

    ## Questions people ask
    **Why is it slow while its own work is fast?** Its slots are held while it waits for others. Add
    up its service time and its calls, and multiply by the arrival rate: that is how many slots are
    busy on average.

    **What happens when all slots are busy?** Requests wait in the waiting room, up to its size;
    then they are rejected, which is quicker and kinder than a timeout.
    """

    settings_class = ServiceSettings
    settings: ServiceSettings
    about: ClassVar[About] = About(
        type="service",
        label="Service",
        icon="c-service",
        category="compute",
        summary="Answers calls, and may hand the slow part to a queue.",
        width=140,
        sends=("call", "message"),
        accepts=("call",),
        refuses={
            "queue": "A service is called, and a queue calls nobody. Put a worker between them.",
            "*": "A service can only be called.",
        },
        metrics=(
            counter("received", "Received", "Requests that came in."),
            counter("answered", "Answered", "Requests answered well."),
            counter("failed", "Failed", "Requests that failed here or in a call from here."),
            counter("rejected", "Rejected", "Requests refused because the waiting room was full."),
            counter("timed_out", "Timed out", "Requests that reached the service's own timeout."),
            gauge("busy", "Busy", "Slots in use."),
            gauge("slots", "Slots", "Slots in all: instances × concurrency."),
            gauge("waiting", "Waiting", "Requests that wait for a slot."),
            utilisation("Slots in use, of all, averaged over the frame."),
            *percentiles("latency", "Latency", "From a request's arrival to its answer."),
        ),
        actions=OF_DEPENDENCIES,
        face=Face(
            settings=(("Instances", "instances"), ("Service time", "service_time")),
            instrument={"kind": "meter", "value": "busy", "total": "slots"},
            rows=(
                {"label": "Answers in", "metric": "latency_p50"},
                {"label": "Calls open", "metric": "busy", "of": "slots"},
                {"label": "Rejected", "metric": "rejected", "alert": True},
            ),
        ),
    )

    def build(self, world: World) -> Part:
        """The running part."""
        return RunningService(world, self)

    def work_time(self) -> float:
        """The mean of the service time."""
        return self.settings.service_time.mean

    def may_refuse(self, calls: float) -> bool:
        """Whether the waiting room may be too small for so many."""
        room = self.settings.waiting_room
        return room is not None and room + self.slots() < calls

    def slots(self) -> int:
        """Instances × concurrency."""
        return self.settings.slots

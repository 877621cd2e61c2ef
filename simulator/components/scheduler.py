"""Scheduler: begins work at set times, as cron, Celery beat and Kubernetes CronJobs do."""

from typing import ClassVar, Literal

from simulator import limits
from simulator.components.running.scheduler import RunningScheduler
from simulator.design.actions import ActionKind
from simulator.design.component import About, Component, Face, counter, gauge, percentiles
from simulator.design.cron import DAY, WEEKDAYS, Cron, due
from simulator.design.declarations import groups_setting, priority_setting
from simulator.design.quantities import Duration, Whole
from simulator.design.settings import Settings, setting
from simulator.engine.part import Part
from simulator.engine.world import World

SCHEDULE = "Schedule"
JOBS = "Jobs"


class SchedulerSettings(Settings):
    """When runs are due, what each begins, and what becomes of those that were missed."""

    schedule: Literal["interval", "cron"] = setting(
        "interval",
        label="Schedule",
        help="How the times of the runs are given.",
        source="our choice",
        group=SCHEDULE,
        choices={
            "interval": ("Interval", "Again and again after the same time."),
            "cron": ("Cron", "At times of the day and days of the week, by a cron expression."),
        },
    )
    interval: Duration = setting(
        60.0,
        label="Interval",
        unit="s",
        minimum=0.01,
        maximum=limits.DURATION_MAX,
        help="From one run to the next. The first is due after one interval.",
        source="our choice: a minute; Celery beat and APScheduler begin after one interval, too",
        group=SCHEDULE,
        visible_when={"schedule": ("interval",)},
    )
    cron: Cron = setting(
        "0 0 * * *",
        label="Cron",
        help="Minute, hour, day of the month, month, weekday: */15 8-17 * * MON-FRI.",
        source="our choice: midnight; expressions are those of Debian's cron",
        group=SCHEDULE,
        visible_when={"schedule": ("cron",)},
    )
    begins_at: Duration = setting(
        0.0,
        label="Time of day",
        unit="s",
        minimum=0,
        maximum=DAY - 1,
        help="The time of day at which the simulation begins: 23 h is an hour before midnight.",
        source="our choice: midnight",
        group=SCHEDULE,
        visible_when={"schedule": ("cron",)},
    )
    begins_on: Literal[
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
    ] = setting(
        "monday",
        label="Weekday",
        help="The weekday on which the simulation begins, in the first week of a year.",
        source="our choice",
        group=SCHEDULE,
        choices={
            day: (day.capitalize(), f"It begins on a {day.capitalize()}.") for day in WEEKDAYS
        },
        visible_when={"schedule": ("cron",)},
    )
    overlap: Literal["allow", "skip", "queue"] = setting(
        "allow",
        label="Overlap",
        help="What happens to a run that is due before all jobs of the last one have ended.",
        source="cron, Celery beat and CronJobs allow it; concurrencyPolicy Forbid skips",
        group=SCHEDULE,
        choices={
            "allow": ("Allow", "It begins all the same."),
            "skip": ("Skip", "It does not take place."),
            "queue": ("Wait", "It begins when the last one has ended, one after another."),
        },
    )
    missed: Literal["skip", "once", "all"] = setting(
        "once",
        label="Missed runs",
        help="What happens to runs that were due while the scheduler was stopped, once it starts.",
        source="Celery beat, anacron and systemd (Persistent) run once; cron itself skips",
        group=SCHEDULE,
        choices={
            "skip": ("Skip", "They are lost."),
            "once": ("Run once", "One run makes up for all of them."),
            "all": ("Run all", "Each is made up for, at once."),
        },
    )
    jobs: Whole = setting(
        1,
        label="Jobs",
        unit="a run",
        minimum=1,
        maximum=100_000,
        help="How many calls or messages each run begins.",
        source="our choice: one",
        group=JOBS,
    )
    jitter: Duration = setting(
        0.0,
        label="Jitter",
        unit="s",
        minimum=0,
        maximum=limits.SECONDS_MAX,
        help="Each job begins at a random moment within this time after its run, evenly spread.",
        source="our choice: none, as in cron; systemd calls it RandomizedDelaySec, Chef splay",
        group=JOBS,
    )
    priority: Whole = priority_setting(group=JOBS)
    groups: Whole = groups_setting(
        help="How many keys the jobs have, evenly used; queues that are FIFO by group keep the "
        "order within each.",
        source="our choice: 100, as a client",
        group=JOBS,
    )


class Scheduler(Component[SchedulerSettings]):
    """Begins work at set times: every minute, at midnight, on Mondays at nine.

    ## What it is
    A clock that begins jobs. Each run of it sends its jobs along its edges: a message to a queue,
    or a call to a service. It does not wait for what becomes of them, unless runs may not overlap.

    ## When to use it
    Reports at midnight, invoices on the first of the month, a sweep every five minutes, a poll of a
    partner's system: work that nobody asks for at that moment.

    ## When not
    Work that follows from something that happens: draw an edge from what causes it. Work that comes
    evenly over the day, even if a timer sends it, is a client with a regular pattern.

    ## What is modelled
    Intervals and cron expressions of five fields, a run of many jobs, jitter over them, and the
    scheduler's own downtime: the timeline stops and starts it, and runs that were due meanwhile are
    skipped, made up for by one, or all made up for. Runs may overlap, or a run is skipped or waits
    while the last one has not ended. It has when its calls are answered and its messages, with
    those that workers published on, are done, dead, expired or lost.

    ## What is left out
    Time zones and the hour that daylight saving takes or gives, the precision of the timer (Celery
    beat looks every few seconds), two schedulers that run at once by mistake, and runs that are
    ended to make room for the next (concurrencyPolicy Replace).

    ## Real-world examples
    cron and anacron, systemd timers, Celery beat, APScheduler, Sidekiq-Cron, Quartz, Kubernetes
    CronJobs, EventBridge Scheduler and Cloud Scheduler.

    ## Questions people ask
    **Why is everything slow at midnight and idle a minute later?** All jobs of a run begin at the
    same moment, so the last of them waits for all the others: 500 jobs of 2 s on 10 slots take
    100 s. Jitter of a few minutes costs nobody anything and takes the wait away.

    **What happens when the scheduler itself is down?** Its runs are missed, silently, unless it
    remembers when it last ran. Then it runs once when it is back, which suits a report and not a
    counter; to run all of them is a burst.
    """

    settings_class = SchedulerSettings
    settings: SchedulerSettings
    about: ClassVar[About] = About(
        type="scheduler",
        label="Scheduler",
        icon="c-scheduler",
        category="sources",
        summary="Begins work at set times, as cron does.",
        width=128,
        sends=("call", "message"),
        accepts=(),
        refuses={"*": "A scheduler begins work by the clock. Nothing can be sent to it."},
        metrics=(
            counter("runs", "Runs", "Runs that began, those that make up for others included."),
            counter("missed", "Missed", "Runs that were due while the scheduler was stopped."),
            counter("skipped", "Skipped", "Runs left out because the last one had not ended."),
            gauge("waiting", "Waiting", "Runs that wait until the last one has ended."),
            counter("sent", "Sent", "Calls and messages that began."),
            counter("answered", "Answered", "Calls that were answered, and messages taken."),
            counter("failed", "Failed", "Calls that failed, and messages that were refused."),
            counter("timed_out", "Timed out", "Calls given up after the edge's timeout."),
            gauge("open", "Open", "Jobs that wait for an answer."),
            *percentiles("latency", "Latency", "From a call to its answer."),
        ),
        face=Face(
            settings=(("Schedule", "schedule"), ("Jobs a run", "jobs")),
            instrument={"kind": "bars", "metric": "sent"},
            rows=(
                {"label": "Runs", "metric": "runs"},
                {"label": "Sent", "metric": "sent"},
                {"label": "Missed", "metric": "missed", "alert": True},
            ),
        ),
        actions=(
            ActionKind("stop", "Stop", "The scheduler is down: runs that become due are missed."),
            ActionKind("start", "Start", "It is back, and deals with the runs that it missed."),
        ),
    )

    def build(self, world: World) -> Part:
        """The running part."""
        return RunningScheduler(world, self)

    def is_plain(self) -> bool:
        """Whether it need not know when messages end, which the fast path tells nobody."""
        return self.settings.overlap == "allow"

    def arrivals(self, duration: float) -> float:
        """Jobs of all runs that are due within `duration` seconds."""
        wanted = self.settings
        if wanted.schedule == "cron":
            return wanted.jobs * len(due(wanted.cron, wanted.begins_on, wanted.begins_at, duration))
        return wanted.jobs * (-(-duration // wanted.interval) - 1)

"""Crashes: instances and slots that die, the limits of an attempt's time, and stopping in order."""

from typing import Literal

from simulator import limits
from simulator.design.declarations import chance_setting, span_setting
from simulator.design.quantities import Duration, Share
from simulator.design.settings import Settings, setting

GROUP = "Crashes and limits"


class CrashSettings(Settings):
    """How instances die and come back, and how long an attempt may take."""

    crash_every: Duration | None = setting(
        None,
        label="Crashes every",
        unit="s",
        minimum=1,
        maximum=limits.SECONDS_MAX,
        help="Mean time between two crashes of one instance; exponential.",
        source="our choice: never by itself",
        group=GROUP,
        nothing="never",
    )
    restart_time: Duration = setting(
        10.0,
        label="Restarts in",
        unit="s",
        minimum=0,
        maximum=86_400,
        help="From the crash of an instance, or the loss of a slot, to the next message.",
        source="our choice",
        group=GROUP,
    )
    slot_loss: Share = chance_setting(
        label="Killed attempts",
        help="How many attempts end with their slot killed half-way, as by running out of memory.",
        source="our choice: none",
        group=GROUP,
    )
    lost_slot: Literal["given_back", "acked"] = setting(
        "given_back",
        label="Then its message is",
        help="What becomes of the message of a slot that was killed, by memory or by its limit.",
        source="our choice: given back; Celery acks it unless task_reject_on_worker_lost is set",
        group=GROUP,
        choices={
            "given_back": ("Given back", "Rejected and seen again, or waited out."),
            "acked": ("Acked", "It is lost: the instance thinks that it failed for good."),
        },
    )
    when_cut_off: Literal["reconnects", "ends"] = setting(
        "reconnects",
        label="When it is cut off",
        help="What an instance does after its queue's consumer timeout.",
        source="our choice: reconnects; Celery’s user guide: “the worker terminates”",
        group=GROUP,
        choices={
            "reconnects": ("Reconnects", "It takes messages again at once."),
            "ends": ("Ends", "It finishes what it has in work, ends, and is started again."),
        },
    )
    soft_time_limit: Duration | None = span_setting(
        None,
        label="Soft time limit",
        help="An attempt that takes longer fails there, as any failure.",
        source="Celery: none",
        group=GROUP,
        nothing="none",
    )
    time_limit: Duration | None = span_setting(
        None,
        label="Hard time limit",
        help="An attempt that takes longer is killed there, together with its slot.",
        source="Celery: none; Lambda 3 s, at most 15 m",
        group=GROUP,
        nothing="none",
    )
    shutdown_grace: Duration = setting(
        30.0,
        label="Shutdown grace",
        unit="s",
        minimum=0,
        maximum=86_400,
        help="How long an instance that is to stop may go on with what it has in work.",
        source="Kubernetes 30 s; Sidekiq 25 s",
        group=GROUP,
    )
    after_grace: Literal["killed", "given_back"] = setting(
        "killed",
        label="After the grace",
        help="What becomes of work that is not done by then.",
        source="our choice: killed; Sidekiq pushes its jobs back first",
        group=GROUP,
        choices={
            "killed": ("Killed", "As in a crash."),
            "given_back": ("Given back", "It is put back before the instance ends."),
        },
    )

"""Failures: what goes wrong with an attempt, and what the worker does then."""

from typing import Literal, Self

from pydantic import model_validator

from simulator.components.settings.work import WorkSettings
from simulator.design.backoff import (
    BY_FACTOR,
    GROWTHS,
    Jitter,
    base_setting,
    cap_setting,
    check_jitter,
    factor_setting,
    jitter_setting,
)
from simulator.design.declarations import chance_setting, retry_budget_setting
from simulator.design.distributions import mistake
from simulator.design.quantities import Duration, Number, Share, Whole
from simulator.design.settings import setting

GROUP = "Failures"
DELAYED = ("backoff", "republish")


class FailureSettings(WorkSettings):
    """How often attempts fail, and what a failure leads to."""

    transient_failure: Share = chance_setting(
        label="Transient failures",
        help="How many attempts fail by chance; the next attempt may not.",
        source="our choice: none",
        group=GROUP,
        changeable=True,
    )
    poison_share: Share = chance_setting(
        label="Poison",
        help="How many messages fail at every attempt.",
        source="our choice: none",
        group=GROUP,
    )
    poison_attempts: Whole | None = setting(
        None,
        label="Poison fails",
        minimum=1,
        maximum=1_000,
        help="How many attempts at a poison message fail before one succeeds.",
        source="our choice: every attempt",
        group=GROUP,
        nothing="always",
    )
    poison_effect: Literal["fails", "kills_slot", "kills_instance"] = setting(
        "fails",
        label="Poison does",
        help="What an attempt at a poison message does to who makes it.",
        source="our choice: it fails",
        group=GROUP,
        choices={
            "fails": ("It fails", "The handler raises an error."),
            "kills_slot": ("Kills its slot", "As when a child process runs out of memory."),
            "kills_instance": ("Kills the instance", "With everything that the instance holds."),
        },
    )
    permanent_errors: Literal["retried", "recognised"] = setting(
        "retried",
        label="A permanent error is",
        help="Whether the handler tells an error that no retry can mend from one that passes.",
        source="our choice: retried, which is what code does without extra care",
        group=GROUP,
        choices={
            "retried": ("Tried again", "As any other failure."),
            "recognised": ("Recognised", "Dead-lettered or given up at its first attempt."),
        },
    )
    retry: Literal[
        "visibility", "backoff", "nack", "reject", "republish", "dead_letter", "give_up"
    ] = setting(
        "visibility",
        label="After a failure",
        help="What becomes of a message whose attempt failed.",
        source="SQS consumers: the rest of the visibility timeout",
        group=GROUP,
        choices={
            "visibility": (
                "Wait for the timeout",
                "Nothing is said; the queue's timeout runs out.",
            ),
            "backoff": ("Give it back, later", "A nack with a delay that grows with the attempts."),
            "nack": ("Give it back at once", "A nack (abandon): the next receive may be now."),
            "reject": ("Reject it", "Given back at once, as a failure that the queue may count."),
            "republish": (
                "Send it again",
                "A new message with a delay, and an ack for the old one (Celery, Sidekiq, BullMQ).",
            ),
            "dead_letter": ("Dead-letter it", "Rejected without requeueing."),
            "give_up": ("Give up", "Acked although it failed: nothing tries again."),
        },
    )
    max_attempts: Whole | None = setting(
        None,
        label="Attempts",
        minimum=1,
        maximum=1_000,
        help="After so many failed attempts the worker dead-letters it, or gives up without "
        "a dead-letter queue. Crashes are not counted.",
        source="our choice: the queue decides; Celery 4 (max_retries 3), Sidekiq 26",
        group=GROUP,
        nothing="no limit of its own",
    )
    backoff_growth: Literal["none", "fixed", "linear", "exponential", "polynomial"] = setting(
        "exponential",
        label="Wait grows",
        help="How the wait grows from attempt to attempt.",
        source="Celery retry_backoff, AWS SDKs: exponential",
        group=GROUP,
        choices={
            **GROWTHS,
            "polynomial": (
                "Polynomial",
                "The first wait plus the fourth power of the failures before (Sidekiq); "
                "with full jitter up to 10 s more for each failure.",
            ),
        },
        visible_when={"retry": DELAYED},
    )
    backoff_base: Duration = base_setting(
        1.0,
        help="The wait after the first failure.",
        source="our choice",
        group=GROUP,
        visible_when={
            "retry": DELAYED,
            "backoff_growth": ("fixed", "linear", "exponential", "polynomial"),
        },
    )
    backoff_factor: Number = factor_setting(
        2.0,
        source="Celery retry_backoff: 2",
        group=GROUP,
        visible_when={
            "retry": DELAYED,
            "backoff_growth": ("exponential",),
            "backoff_jitter": BY_FACTOR,
        },
    )
    backoff_cap: Duration = cap_setting(
        60.0,
        source="our choice; Celery retry_backoff_max 600 s",
        group=GROUP,
        visible_when={"retry": DELAYED, "backoff_growth": ("linear", "exponential", "polynomial")},
    )
    backoff_jitter: Jitter = jitter_setting(
        "full",
        help="How much chance is mixed into the wait.",
        source="Celery retry_jitter: full",
        group=GROUP,
        visible_when={
            "retry": DELAYED,
            "backoff_growth": ("fixed", "linear", "exponential", "polynomial"),
        },
    )
    retry_budget: Share | None = retry_budget_setting(
        help="Retries that may be made for each first attempt. Beyond it a failure is the last.",
        group=GROUP,
    )

    @model_validator(mode="after")
    def _jitter_counts(self) -> Self:
        if self.retry in DELAYED:
            check_jitter(self.backoff_growth, self.backoff_jitter)
        return self

    @model_validator(mode="after")
    def _time_passes(self) -> Self:
        if self.processing_time.mean > 0:
            return self
        again = self.retry in ("nack", "reject") or (
            self.retry in DELAYED
            and (self.backoff_growth == "none" or min(self.backoff_base, self.backoff_cap) == 0)
        )
        if again and self.max_attempts is None:
            raise mistake(
                "A failed attempt would be tried again without any time passing, for ever. "
                "Give it a processing time or a wait."
            )
        return self

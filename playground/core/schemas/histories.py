"""Histories: the lives of single messages; docs/microscope.md says what each step tells."""

from typing import Annotated, Literal

from pydantic import Field

from playground.core.schemas.common import Strict

MessageVerdict = Literal["open", "done", "given_up", "rejected", "expired", "lost", "dead"]
KeptReason = Literal["dead", "twice", "slowest", "sample", "compared"]
MessageStepName = Literal[
    "sent", "enqueued", "delayed", "rejected", "blocked", "deduplicated", "received", "prefetched",
    "started", "renewed", "lapsed", "done", "failed", "killed", "acked", "ack_refused", "nacked",
    "returned", "republished", "dead_lettered", "expired", "dropped", "purged", "redriven", "lost",
    "given_up", "called", "answered", "held_back", "shed",
]  # fmt: skip


class MessageStep(Strict):
    """Something that happened to a message; which fields there are depends on `what`."""

    at: float
    what: MessageStepName
    where: str | None = None
    queue: str | None = None
    worker: str | None = None
    instance: int | None = None
    slot: int | None = None
    receive: int | None = None
    until: float | None = None
    due: float | None = None
    to: str | None = None
    reason: str | None = None
    outcome: str | None = None
    tries: int | None = None
    repeated: bool | None = None


class MessageHistory(Strict):
    """The life of one message: the n-th job of a client, in every run of the same work."""

    number: int
    client: str
    sent: float
    ended: float | None
    verdict: MessageVerdict
    kept: list[KeptReason]
    work: dict[str, float]
    poison: list[str]
    message_class: Annotated[str | None, Field(alias="class")]
    priority: int
    group: int | None
    omitted: int
    steps: list[MessageStep]

"""Service: a queue in the SQS of moto, with its dead letters, on a frozen clock.

Where moto departs from the documentation (`departures`), the documentation is put in its place,
one correction for each departure; a test can leave any of them out.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import boto3
import time_machine
from moto.sqs.models import Message, Queue, sqs_backends

from tests.fidelity.sqs.departures import Correction

REGION = "eu-central-1"
BEGIN = 1_800_000_000
"""What the frozen clock shows when a simulation begins, seconds since 1970."""
LONGEST = 20
"""Seconds that a receive may wait (WaitTimeSeconds)."""
CAP = 43_200
"""Seconds from the receive beyond which a message cannot be kept hidden."""
REQUEST = 2e-6
"""How long a request takes: the clock never stands still between two of them."""


@dataclass(frozen=True)
class Received:
    """A message as a consumer has it."""

    number: int
    handle: str
    receive: int
    at: float
    """When it was received."""


class Clock:
    """The frozen clock, in the seconds of the simulation."""

    def __init__(self, traveller: time_machine.Traveller) -> None:
        self._traveller = traveller
        self.now = 0.0

    def move_to(self, at: float) -> None:
        """Go on to a time, or stand if it is over."""
        self.now = max(self.now, at)
        self._traveller.move_to(BEGIN + self.now)

    def tick(self) -> None:
        """A request was made."""
        self.move_to(self.now + REQUEST)


class Service:
    """One source queue and its dead-letter queue, made from the settings of a design."""

    def __init__(
        self,
        clock: Clock,
        queue: Any,
        max_receives: int | None,
        dead_retention: float,
        corrections: Iterable[Correction],
    ) -> None:
        self.clock = clock
        self._corrections = frozenset(corrections)
        self._limit = queue.in_flight_limit
        self.fifo = queue.ordering == "groups"
        self._client = boto3.client(
            "sqs", REGION, aws_access_key_id="testing", aws_secret_access_key="testing"
        )
        self._ids: dict[str, float] = {}
        self._resent = 0
        ending = ".fifo" if self.fifo else ""
        attributes = {
            "VisibilityTimeout": str(int(queue.visibility_timeout)),
            "DelaySeconds": str(int(queue.delivery_delay)),
            "MessageRetentionPeriod": str(int(queue.retention)),
        }
        kind = {"FifoQueue": "true"} if self.fifo else {}
        self._dead_url = ""
        if max_receives is not None:
            retention = {"MessageRetentionPeriod": str(int(dead_retention))}
            self._dead_url = self._make(f"dead{ending}", {**kind, **retention})
            arn = f"arn:aws:sqs:{REGION}:123456789012:dead{ending}"
            policy = {"deadLetterTargetArn": arn, "maxReceiveCount": max_receives}
            attributes["RedrivePolicy"] = json.dumps(policy)
        self._url = self._make(f"jobs{ending}", {**kind, **attributes})
        queues = sqs_backends["123456789012"][REGION].queues
        self.queue: Queue = queues[f"jobs{ending}"]
        self.dead: Queue | None = queues.get(f"dead{ending}")

    def _make(self, name: str, attributes: dict[str, str]) -> str:
        made = self._client.create_queue(QueueName=name, Attributes=attributes)
        url: str = made["QueueUrl"]
        return url

    def set(self, setting: str, seconds: int) -> None:
        """Give the queue another visibility timeout or delay."""
        name = {"visibility_timeout": "VisibilityTimeout", "delivery_delay": "DelaySeconds"}
        attributes = {name[setting]: str(seconds)}
        self._client.set_queue_attributes(QueueUrl=self._url, Attributes=attributes)

    # --- Requests -------------------------------------------------------------------------

    def send(self, number: int, group: int | None, identity: str, delay: int = 0) -> bool:
        """Send a message, with a delay of its own if there is one; tells whether the queue took it
        as a new one."""
        self._ask()
        if self._is_duplicate(identity):
            return False
        before = len(self.queue._messages)
        self._send(number, group, identity, delay)
        return len(self.queue._messages) > before

    def _send(self, number: int, group: int | None, identity: str, delay: int = 0) -> None:
        more: dict[str, Any] = {"DelaySeconds": delay} if delay else {}
        if self.fifo:
            more |= {"MessageGroupId": str(group), "MessageDeduplicationId": identity}
        self._client.send_message(QueueUrl=self._url, MessageBody=str(number), **more)

    def receive_long(self, most: int, wait: Callable[[float], None]) -> list[Received]:
        """Receive up to so many messages, by a long poll."""
        if self.fifo and self._corrects("groups while a poll waits"):
            end = self.clock.now + LONGEST
            while not (found := self.receive(most)) and self.clock.now < end:
                wait(0.0)
            return found
        self.queue.__dict__["wait_for_messages"] = wait
        return self.receive(most, LONGEST)

    def receive(self, most: int, longest: int = 0) -> list[Received]:
        """Receive up to so many messages, by a short poll, or one that waits so long."""
        self._ask()
        if self._corrects("in-flight limit"):
            flying = self.queue.approximate_number_of_messages_not_visible
            most = min(most, self._limit - flying)
        dead = len(self.dead._messages) if self.dead else 0
        found = []
        if most > 0:
            with self._group_by_group():
                found = self._receive(self._url, most, longest)
        if self.dead and self.fifo and self._corrects("clock of FIFO dead letters"):
            for message in self.dead._messages[dead:]:
                message.sent_timestamp = int(self._milliseconds())  # type: ignore[assignment]
                message.deduplication_id = message.id
        return found

    def _receive(self, url: str, most: int, longest: int = 0) -> list[Received]:
        answer = self._client.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=most,
            WaitTimeSeconds=longest,
            MessageSystemAttributeNames=["ApproximateReceiveCount"],
        )
        return [
            Received(
                int(each["Body"]),
                each["ReceiptHandle"],
                int(each["Attributes"]["ApproximateReceiveCount"]),
                self.clock.now,
            )
            for each in answer.get("Messages", [])
        ]

    def delete(self, received: Received) -> bool:
        """Delete a message; tells whether that took it out of the queue."""
        self._ask()
        message = self._of(received.handle)
        if message is None:
            return False
        if self._corrects("old receipt handles") and message.receipt_handle != received.handle:
            return False
        if self.fifo and self._corrects("late delete on FIFO") and message.visible:
            return False
        self._client.delete_message(QueueUrl=self._url, ReceiptHandle=received.handle)
        return self._of(received.handle) is None

    def change_visibility(self, received: Received, seconds: int) -> bool:
        """Hide a message for so long from now on; tells whether that was accepted."""
        self._ask()
        message = self._of(received.handle)
        if message is None:
            return False
        latest = message.receipt_handle == received.handle
        if self._corrects("message not in flight") and (message.visible or not latest):
            return False
        sent = message.sent_timestamp
        if self._corrects("twelve hours"):
            if self.clock.now + seconds > received.at + CAP:
                return False
            message.sent_timestamp = int((BEGIN + received.at) * 1000)  # type: ignore[assignment]
        try:
            self._client.change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=received.handle, VisibilityTimeout=seconds
            )
        except self._client.exceptions.ClientError:
            return False
        finally:
            message.sent_timestamp = sent
        return True

    def redrive_one(self) -> int | None:
        """Move the first dead letter back, as a new message; its number if there was one."""
        self._ask()
        assert self.dead is not None
        found = self._receive(self._dead_url, 1)
        if not found:
            return None
        group = next(
            each.group_id
            for each in self.dead._messages
            if each.had_receipt_handle(found[0].handle)
        )
        self._resent += 1
        self._send(found[0].number, int(group) if group else None, f"redriven {self._resent}")
        self._client.delete_message(QueueUrl=self._dead_url, ReceiptHandle=found[0].handle)
        return found[0].number

    # --- What can be seen -----------------------------------------------------------------

    def is_hidden(self, received: Received) -> bool:
        """Whether a message is in flight for this receive."""
        message = self._of(received.handle)
        return (
            message is not None
            and message.receipt_handle == received.handle
            and (not message.visible)
        )

    def dead_letters(self) -> list[int]:
        """The messages in the dead-letter queue."""
        return [int(each.body) for each in self.dead._messages] if self.dead else []

    def is_there(self, number: int) -> bool:
        """Whether a message is in one of the queues."""
        self._expire()
        everywhere = [*self.queue._messages, *(self.dead._messages if self.dead else [])]
        return any(each.body == str(number) for each in everywhere)

    # --- Corrections ----------------------------------------------------------------------

    def _ask(self) -> None:
        self.clock.tick()
        self._expire()

    def _corrects(self, correction: Correction) -> bool:
        return correction in self._corrections

    def _of(self, handle: str) -> Message | None:
        found = (each for each in self.queue._messages if each.had_receipt_handle(handle))
        return next(found, None)

    def _milliseconds(self) -> float:
        return (BEGIN + self.clock.now) * 1000

    def _expire(self) -> None:
        if not self._corrects("retention"):
            return
        for queue in filter(None, (self.queue, self.dead)):
            kept = queue.message_retention_period * 1000  # type: ignore[attr-defined]
            for message in list(queue._messages):
                if message.sent_timestamp + kept <= self._milliseconds():
                    queue._messages.remove(message)
                    queue.pending_messages.discard(message)

    @contextmanager
    def _group_by_group(self) -> Iterator[None]:
        """Let a receive find the messages of a group together, the first group first."""
        queue = self.queue
        if not self.fifo or not self._corrects("batches of one group"):
            yield
            return
        for message in [it for it in queue.pending_messages if it.visible]:
            queue.pending_messages.discard(message)
        first: dict[str | None, int] = {}
        places = {it: at for at, it in enumerate(queue._messages)}
        for message in queue.messages:
            first.setdefault(message.group_id, places[message])
        after = len(places)
        queue._messages.sort(key=lambda it: (first.get(it.group_id, after), places[it]))
        yield
        queue._messages.sort(key=lambda it: places.get(it, after))

    def _is_duplicate(self, identity: str) -> bool:
        if not self.fifo or not self._corrects("deduplication of what was deleted"):
            return False
        sent = self._ids.get(identity)
        if sent is not None and self.clock.now < sent + 300:
            return True
        self._ids[identity] = self.clock.now
        return False

"""Consumers: the socket on which a page watches a run."""

import asyncio
import logging
from collections import Counter
from typing import Any
from urllib.parse import parse_qs

from autobahn.exception import Disconnected
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from playground.accounts.selectors import owner_of_scope
from playground.runs.hub import hub
from playground.runs.limits import (
    FRAMES_UNACKNOWLEDGED_MAX,
    SOCKETS_PER_ADDRESS_MAX,
    SOCKETS_PER_OWNER_MAX,
    STALLED_SECONDS,
)
from playground.runs.protocol import (
    Close,
    end_text,
    frames_text,
    read_ack,
    schema_text,
    status_text,
)
from playground.runs.selectors import Snapshot, run_to_watch

log = logging.getLogger(__name__)

SOCKETS: Counter[str] = Counter()
"""Open sockets of this process, by owner and by address."""


class RunConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # Channels has no types.
    """`/ws/runs/ID/?after=SEQ`: every frame after SEQ, once and in order, whoever is killed."""

    async def connect(self) -> None:
        """Accept whoever may read the run over HTTP; a refusal is a close code."""
        await self.accept()
        self.acknowledged = asyncio.Event()
        self.places: list[str] = []
        self.pump: asyncio.Task[None] | None = None
        self.seen = _after(self.scope["query_string"])
        owner, run = await self._find()
        address = (self.scope.get("client") or ["unknown"])[0]
        if not self._take_place(f"address {address}", SOCKETS_PER_ADDRESS_MAX) or not (
            owner is None or self._take_place(f"owner {owner}", SOCKETS_PER_OWNER_MAX)
        ):
            await self._hang_up(Close.TOO_MANY)
        elif run is None:
            await self._hang_up(Close.NO_SUCH_RUN)
        else:
            schema, replication_id = run
            await self.send(text_data=schema_text(schema))
            self.pump = asyncio.create_task(self._pump(replication_id, self.seen))

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Take an acknowledgement."""
        seq = read_ack(text_data)
        if seq is None:
            await self._hang_up(Close.BAD_MESSAGE)
            return
        self.seen = max(self.seen, seq)
        self.acknowledged.set()

    async def disconnect(self, code: int) -> None:
        """Stop, and make room for another socket."""
        if self.pump is not None:
            self.pump.cancel()
        for place in self.places:
            SOCKETS[place] -= 1
            if SOCKETS[place] <= 0:
                del SOCKETS[place]

    async def _pump(self, replication_id: int, after: int) -> None:
        try:
            async for news in hub().follow(replication_id, after):
                if isinstance(news, Snapshot):
                    await self.send(text_data=status_text(news))
                    if news.over:
                        await self.send(text_data=end_text(news))
                        await self._hang_up(Close.OVER)
                elif await self._room_for(news[-1].seq):
                    await self.send(text_data=frames_text(news))
                else:
                    await self._hang_up(Close.STALLED)
                    return
        except Disconnected:
            return  # The page left while something was on its way to it.
        except Exception:
            log.exception("the socket of replication %s broke", replication_id)
            await self._hang_up(Close.TROUBLE)

    async def _room_for(self, seq: int) -> bool:
        """Wait until the page has caught up far enough; False if it does not."""
        while seq - self.seen > FRAMES_UNACKNOWLEDGED_MAX:
            self.acknowledged.clear()
            try:
                await asyncio.wait_for(self.acknowledged.wait(), STALLED_SECONDS)
            except TimeoutError:
                return False
        return True

    async def _hang_up(self, reason: Close) -> None:
        await self.close(reason.value)

    def _take_place(self, place: str, most: int) -> bool:
        if SOCKETS[place] >= most:
            return False
        SOCKETS[place] += 1
        self.places.append(place)
        return True

    @database_sync_to_async  # type: ignore[untyped-decorator]
    def _find(self) -> tuple[str | None, tuple[dict[str, Any], int] | None]:
        owner = owner_of_scope(self.scope)
        found = run_to_watch(owner, self.scope["url_route"]["kwargs"]["run"])
        return (owner.pk if owner else None), found


def _after(query: bytes) -> int:
    text = parse_qs(query.decode("latin-1")).get("after", ["0"])[0]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

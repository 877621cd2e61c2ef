"""Viewer: a page that watches a run, as the browser does: it reconnects, and asks for what is next.

It notes each frame with the moment at which it came, and complains about any that is not the next.
"""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

Never = float("inf")
ACKNOWLEDGE_EVERY = 32


@dataclass
class Viewer:
    """Watches one run until its end. `hangs_up_every` seconds it reconnects on its own account."""

    url: str
    run: str
    cookies: Mapping[str, str] = field(default_factory=dict)
    hangs_up_every: float = Never
    on_frame: Callable[["Viewer", dict[str, Any]], None] = lambda viewer, frame: None
    frames: list[dict[str, Any]] = field(default_factory=list)
    statuses: list[dict[str, Any]] = field(default_factory=list)
    schema: dict[str, Any] | None = None
    end: str | None = None
    opened: list[float] = field(default_factory=list)
    refused: int | None = None
    acknowledges: bool = True
    acknowledged: int = 0

    @property
    def last(self) -> int:
        """The number of the last frame that came."""
        return self.frames[-1]["seq"] if self.frames else 0

    async def watch(self) -> "Viewer":
        """Watch to the end, reconnecting whenever the socket drops."""
        while self.end is None and self.refused is None:
            try:
                await self._once()
            except ConnectionClosed as closed:
                code = closed.rcvd.code if closed.rcvd else 0
                if code >= 4400:
                    self.refused = code
            except (OSError, InvalidHandshake, TimeoutError):
                await asyncio.sleep(0.1)
        return self

    async def _once(self) -> None:
        address = self.url.replace("http", "ws", 1)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        async with connect(
            f"{address}/ws/runs/{self.run}/?after={self.last}&ack=1",
            origin=self.url,  # type: ignore[arg-type]  # A NewType of str.
            additional_headers={"Cookie": cookie},
            open_timeout=10,
            compression=None,
        ) as socket:
            self.opened.append(time.monotonic())
            until = time.monotonic() + self.hangs_up_every
            while self.end is None and time.monotonic() < until:
                wait = min(30.0, until - time.monotonic())
                try:
                    text = await asyncio.wait_for(socket.recv(), max(wait, 0))
                except TimeoutError:
                    continue
                await self._take(json.loads(text), socket)

    async def _take(self, message: dict[str, Any], socket: Any) -> None:
        match message["type"]:
            case "schema":
                self.schema = message["schema"]
            case "frames":
                for frame in message["frames"]:
                    assert frame["seq"] == self.last + 1, f"{frame['seq']} after {self.last}"
                    self.frames.append(frame)
                    self.on_frame(self, frame)
                if self.acknowledges and self.last - self.acknowledged >= ACKNOWLEDGE_EVERY:
                    self.acknowledged = self.last
                    await socket.send(json.dumps({"ack": self.last}))
            case "status":
                self.statuses.append(message)
            case "end":
                self.end = message["status"]

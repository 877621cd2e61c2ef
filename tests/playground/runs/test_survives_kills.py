"""Kills: whatever is killed in mid-run, the run ends well and every viewer gets every frame once.

The task is slowed by a pause after each new frame; the simulator is as always.
"""

import asyncio
import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from tests.playground.runs.designs import slow_to_play, undisturbed
from tests.playground.runs.modes import Mode, in_every_mode
from tests.playground.runs.site import Site, Visitor, running_site
from tests.playground.runs.viewer import Viewer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

FRAMES = 100
PAUSE = 0.05
KILL_AT = 30
VICTIMS = ("pool child", "worker", "web server", "broker")


@pytest.fixture(scope="module", params=in_every_mode())
def mode(request: pytest.FixtureRequest) -> Mode:
    chosen: Mode = request.param
    return chosen


@pytest.fixture(scope="module")
def site(mode: Mode, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    data = tmp_path_factory.mktemp("site")
    with (
        mode.variables() as variables,
        running_site(data, FRAME_PAUSE=str(PAUSE), CONCURRENCY="1", **variables) as site,
    ):
        yield site


def watch_and_kill(site: Site, mode: Mode, visitor: Visitor, run: str, victim: str) -> list[Viewer]:
    """Three viewers: one from the start, one that keeps reconnecting, one that joins late."""

    def kill(viewer: Viewer, frame: dict[str, Any]) -> None:
        if frame["seq"] == KILL_AT and (process := process_of(site, mode, victim)):
            os.kill(process, signal.SIGKILL)

    early = Viewer(site.url, run, visitor.cookies, on_frame=kill)
    restless = Viewer(site.url, run, visitor.cookies, hangs_up_every=1.0)
    late = Viewer(site.url, run, visitor.cookies)

    async def join_late() -> None:
        while early.last < KILL_AT + 10 and early.end is None:
            await asyncio.sleep(0.1)
        await late.watch()

    async def story() -> None:
        await asyncio.wait_for(asyncio.gather(early.watch(), restless.watch(), join_late()), 90)

    asyncio.run(story())
    return [early, restless, late]


@pytest.mark.parametrize("victim", VICTIMS)
def test_a_kill_in_mid_run_costs_no_frame_and_changes_none(
    site: Site, mode: Mode, victim: str
) -> None:
    visitor = Visitor(site.url)
    # A seed of its own: a run of the same work would be a copy of the one before.
    design = slow_to_play(FRAMES, seed=VICTIMS.index(victim))
    frames, result = undisturbed(design)
    run = visitor.run(design)

    viewers = watch_and_kill(site, mode, visitor, run["id"], victim)

    for viewer in viewers:
        assert viewer.end == "finished", site.said[-3000:]
        assert viewer.frames == frames
    ended = visitor.get(f"/runs/{run['id']}")
    assert (ended["status"], ended["last_seq"]) == ("finished", FRAMES)
    assert ended["result"] == result
    assert visitor.get(f"/runs/{run['id']}/frames")["frames"] == frames


def process_of(site: Site, mode: Mode, victim: str) -> int | None:
    """The process to kill."""
    match victim:
        case "pool child":
            return site.pool_child()
        case "worker":
            return site.child("celery")
        case "web server":
            return site.child("daphne")
        case "broker":
            # The servers of this machine are not ours to kill: nothing is, then.
            return site.child("valkey-server") if mode.has_own_broker else None
    raise AssertionError(victim)

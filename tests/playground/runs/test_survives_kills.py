"""Kills: whatever is killed in mid-run, the run ends well and every viewer gets every frame once.

The task is slowed by a pause after each new frame; the simulator is as always. The sites of all
modes are worked on at the same time, because most of the time is spent waiting for a lease to end.
"""

import asyncio
import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest

from tests.playground.runs.designs import slow_to_play, undisturbed
from tests.playground.runs.modes import MODES, Mode, as_parameter
from tests.playground.runs.site import Site, Visitor
from tests.playground.runs.viewer import Viewer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

FRAMES = 70
KILL_AT = 20
JOIN_AT = 30
VICTIMS: dict[str, Callable[[Site], int]] = {
    "pool child": Site.pool_child,
    "worker": lambda site: site.child("celery"),
    "web server": lambda site: site.child("daphne"),
    "broker": lambda site: site.child("valkey-server"),
}


def victims_of(mode: Mode) -> list[str]:
    """Who can be killed; the servers of this machine are not ours to kill."""
    return [victim for victim in VICTIMS if victim != "broker" or mode.has_own_broker]


@dataclass
class Story:
    """A run in the middle of which somebody was killed, and who watched it."""

    early: Viewer
    restless: Viewer
    late: Viewer
    run: dict[str, Any]
    stored: list[dict[str, Any]]


def design_of(victim: str) -> dict[str, Any]:
    """A seed of its own: a run of the same work would be a copy of the one before."""
    return slow_to_play(FRAMES, seed=100 + list(VICTIMS).index(victim))


def tell(site: Site, victim: str) -> Story:
    """One viewer from the start, one that keeps reconnecting, one that joins after the kill."""
    visitor = Visitor(site.url)
    run = visitor.run(design_of(victim))["id"]

    def kill(viewer: Viewer, frame: dict[str, Any]) -> None:
        if frame["seq"] == KILL_AT:
            os.kill(VICTIMS[victim](site), signal.SIGKILL)

    early = Viewer(site.url, run, visitor.cookies, on_frame=kill)
    restless = Viewer(site.url, run, visitor.cookies, hangs_up_every=1.0)
    late = Viewer(site.url, run, visitor.cookies)

    async def join_late() -> None:
        while early.last < JOIN_AT and early.end is None:
            await asyncio.sleep(0.1)
        await late.watch()

    async def watch() -> None:
        await asyncio.wait_for(asyncio.gather(early.watch(), restless.watch(), join_late()), 90)

    try:
        asyncio.run(watch())
    except TimeoutError as error:
        raise AssertionError(f"{victim}: not over after 90 s\n{site.said[-4000:]}") from error
    stored = visitor.get(f"/runs/{run}/frames")["frames"]
    return Story(early, restless, late, visitor.get(f"/runs/{run}"), stored)


@pytest.fixture(scope="module")
def stories(sites: dict[str, Site]) -> dict[str, dict[str, Story]]:
    """The stories of every mode, by victim."""

    def tell_all(mode: Mode) -> dict[str, Story]:
        if mode.name not in sites:
            return {}
        return {victim: tell(sites[mode.name], victim) for victim in victims_of(mode)}

    with ThreadPoolExecutor(len(MODES)) as pool:
        return dict(zip([mode.name for mode in MODES], pool.map(tell_all, MODES), strict=True))


@pytest.mark.parametrize(
    ("mode", "victim"),
    [as_parameter(mode, victim) for mode in MODES for victim in victims_of(mode)],
)
def test_a_kill_in_mid_run_costs_no_frame_and_changes_none(
    mode: Mode, victim: str, stories: dict[str, dict[str, Story]]
) -> None:
    mode.demand()
    story = stories[mode.name][victim]
    frames, result = undisturbed(design_of(victim))

    for viewer in (story.early, story.restless, story.late):
        assert viewer.end == "finished"
        assert viewer.frames == frames
    assert (story.run["status"], story.run["last_seq"]) == ("finished", FRAMES)
    assert story.run["result"] == result
    assert story.stored == frames

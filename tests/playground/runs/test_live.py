"""Live: what a visitor sees of a run on a real site: quickly, in order, as long as they wish."""

import asyncio
import time

import pytest

from tests.playground.runs.designs import slow_to_play, undisturbed
from tests.playground.runs.modes import in_every_mode
from tests.playground.runs.site import Site, Visitor
from tests.playground.runs.viewer import Viewer

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(120),
    pytest.mark.parametrize("site", in_every_mode(), indirect=True),
]


@pytest.fixture
def visitor(site: Site) -> Visitor:
    return Visitor(site.url)


async def until(viewer: Viewer, seq: int) -> asyncio.Task[Viewer]:
    """Watch until a frame has come, and go on watching."""
    watching = asyncio.create_task(viewer.watch())
    while viewer.last < seq:
        await asyncio.sleep(0.02)
    return watching


def test_a_running_run_is_cancelled_within_a_second(site: Site, visitor: Visitor) -> None:
    run = visitor.run(slow_to_play(600, seed=1))
    viewer = Viewer(site.url, run["id"], visitor.cookies)

    async def story() -> float:
        watching = await until(viewer, 5)
        asked = time.monotonic()
        await asyncio.to_thread(visitor.post, f"/runs/{run['id']}/cancel")
        await asyncio.wait_for(watching, 20)
        return time.monotonic() - asked

    seconds = asyncio.run(story())

    assert viewer.end == "cancelled"
    # One second is the promise on an idle machine; the tests may share theirs.
    assert seconds < 3
    ended = visitor.get(f"/runs/{run['id']}")
    assert ended["last_seq"] == len(visitor.get(f"/runs/{run['id']}/frames")["frames"]) < 600


def test_who_waits_sees_the_queue_get_shorter(site: Site, visitor: Visitor) -> None:
    runs = [visitor.run(slow_to_play(20, seed=seed)) for seed in (11, 12, 13)]
    last = Viewer(site.url, runs[-1]["id"], visitor.cookies)

    asyncio.run(asyncio.wait_for(last.watch(), 60))

    places = [status["position"] for status in last.statuses if status["status"] == "queued"]
    assert places == sorted(places, reverse=True)
    assert places[0] >= 1
    assert last.end == "finished"


def test_every_viewer_of_several_runs_sees_every_frame_once(site: Site, visitor: Visitor) -> None:
    designs = [slow_to_play(40, seed=seed) for seed in (21, 22)]
    runs = [visitor.run(design) for design in designs]
    viewers = [
        Viewer(site.url, run["id"], visitor.cookies, hangs_up_every=every)
        for run in runs
        for every in (0.3, 1.0, float("inf"))
    ]

    async def story() -> None:
        watching = asyncio.gather(*(viewer.watch() for viewer in viewers))
        await asyncio.wait_for(watching, 60)

    asyncio.run(story())

    for design, watched in zip(designs, (viewers[:3], viewers[3:]), strict=True):
        frames, _ = undisturbed(design)
        assert [viewer.frames for viewer in watched] == [frames] * 3


def test_a_run_that_is_over_is_there_at_once_for_whoever_comes_late(
    site: Site, visitor: Visitor
) -> None:
    design = slow_to_play(20, seed=31)
    run = visitor.run(design)
    asyncio.run(asyncio.wait_for(Viewer(site.url, run["id"], visitor.cookies).watch(), 60))

    late = Viewer(site.url, run["id"], visitor.cookies)
    asyncio.run(asyncio.wait_for(late.watch(), 10))

    assert late.frames == undisturbed(design)[0]
    assert [status["status"] for status in late.statuses] == ["finished"]


def test_a_strangers_socket_sees_nothing(site: Site, visitor: Visitor) -> None:
    run = visitor.run(slow_to_play(20, seed=41))
    stranger = Viewer(site.url, run["id"], Visitor(site.url).cookies)

    asyncio.run(asyncio.wait_for(stranger.watch(), 10))

    assert stranger.refused == 4404
    assert stranger.frames == []

"""API and socket: who may read what, and that it has the promised shape."""

import csv
import io
import json
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from channels.testing import WebsocketCommunicator
from django.test import Client

from playground.accounts.models import Owner
from playground.accounts.selectors import COOKIE, signed
from playground.routing import websockets
from playground.runs import consumers, schemas
from playground.runs.limits import FRAMES_UNACKNOWLEDGED_MAX, SOCKETS_PER_OWNER_MAX
from playground.runs.models import Run
from playground.runs.protocol import Close
from playground.runs.services import run_publish
from playground.scenarios.models import Scenario
from playground.scenarios.services import scenario_create
from tests.playground.runs.designs import slow_to_play, undisturbed
from tests.playground.runs.test_services import compute_all, start

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("cold")]

FRAMES = 10


@pytest.fixture
def owner() -> Owner:
    return Owner.objects.create()


@pytest.fixture
def scenario(owner: Owner) -> Scenario:
    return scenario_create(owner=owner)


@pytest.fixture
def run(scenario: Scenario) -> Run:
    return compute_all(start(scenario, slow_to_play(FRAMES)))


def browser_of(owner: Owner | None) -> Client:
    client = Client()
    if owner is not None:
        client.cookies[COOKIE] = signed(owner)
    return client


def post(client: Client, path: str, body: dict[str, Any] | None = None) -> Any:
    return client.post(f"/api{path}", body or {}, content_type="application/json")


READ = (
    "/runs/{}",
    "/runs/{}/frames",
    "/runs/{}/figures",
    "/runs/{}/figures?component=jobs",
    "/runs/{}/download.json",
    "/runs/{}/download.csv",
    "/compare?a={}&b={}",
)


@pytest.mark.parametrize("path", READ)
def test_a_run_is_read_by_its_owner_and_by_no_stranger(path: str, run: Run, owner: Owner) -> None:
    address = "/api" + path.format(run.pk, run.pk)

    assert browser_of(owner).get(address).status_code == 200
    for stranger in (None, Owner.objects.create()):
        refused = browser_of(stranger).get(address)
        assert refused.status_code == 404
        assert "message" in refused.json()


@pytest.mark.parametrize("path", READ)
def test_a_published_run_is_read_by_anybody(path: str, run: Run) -> None:
    run_publish(run=run)

    assert browser_of(None).get("/api" + path.format(run.pk, run.pk)).status_code == 200


def test_a_stranger_cannot_cancel_or_start_anything(run: Run, scenario: Scenario) -> None:
    run_publish(run=run)
    stranger = browser_of(Owner.objects.create())

    assert post(stranger, f"/runs/{run.pk}/cancel").status_code == 404
    body = {"design": slow_to_play(FRAMES)}
    assert post(stranger, f"/scenarios/{scenario.pk}/runs", body).status_code == 404


def test_run_pressed_gives_a_run_that_can_be_followed(owner: Owner, scenario: Scenario) -> None:
    answer = post(
        browser_of(owner), f"/scenarios/{scenario.pk}/runs", {"design": slow_to_play(FRAMES)}
    )

    assert answer.status_code == 201
    assert (answer.json()["status"], answer.json()["position"]) == ("queued", 0)
    listed = browser_of(owner).get(f"/api/scenarios/{scenario.pk}/runs").json()
    assert [one["id"] for one in listed] == [answer.json()["id"]]


def test_a_design_that_cannot_run_gives_every_problem(owner: Owner, scenario: Scenario) -> None:
    design = slow_to_play(FRAMES)
    design["components"]["workers"]["settings"] = {"instances": -1, "concurrency": "many"}

    answer = post(browser_of(owner), f"/scenarios/{scenario.pk}/runs", {"design": design})

    assert answer.status_code == 422
    paths = [problem["path"][-1] for problem in answer.json()["problems"]]
    assert sorted(paths) == ["concurrency", "instances"]


def test_what_the_api_says_has_the_shape_that_it_promises(run: Run, owner: Owner) -> None:
    client = browser_of(owner)

    schemas.Run.model_validate(client.get(f"/api/runs/{run.pk}").json())
    schemas.FramePage.model_validate(client.get(f"/api/runs/{run.pk}/frames").json())
    schemas.Comparison.model_validate(client.get(f"/api/compare?a={run.pk}&b={run.pk}").json())
    for template in client.get("/api/figures").json():
        schemas.ChartTemplate.model_validate(template)
    for component in ("", *run.schema["components"]):
        query = f"?component={component}" if component else ""
        charts = client.get(f"/api/runs/{run.pk}/figures{query}").json()
        assert charts, f"no charts for {component or 'the system'}"
        for chart in charts:
            schemas.FilledChart.model_validate(chart)


def test_frames_are_read_in_pages(run: Run, owner: Owner) -> None:
    frames, _ = undisturbed(slow_to_play(FRAMES))

    page = browser_of(owner).get(f"/api/runs/{run.pk}/frames?after=3&limit=4").json()

    assert page["frames"] == frames[3:7]
    assert (page["last_seq"], page["status"]) == (FRAMES, "finished")
    assert page["schema"] == run.schema


@pytest.mark.parametrize("query", ["after=-1", "after=x", "limit=0", "limit=999999", "after=1e99"])
def test_a_page_that_cannot_be_is_refused_in_words(query: str, run: Run, owner: Owner) -> None:
    answer = browser_of(owner).get(f"/api/runs/{run.pk}/frames?{query}")

    assert answer.status_code == 422
    assert answer.json()["message"]


def test_the_table_has_a_row_for_each_frame_and_part(run: Run, owner: Owner) -> None:
    frames, _ = undisturbed(slow_to_play(FRAMES))

    text = browser_of(owner).get(f"/api/runs/{run.pk}/download.csv").content.decode()
    rows = list(csv.DictReader(io.StringIO(text)))

    assert len(rows) == FRAMES * (1 + len(run.schema["components"]) + len(run.schema["edges"]))
    jobs = [row for row in rows if row["id"] == "jobs"]
    at = run.schema["components"]["jobs"].index("arrived")
    expected = [frame["components"]["jobs"][at] for frame in frames]
    assert [float(row["arrived"]) for row in jobs] == expected


def test_the_document_holds_the_design_the_result_and_every_frame(run: Run, owner: Owner) -> None:
    frames, result = undisturbed(slow_to_play(FRAMES))

    document = browser_of(owner).get(f"/api/runs/{run.pk}/download.json").json()

    assert document["frames"] == frames
    assert document["run"]["result"] == result
    assert document["run"]["design"] == run.revision.content


def test_a_run_without_results_cannot_be_compared(
    run: Run, scenario: Scenario, owner: Owner
) -> None:
    waiting = start(scenario, slow_to_play(FRAMES, seed=2))

    answer = browser_of(owner).get(f"/api/compare?a={run.pk}&b={waiting.pk}")

    assert answer.status_code == 409
    assert answer.json()["message"] == "Run 2 has no results to compare; it is queued."


def opened(
    run_id: str, owner: Owner | None, origin: str = "http://testserver", after: int = 7
) -> WebsocketCommunicator:
    cookie = f"{COOKIE}={signed(owner)}" if owner else ""
    return WebsocketCommunicator(
        websockets,
        f"/ws/runs/{run_id}/?after={after}&ack=1",
        headers=[
            (b"host", b"testserver"),
            (b"origin", origin.encode()),
            (b"cookie", cookie.encode()),
        ],
    )


def conversation(socket: WebsocketCommunicator) -> tuple[list[dict[str, Any]], int | None]:
    """Everything the server says, and the code with which it hangs up (None: it never accepts)."""

    async def listen() -> tuple[list[dict[str, Any]], int | None]:
        accepted, _ = await socket.connect(timeout=10)
        if not accepted:
            return [], None
        said: list[dict[str, Any]] = []
        while True:
            message = await socket.receive_output(timeout=10)
            if message["type"] == "websocket.close":
                return said, message["code"]
            said.append(json.loads(message["text"]))

    found: tuple[list[dict[str, Any]], int | None] = async_to_sync(listen)()
    return found


def test_the_socket_gives_what_comes_after_the_last_frame_seen(run: Run, owner: Owner) -> None:
    frames, _ = undisturbed(slow_to_play(FRAMES))

    said, code = conversation(opened(run.pk, owner))

    assert [message["type"] for message in said] == ["schema", "frames", "status", "end"]
    assert said[0]["schema"] == run.schema
    assert said[1]["frames"] == frames[7:]
    assert said[3]["status"] == "finished"
    assert code == Close.OVER


def test_a_stranger_is_told_that_there_is_no_such_run(run: Run) -> None:
    for stranger in (None, Owner.objects.create()):
        assert conversation(opened(run.pk, stranger)) == ([], Close.NO_SUCH_RUN)


def test_anybody_watches_a_published_run(run: Run) -> None:
    run_publish(run=run)

    _, code = conversation(opened(run.pk, None))

    assert code == Close.OVER


@pytest.mark.parametrize("origin", ["http://elsewhere", "", "null", "file://testserver"])
def test_a_page_of_another_site_opens_no_socket(run: Run, owner: Owner, origin: str) -> None:
    assert conversation(opened(run.pk, owner, origin)) == ([], None)


def test_one_owner_may_open_only_so_many_sockets(
    run: Run, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(consumers.SOCKETS, f"owner {owner.pk}", SOCKETS_PER_OWNER_MAX)

    assert conversation(opened(run.pk, owner)) == ([], Close.TOO_MANY)


def test_closed_sockets_make_room_for_others(run: Run, owner: Owner) -> None:
    async def come_and_go() -> None:
        socket = opened(run.pk, owner)
        await socket.connect(timeout=10)
        await socket.disconnect()

    async_to_sync(come_and_go)()

    assert f"owner {owner.pk}" not in consumers.SOCKETS


def test_a_page_that_acknowledges_nothing_is_held_back_and_then_hung_up_on(
    scenario: Scenario, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = compute_all(start(scenario, slow_to_play(400)))
    monkeypatch.setattr(consumers, "STALLED_SECONDS", 0.2)

    said, code = conversation(opened(run.pk, owner, after=0))

    seqs = [frame["seq"] for one in said if one["type"] == "frames" for frame in one["frames"]]
    assert seqs == list(range(1, FRAMES_UNACKNOWLEDGED_MAX + 1))
    assert code == Close.STALLED


@pytest.mark.parametrize("text", ["{", '{"ack": "all"}', "[]"])
def test_a_page_that_talks_nonsense_is_hung_up_on(run: Run, owner: Owner, text: str) -> None:
    async def talk() -> int:
        socket = opened(run.pk, owner)
        await socket.connect(timeout=10)
        await socket.send_to(text_data=text)
        while (message := await socket.receive_output(timeout=10))["type"] != "websocket.close":
            continue
        code: int = message["code"]
        return code

    # A run this short may be over before the nonsense is read.
    assert async_to_sync(talk)() in (Close.BAD_MESSAGE, Close.OVER)

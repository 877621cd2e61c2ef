"""Hostile input: whatever is sent, the answer is a sentence and never a 500."""

from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.core.limits import BODY_BYTES_MAX
from tests.playground.people import SMALL, Person, said, sentence

HOSTILE_TEXT = st.text(max_size=20) | st.sampled_from(
    [
        "\0",
        "<script>",
        "__proto__",
        "constructor",
        "../..",
        "%00",
        "NaN",
        "1e999",
        "\u202e",
        "𒐫" * 9,
    ]
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | HOSTILE_TEXT
)
ANY_JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(HOSTILE_TEXT, inner, max_size=4),
    max_leaves=20,
)
PARTS = ["version", "name", "components", "edges", "timeline", "run", "layout"]
NEARLY_A_DESIGN = st.builds(
    lambda part, value: {**SMALL, part: value}, st.sampled_from(PARTS), ANY_JSON
) | st.builds(
    lambda settings: {
        **SMALL,
        "components": {
            **SMALL["components"],
            "shop": {"type": "client", "label": "", "settings": settings},
        },
    },
    st.dictionaries(
        st.sampled_from(["rate", "pattern", "classes", "steps", "users", "think_time", "x"]),
        ANY_JSON,
        max_size=3,
    ),
)
MANY = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def answered(answer: Any) -> None:
    """The answer is granted, or one of the refusals that say why."""
    assert answer.status_code in (200, 201, 204, 400, 404, 409, 413, 422, 429), answer.content
    if answer.status_code >= 400:
        sentence(answer)


@MANY
@given(document=NEARLY_A_DESIGN | ANY_JSON)
def test_any_document_can_be_checked(bob: Person, document: Any) -> None:
    answer = bob.send("POST", "/api/check", {"design": document})

    answered(answer)
    if answer.status_code == 200:
        for problem in said(answer)["problems"]:
            assert problem["message"]


@MANY
@given(document=NEARLY_A_DESIGN | ANY_JSON)
def test_any_document_can_be_sent_as_a_scenario(bob: Person, document: Any) -> None:
    answer = bob.send("POST", "/api/scenarios", {"design": document})

    answered(answer)
    if answer.status_code == 201:
        assert bob.get(f"/s/{said(answer)['id']}/").status_code == 200
        assert bob.get("/scenarios/").status_code == 200


@MANY
@given(document=NEARLY_A_DESIGN | ANY_JSON)
def test_any_document_can_be_sent_to_be_run(bob: Person, document: Any) -> None:
    scenario = bob.draw()["id"]

    answered(bob.send("POST", f"/api/scenarios/{scenario}/runs", {"design": document}))


@MANY
@given(body=ANY_JSON)
def test_any_body_can_be_sent_anywhere(alice: Person, body: Any) -> None:
    scenario = alice.draw()["id"]

    for method, path in (
        ("POST", "/api/scenarios"),
        ("PATCH", f"/api/scenarios/{scenario}"),
        ("PUT", f"/api/scenarios/{scenario}/draft"),
        ("POST", f"/api/scenarios/{scenario}/runs"),
        ("POST", f"/api/scenarios/{scenario}/shares"),
        ("POST", "/api/check"),
    ):
        answered(alice.send(method, path, body))


@MANY
@given(body=st.binary(max_size=200))
def test_any_bytes_can_be_sent(bob: Person, body: bytes) -> None:
    for content_type in ("application/json", "text/plain", "multipart/form-data"):
        answered(bob.browser.generic("POST", "/api/check", body, content_type=content_type))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"{", "The request is not JSON"),
        (b'{"design": NaN}', "The request is not JSON"),
        (b'{"design": 1e400}', "The request is not JSON"),
        (b'{"design": "\\ud800"}', "The request is not JSON"),
        (b'{"design": "\\u0000"}', "The text holds a NUL character"),
        (b'{"design": {"a\\u0000": 1}}', "The text holds a NUL character"),
        (b'{"design": ' + b"[" * 100 + b"]" * 100 + b"}", "The JSON is nested more than 24 levels"),
        (b'{"design": ' + b"[" * 9999 + b"]" * 9999 + b"}", "The request is not JSON: depth"),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, "The request is not JSON: depth"),
    ],
)
def test_a_body_that_cannot_be_stored_is_refused(bob: Person, body: bytes, expected: str) -> None:
    answer = bob.browser.generic("POST", "/api/check", body, content_type="application/json")

    assert answer.status_code == 400
    assert sentence(answer).startswith(expected)


def test_a_body_beyond_the_limit_names_the_limit(bob: Person) -> None:
    huge = b'"' + b"x" * BODY_BYTES_MAX + b'"'

    answer = bob.browser.generic("POST", "/api/check", huge, content_type="application/json")
    page = bob.browser.generic("POST", "/scenarios/import", huge, content_type="text/plain")

    assert answer.status_code == page.status_code == 413
    assert sentence(answer) == "The request is larger than 3 MB, the most it may be."
    assert "larger than 3 MB" in page.content.decode()


def test_a_length_that_is_no_number_is_refused(bob: Person) -> None:
    answer = bob.browser.post(
        "/api/check", b"{}", content_type="application/json", headers={"Content-Length": "-5"}
    )

    assert answer.status_code in (400, 413, 422)


def test_too_many_components_say_how_many_there_may_be(bob: Person) -> None:
    crowd = {f"c{number}": SMALL["components"]["shop"] for number in range(1001)}
    crowded = {**SMALL, "components": crowd, "edges": {}, "layout": {}}

    checked = said(bob.send("POST", "/api/check", {"design": crowded}))
    saved = bob.send("POST", "/api/scenarios", {"design": crowded})

    assert any("1,000" in problem["message"] for problem in checked["problems"])
    assert "1000" in sentence(saved)


@pytest.mark.parametrize(
    "path",
    [
        "/api/scenarios/%00%00%00%00%00%00%00%00%00%00%00%00",
        "/api/scenarios/..%2f..%2fetc",
        "/api/runs/%00",
        "/api/runs/%ff/frames",
        "/api/runs/aaaaaaaaaaaa/frames?after=-1",
        "/api/runs/aaaaaaaaaaaa/frames?after=x&limit=1e9",
        "/api/runs/aaaaaaaaaaaa/figures?component=%00",
        "/api/compare",
        "/api/compare?a=%00&b=%00",
        "/api/compare?a=aaaaaaaaaaaa&b=aaaaaaaaaaaa",
        "/api/examples/%00/run",
        "/api/examples/nothing/run",
        "/api/nothing",
        "/api/scenarios/" + "a" * 5000,
    ],
)
def test_an_address_that_leads_nowhere_is_answered_in_json(bob: Person, path: str) -> None:
    answer = bob.get(path)

    assert answer.status_code in (404, 422)
    sentence(answer)


def test_an_unsafe_request_from_elsewhere_is_refused(db: None) -> None:
    from django.test import Client

    stranger = Client(enforce_csrf_checks=True)

    answer = stranger.post("/api/scenarios", orjson.dumps({}), content_type="application/json")
    page = stranger.post("/new")

    assert answer.status_code == page.status_code == 403
    assert sentence(answer).startswith("This request did not come from a page of this site.")
    assert "did not come from a page of this site" in page.content.decode()


def test_a_page_gives_its_scripts_the_token_they_need(db: None) -> None:
    from django.test import Client

    visitor = Client(enforce_csrf_checks=True)
    visitor.get("/gallery/")
    token = visitor.cookies["csrftoken"].value

    answer = visitor.post(
        "/api/scenarios", b"{}", content_type="application/json", headers={"X-CSRFToken": token}
    )

    assert answer.status_code == 201

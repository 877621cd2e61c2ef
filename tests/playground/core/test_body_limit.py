"""Body limit: a body may be so large and no larger, however it is sent."""

import asyncio
from typing import Any

import pytest
from channels.testing import ApplicationCommunicator
from django.core.asgi import get_asgi_application

from playground.core.limits import BODY_BYTES_MAX
from tests.playground.people import Person, sentence

TOO_LARGE = "The request is larger than 3 MB, the most it may be."


def check(person: Person, body: bytes, **headers: str) -> Any:
    return person.browser.generic(
        "POST", "/api/check", body, content_type="application/json", headers=headers
    )


def in_chunks(path: str, chunk: bytes, times: int) -> tuple[int, str]:
    """Send a body that announces no length: the status and the text of the answer."""

    async def exchange() -> tuple[int, str]:
        scope = {
            "type": "http", "http_version": "1.1", "method": "POST", "path": path,
            "query_string": b"", "scheme": "http", "server": ("testserver", 80),
            "headers": [
                (b"host", b"testserver"),
                (b"content-type", b"application/json"),
                (b"transfer-encoding", b"chunked"),
            ],
        }  # fmt: skip
        site = ApplicationCommunicator(get_asgi_application(), scope)
        for _ in range(times):
            await site.send_input({"type": "http.request", "body": chunk, "more_body": True})
        await site.send_input({"type": "http.request", "body": b"", "more_body": False})
        start = await site.receive_output(timeout=20)
        body = await site.receive_output(timeout=20)
        await site.wait()
        return start["status"], body["body"].decode()

    return asyncio.run(exchange())


def test_a_body_of_exactly_the_limit_is_read(bob: Person) -> None:
    answer = check(bob, b"{}".rjust(BODY_BYTES_MAX))

    assert answer.status_code == 422
    assert sentence(answer) == "design: This is missing."


def test_a_byte_more_is_not(bob: Person) -> None:
    answer = check(bob, b"{}".rjust(BODY_BYTES_MAX + 1))

    assert answer.status_code == 413
    assert sentence(answer) == TOO_LARGE


@pytest.mark.parametrize("length", ["-5", "x", "1e3", "5,5", "²"])
def test_a_length_that_is_no_number_cannot_be_read(bob: Person, length: str) -> None:
    answer = check(bob, b"{}", **{"Content-Length": length})

    assert answer.status_code == 400
    assert sentence(answer) == "The request cannot be read."


@pytest.mark.parametrize("beyond", [100_000, 2_000_000])
def test_a_body_in_chunks_meets_the_same_limit(beyond: int) -> None:
    # The first is within what Django itself reads, the second is not.
    times, chunk = 100, b" " * ((BODY_BYTES_MAX + beyond) // 100)

    status, text = in_chunks("/api/check", chunk, times)
    page_status, page = in_chunks("/scenarios/import", chunk, times)

    assert status == page_status == 413
    assert text == f'{{"message":"{TOO_LARGE}"}}'
    assert TOO_LARGE in page


def test_a_body_in_chunks_within_the_limit_gets_further() -> None:
    status, text = in_chunks("/api/check", b" " * 1_000, 10)

    assert status == 403
    assert "This request did not come from a page of this site." in text

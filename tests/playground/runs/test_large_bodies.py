"""Large bodies: a real site reads what is sent in chunks up to its limit, and says where it is."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest

from playground.core.limits import BODY_BYTES_MAX
from tests.playground.runs.designs import slow_to_play
from tests.playground.runs.modes import EMBEDDED, as_parameter
from tests.playground.runs.site import Site, Visitor

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(120),
    pytest.mark.parametrize("site", [as_parameter(EMBEDDED)], indirect=True),
]

CHUNK = 64 * 1024


def check_in_chunks(site: Site, body: bytes) -> tuple[int, Any]:
    """POST /api/check without a Content-Length: the status and the JSON of the answer."""
    cookies = Visitor(site.url).cookies
    connection = HTTPConnection(urlsplit(site.url).netloc, timeout=30)
    headers = {
        "Content-Type": "application/json",
        "Transfer-Encoding": "chunked",
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "X-CSRFToken": cookies["csrftoken"],
        "Origin": site.url,
    }
    connection.request("POST", "/api/check", _chunks(body), headers, encode_chunked=True)
    answer = connection.getresponse()
    status, said = answer.status, json.loads(answer.read())
    connection.close()
    return status, said


def _chunks(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), CHUNK):
        yield body[start : start + CHUNK]


def test_a_design_in_chunks_is_read_up_to_the_limit(site: Site) -> None:
    design = json.dumps({"design": slow_to_play(10)}).encode()

    status, said = check_in_chunks(site, design.ljust(BODY_BYTES_MAX))

    assert status == 200
    assert said["problems"] == []


@pytest.mark.parametrize("size", [BODY_BYTES_MAX + 1, 4 * BODY_BYTES_MAX])
def test_beyond_it_the_limit_is_named(site: Site, size: int) -> None:
    status, said = check_in_chunks(site, b" " * size)

    assert status == 413
    assert said == {"message": "The request is larger than 3 MB, the most it may be."}

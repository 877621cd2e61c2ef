"""Answers: the JSON that the API gives, and the sentences for what went wrong."""

import hashlib
import logging
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.renderers import BaseRenderer
from ninja.utils import check_csrf

from playground.core.parsing import StrictParser, too_large
from playground.core.storage import DISK_FULL, is_disk_full

logger = logging.getLogger(__name__)

NOT_FOUND = "This does not exist, or was never shared with you."
NOT_ALLOWED = "This belongs to someone else."
NO_TOKEN = "This request did not come from a page of this site. Reload the page and try again."
BROKEN = "Something broke on our side; what you had saved is safe. Try again in a moment."
BUSY = "The database is busy. Try again in a moment."
UNREADABLE = "The request cannot be read: see the problems for where."

WORDS = {
    "missing": "This is missing.",
    "extra_forbidden": "This is not known here.",
    "string_type": "This must be text.",
    "int_type": "This must be a whole number.",
    "int_parsing": "This must be a whole number.",
    "float_type": "This must be a number.",
    "float_parsing": "This must be a number.",
    "bool_type": "This must be true or false.",
    "dict_type": "This must be a map of names to values.",
    "model_attributes_type": "This must be a map of names to values.",
    "model_type": "This must be a map of names to values.",
    "list_type": "This must be a list.",
    "string_too_long": "This may have at most {max_length} characters.",
    "string_too_short": "This needs at least {min_length} characters.",
    "too_long": "This may have at most {max_length} entries.",
    "greater_than_equal": "This must be at least {ge}.",
    "less_than_equal": "This must be at most {le}.",
    "literal_error": "This must be {expected}.",
    "string_pattern_mismatch": "This has signs that are not allowed here.",
}


class Renderer(BaseRenderer):
    """JSON by orjson: quick with frames, and NaN becomes null as browsers need it."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return orjson.dumps(data, option=orjson.OPT_NON_STR_KEYS, default=str)


class Refusal(HttpError):
    """A request that is understood but not granted; `body` goes beside the sentence."""

    def __init__(self, status: int, message: str, **body: Any) -> None:
        super().__init__(status, message)
        self.body = body


def from_our_pages(request: HttpRequest) -> bool:
    """Whether an unsafe request carries the token of one of our pages. Raises HttpError 403."""
    if check_csrf(request) is not None:
        raise HttpError(403, NO_TOKEN)
    return True


def new_api() -> NinjaAPI:
    """The API without its routers: strict bodies, and every error one sentence."""
    api = NinjaAPI(
        title="Queueyard",
        version="1",
        description=(
            "Designs of asynchronous systems, their runs and what these showed. Unsafe methods "
            "need the header X-CSRFToken with the value of the cookie csrftoken. "
            'Errors are `{"message": sentence, "problems"?: [...]}`.'
        ),
        urls_namespace="api",
        auth=from_our_pages,
        parser=StrictParser(),
        renderer=Renderer(),
    )
    api.add_exception_handler(HttpError, _on_refusal)
    api.add_exception_handler(ValidationError, _on_invalid)
    api.add_exception_handler(Http404, lambda request, error: answer(404, NOT_FOUND))
    api.add_exception_handler(PermissionDenied, lambda request, error: answer(403, NOT_ALLOWED))
    api.add_exception_handler(RequestDataTooBig, lambda request, error: answer(413, too_large()))
    api.add_exception_handler(OperationalError, _on_busy)
    api.add_exception_handler(Exception, _on_defect)
    return api


def answer(status: int, message: str, **more: Any) -> HttpResponse:
    """A JSON answer that is one sentence, with whatever goes beside it."""
    body = orjson.dumps({"message": message, **more}, default=str)
    return HttpResponse(body, status=status, content_type="application/json")


def answer_cached(request: HttpRequest, data: Any) -> HttpResponseBase:
    """JSON that changes only with the program: the browser keeps it, and asks whether it holds."""
    body = orjson.dumps(data)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type="application/json", headers={"ETag": tag})
    patch_cache_control(response, public=True, no_cache=True)
    return get_conditional_response(request, etag=tag, response=response) or response


def _on_refusal(request: HttpRequest, error: Any) -> HttpResponse:
    if isinstance(error.__cause__, HttpError):
        error = error.__cause__  # What our parser said; ninja put words of its own around it.
    more = error.body if isinstance(error, Refusal) else {}
    return answer(error.status_code, str(error), **more)


def _on_invalid(request: HttpRequest, error: Any) -> HttpResponse:
    problems = [_problem(one) for one in error.errors[:20]]
    if len(problems) == 1:
        return answer(422, _at(problems[0]["path"], problems[0]["message"]), problems=problems)
    return answer(422, UNREADABLE, problems=problems)


def _on_busy(request: HttpRequest, error: Any) -> HttpResponse:
    if is_disk_full(error):
        logger.error("%s: %s", request.path, DISK_FULL)
        return answer(507, DISK_FULL)
    logger.error("%s: the database refused", request.path, exc_info=error)
    return answer(503, BUSY)


def _on_defect(request: HttpRequest, error: Any) -> HttpResponse:
    logger.error("%s failed", request.path, exc_info=error)
    return answer(500, BROKEN)


def _problem(error: Mapping[str, Any]) -> dict[str, Any]:
    # Ninja's places begin with where the value came from and the parameter's name.
    source, *path = error.get("loc", ("body",))
    if source == "body" and path:
        path = path[1:]
    return {"path": path, "message": _words(error), "remedy": ""}


def _words(error: Mapping[str, Any]) -> str:
    words = WORDS.get(error.get("type", ""))
    return words.format(**error.get("ctx", {})) if words else f"{error.get('msg', 'Wrong')}."


def problem_sentence(error: Mapping[str, Any]) -> str:
    """An error of pydantic as a sentence with its place: `components › queue › label: …`."""
    return _at(error["loc"], _words(error))


def _at(path: Sequence[object], message: str) -> str:
    place = " › ".join(str(part) for part in path)
    return f"{place}: {message}" if place else message

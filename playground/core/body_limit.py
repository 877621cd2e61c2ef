"""Body limit: refuses a request whose body is larger than the site reads."""

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from playground.core.errors import bad_request, too_large_request
from playground.core.limits import BODY_BYTES_MAX


class BodyLimitMiddleware:
    """Compares the announced length; a body sent in chunks announces none and is measured."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        announced = str(request.META.get("CONTENT_LENGTH") or "")
        if announced and not announced.isdecimal():
            return bad_request(request)
        length = int(announced) if announced else _measured(request)
        if length > BODY_BYTES_MAX:
            return too_large_request(request)
        return self.get_response(request)


def _measured(request: HttpRequest) -> int:
    """The length of a body that came without one; more than the limit where Django stops."""
    try:
        return len(request.body)
    except RequestDataTooBig:
        return BODY_BYTES_MAX + 1

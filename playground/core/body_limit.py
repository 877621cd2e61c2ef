"""Body limit: refuses a request whose body is larger than the site reads."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from playground.core.errors import too_large_request
from playground.core.limits import BODY_BYTES_MAX


class BodyLimitMiddleware:
    """Compares the announced length; a body of unknown length is measured when it is parsed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        announced = str(request.META.get("CONTENT_LENGTH") or "0")
        if not announced.isdigit() or int(announced) > BODY_BYTES_MAX:
            return too_large_request(request)
        return self.get_response(request)

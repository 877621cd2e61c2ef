"""Middleware: keeps the owner's cookie in step with who the owner is."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from playground.accounts.selectors import COOKIE, KEPT, owner_of, signed
from playground.core.limits import OWNER_COOKIE_DAYS
from playground.core.rates import VISITOR

DAY = 86_400


class OwnerCookieMiddleware:
    """An anonymous owner's cookie is set at the first write and renewed with every later visit.

    An owner with an account needs none: the session says who is there, and the old cookie goes.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD", "OPTIONS") and (owner := owner_of(request)):
            request.META[VISITOR] = owner.pk  # A class behind one address is many visitors.
        response = self.get_response(request)
        if KEPT not in request.META:
            return response  # Nobody asked who it is.
        owner = request.META[KEPT]
        if owner is not None and owner.user_id is None:
            response.set_cookie(
                COOKIE,
                signed(owner),
                max_age=OWNER_COOKIE_DAYS * DAY,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        elif COOKIE in request.COOKIES:
            response.delete_cookie(COOKIE, samesite="Lax")
        return response

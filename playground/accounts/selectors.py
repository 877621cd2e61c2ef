"""Selectors: who is asking."""

from collections.abc import Mapping
from http.cookies import SimpleCookie
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core import signing
from django.http import HttpRequest

from playground.accounts.models import Owner

COOKIE = "queueyard_owner"
SALT = "playground.accounts.owner"
KEPT = "playground.owner"  # Where a request keeps its owner: META is a plain dict of its own.


def owner_of(request: HttpRequest) -> Owner | None:
    """The owner who sends this request; None for somebody who has not made anything yet."""
    if KEPT not in request.META:
        request.META[KEPT] = owner_by(request.user, request.COOKIES.get(COOKIE))
    owner: Owner | None = request.META[KEPT]
    return owner


def owner_remember(request: HttpRequest, owner: Owner | None) -> None:
    """From here on this request is the owner's; the middleware sets the cookie to match."""
    request.META[KEPT] = owner


def owner_by(user: AbstractBaseUser | AnonymousUser | None, cookie: str | None) -> Owner | None:
    """The owner behind an account or, without one, behind a cookie.

    A cookie never opens what belongs to an account: whoever logs out is out.
    """
    if user is not None and user.is_authenticated:
        return Owner.objects.filter(user_id=user.pk).first()
    owner_id = _unsigned(cookie)
    return Owner.objects.filter(pk=owner_id, user=None).first() if owner_id else None


def owner_of_scope(scope: Mapping[str, Any]) -> Owner | None:
    """The owner who opens a WebSocket, from its ASGI scope. Reads the database."""
    cookies = scope.get("cookies")
    if cookies is None:
        header = dict(scope.get("headers", ())).get(b"cookie", b"")
        cookies = {
            name: morsel.value for name, morsel in SimpleCookie(header.decode("latin-1")).items()
        }
    return owner_by(scope.get("user"), cookies.get(COOKIE))


def signed(owner: Owner) -> str:
    """The cookie's value for an owner."""
    return signing.TimestampSigner(salt=SALT).sign(owner.pk)


def _unsigned(cookie: str | None) -> str | None:
    if not cookie:
        return None
    try:
        return signing.TimestampSigner(salt=SALT).unsign(cookie)
    except signing.BadSignature:
        return None

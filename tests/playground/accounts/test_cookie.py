"""The owner's cookie: who is known without an account."""

from django.core import signing

from playground.accounts.models import Owner
from playground.accounts.selectors import COOKIE, SALT, owner_of_scope, signed
from playground.core.ids import public_id
from tests.playground.people import Person


def test_the_first_write_sets_a_cookie_that_lasts_and_that_scripts_cannot_read(
    alice: Person,
) -> None:
    alice.draw()

    cookie = alice.browser.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 400 * 86_400


def test_reading_pages_makes_nobody_an_owner(alice: Person) -> None:
    for address in ("/", "/gallery/", "/scenarios/", "/components/", "/api/scenarios"):
        assert alice.get(address).status_code == 200

    assert not Owner.objects.exists()


def test_later_visits_renew_the_cookie(alice: Person) -> None:
    alice.draw()

    assert COOKIE in alice.get("/scenarios/").cookies


def test_a_cookie_that_somebody_made_up_opens_nothing(alice: Person, bob: Person) -> None:
    scenario = alice.draw()["id"]
    owner = Owner.objects.get().pk

    for forged in (owner, f"{owner}:1:x", signing.TimestampSigner(salt="other").sign(owner), ""):
        bob.browser.cookies[COOKIE] = forged
        assert bob.get(f"/s/{scenario}/").status_code == 404


def test_a_cookie_of_an_owner_who_is_gone_is_dropped(bob: Person) -> None:
    bob.browser.cookies[COOKIE] = signing.TimestampSigner(salt=SALT).sign(public_id())

    answer = bob.get("/scenarios/")

    assert answer.status_code == 200
    assert answer.cookies[COOKIE]["max-age"] == 0


def test_a_socket_knows_the_owner_by_the_same_cookie(alice: Person) -> None:
    alice.draw()
    owner = Owner.objects.get()

    header = f"{COOKIE}={signed(owner)}; other=1".encode()

    assert owner_of_scope({"headers": [(b"cookie", header)]}) == owner
    assert owner_of_scope({"headers": []}) is None
    assert owner_of_scope({"headers": [(b"cookie", b"\xff=\xff; " + COOKIE.encode())]}) is None

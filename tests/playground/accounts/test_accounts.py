"""Accounts: optional, and taking over what was made without one."""

import pytest
from django.contrib.auth.models import User

from playground.accounts.models import Owner
from playground.accounts.selectors import COOKIE
from playground.scenarios.models import Scenario
from tests.playground.people import SMALL, Person, said

PASSWORD = "correct horse battery"


def sign_up(person: Person, name: str = "alice") -> None:
    answer = person.submit("/accounts/signup/", username=name, password=PASSWORD)
    assert answer.status_code == 302, answer.content


def log_in(person: Person, name: str = "alice", password: str = PASSWORD, **more: str) -> int:
    fields = {"username": name, "password": password, **more}
    return int(person.submit("/accounts/login/", **fields).status_code)


def names(person: Person) -> set[str]:
    return {one["name"] for one in person.get("/api/scenarios").json()}


def test_signing_up_takes_over_what_was_drawn_before(alice: Person) -> None:
    scenario = alice.draw(name="Before")["id"]

    sign_up(alice)

    assert names(alice) == {"Before"}
    assert alice.get(f"/s/{scenario}/").status_code == 200


def test_the_work_is_there_on_another_machine(alice: Person) -> None:
    alice.draw(name="At school")
    sign_up(alice)
    at_home = Person()

    log_in(at_home)

    assert names(at_home) == {"At school"}


def test_logging_in_joins_what_was_drawn_here_with_what_was_there(alice: Person) -> None:
    alice.draw(name="At school")
    sign_up(alice)
    at_home = Person()
    at_home.draw(name="At home")

    log_in(at_home)

    assert names(at_home) == names(alice) == {"At school", "At home"}
    assert Owner.objects.count() == 1


def test_taking_over_leaves_dates_and_runs_as_they_are(alice: Person) -> None:
    sign_up(alice)
    at_home = Person()
    scenario = at_home.draw()["id"]
    run = at_home.run(scenario)
    before = Scenario.objects.get(pk=scenario).updated_at

    log_in(at_home)

    assert Scenario.objects.get(pk=scenario).updated_at == before
    assert said(at_home.get(f"/api/runs/{run['id']}"))["status"] == "finished"
    assert len(at_home.get(f"/api/scenarios/{scenario}/runs").json()) == 1


def test_somebody_who_edited_with_both_identities_edits_with_one(
    alice: Person, bob: Person
) -> None:
    scenario = alice.draw()["id"]
    secret = said(alice.send("POST", f"/api/scenarios/{scenario}/edit-link"))["url"].split("/")[-1]
    sign_up(bob, "bob")
    bob.submit(f"/edit/{secret}")
    at_home = Person()
    at_home.submit(f"/edit/{secret}")

    log_in(at_home, "bob")

    assert at_home.save(scenario, 1, SMALL).status_code == 200
    assert len(at_home.get("/api/scenarios").json()) == 1


def test_after_logging_out_nobody_sees_it(alice: Person) -> None:
    scenario = alice.draw()["id"]
    sign_up(alice)
    old_cookie = alice.browser.cookies.get(COOKIE)

    alice.submit("/accounts/logout/")

    assert old_cookie is None or old_cookie["max-age"] == 0
    assert alice.get(f"/s/{scenario}/").status_code == 404
    assert names(alice) == set()


def test_an_old_cookie_opens_nothing_of_an_account(alice: Person, bob: Person) -> None:
    scenario = alice.draw()["id"]
    stolen = alice.browser.cookies[COOKIE].value
    sign_up(alice)

    bob.browser.cookies[COOKIE] = stolen

    assert bob.get(f"/s/{scenario}/").status_code == 404


def test_what_is_drawn_after_logging_out_is_nobodys_account(alice: Person) -> None:
    sign_up(alice)
    alice.submit("/accounts/logout/")

    alice.draw(name="Afterwards")

    assert names(alice) == {"Afterwards"}
    log_in(other := Person())
    assert names(other) == set()


def test_a_name_belongs_to_one_account_whatever_its_capitals(alice: Person, bob: Person) -> None:
    sign_up(alice)

    answer = bob.submit("/accounts/signup/", username="ALICE", password=PASSWORD)

    assert answer.status_code == 422
    assert "Somebody here has this name already. Choose another." in answer.content.decode()
    assert User.objects.count() == 1


@pytest.mark.parametrize("password", ["short", "12345678901", "password1", "", "x" * 300])
def test_a_password_that_is_easily_guessed_is_refused(alice: Person, password: str) -> None:
    answer = alice.submit("/accounts/signup/", username="alice", password=password)

    assert answer.status_code == 422
    assert not User.objects.exists()


@pytest.mark.parametrize("name", ["", " ", "<script>", "a\0b", "x" * 41, "a b"])
def test_a_name_that_would_not_be_shown_well_is_refused(alice: Person, name: str) -> None:
    answer = alice.submit("/accounts/signup/", username=name, password=PASSWORD)

    assert answer.status_code == 422
    assert not User.objects.exists()


def test_a_wrong_password_says_so_and_opens_nothing(alice: Person, bob: Person) -> None:
    sign_up(alice)

    answer = bob.submit("/accounts/login/", username="alice", password="wrong")

    assert answer.status_code == 422
    assert "No account has this name and password together." in answer.content.decode()
    assert bob.get("/accounts/").url == "/accounts/login/"


@pytest.mark.usefixtures("stopped_clock")
def test_guessing_passwords_is_slow(alice: Person, bob: Person) -> None:
    sign_up(alice)

    answers = [log_in(bob, password=f"guess {number}") for number in range(11)]

    assert answers == [422] * 10 + [429]


@pytest.mark.parametrize(
    ("after", "leads_to"),
    [
        ("/gallery/", "/gallery/"),
        ("https://evil.example/", "/scenarios/"),
        ("//evil.example/", "/scenarios/"),
        ("javascript:alert(1)", "/scenarios/"),
        ("", "/scenarios/"),
    ],
)
def test_logging_in_leads_back_only_to_a_page_of_this_site(
    alice: Person, bob: Person, after: str, leads_to: str
) -> None:
    sign_up(alice)

    answer = bob.submit("/accounts/login/", username="alice", password=PASSWORD, next=after)

    assert answer.url == leads_to


def test_the_pages_of_accounts_are_there(alice: Person) -> None:
    assert alice.get("/accounts/login/").status_code == 200
    assert alice.get("/accounts/signup/").status_code == 200
    sign_up(alice)
    assert "alice" in alice.get("/accounts/").content.decode()
    assert alice.get("/accounts/login/").url == "/scenarios/"

"""Text stays text: whatever somebody writes into a name, a label or a note is never markup."""

import copy

import pytest

from tests.playground.people import SMALL, Person, said

SCRIPT = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"


def test_a_script_in_any_name_is_shown_as_it_was_written(alice: Person, bob: Person) -> None:
    design = copy.deepcopy(SMALL)
    design["name"] = SCRIPT
    for component in design["components"].values():
        component["label"] = SCRIPT
    scenario = alice.draw(design)["id"]
    run = alice.run(scenario, design)["id"]
    slug = said(alice.share(scenario, run, note=SCRIPT, by=SCRIPT))["slug"]
    secret = said(alice.send("POST", f"/api/scenarios/{scenario}/edit-link"))["url"]
    alice.send("POST", f"/api/scenarios/{scenario}/duplicate")
    alice.submit(f"/scenarios/{scenario}/delete")

    pages = [
        alice.get("/scenarios/"),
        alice.get(f"/scenarios/?deleted={scenario}"),
        bob.get(f"/share/{slug}/"),
        alice.browser.post(f"/scenarios/{scenario}/restore", follow=True),
        alice.get(f"/s/{scenario}/"),
        bob.get(f"/edit/{secret.split('/')[-1]}"),
    ]

    for page in pages:
        assert page.status_code == 200
        text = page.content.decode()
        assert "alert(1)" in text, "the text itself is there"
        assert "<script>alert" not in text
        assert "<img" not in text


@pytest.mark.parametrize(
    "address", ["/search/%3Cscript%3Ealert(1)%3C/script%3E", "/s/%00/", "/%ff"]
)
def test_an_address_that_does_not_exist_is_not_repeated(bob: Person, address: str) -> None:
    answer = bob.get(address)

    assert answer.status_code == 404
    assert "<script>alert" not in answer.content.decode()


def test_a_file_name_is_text_too(alice: Person) -> None:
    from io import BytesIO

    file = BytesIO(b"{")
    file.name = "<script>alert(1)</script>.json"

    page = alice.browser.post("/scenarios/import", {"design": file}, follow=True)

    assert "<script>alert" not in page.content.decode()

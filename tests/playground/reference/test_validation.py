"""The page of the validation: theory beside simulation, as the published file says."""

import re
from html import unescape

import pytest

from playground.core.templatetags.figures import significant
from playground.reference.validation import validation
from tests.playground.people import Person


def test_every_family_and_every_value_stands_on_the_page(bob: Person) -> None:
    page = unescape(bob.get("/validation/").content.decode())
    found = validation()

    rows = re.findall(r'<tr><th scope="row">[^<]+</th><td class="n"', page)
    assert len(rows) == len(found.values)
    assert all(f'id="family-{place}"' in page for place in range(1, len(found.families) + 1))
    assert all(left.why in page for left in found.not_expressed)
    assert found.engine in page


def test_a_value_stands_beside_its_theory_with_interval_and_verdict(bob: Person) -> None:
    page = " ".join(bob.get("/validation/").content.decode().split())
    value = validation().families[0].points[0].values[0]

    row = page[page.index(f'<th scope="row">{value.words}</th>') :]
    row = row[: row.index("</tr>")]
    for figure in (value.exact, value.simulated, value.low, value.high):
        assert significant(figure) in row
    assert value.verdict in row


def test_an_interval_holds_its_value() -> None:
    assert all(value.low <= value.simulated <= value.high for value in validation().values)


@pytest.mark.parametrize(
    ("bound", "agrees", "words"),
    [
        (False, True, "agrees"),
        (False, False, "differs"),
        (True, True, "is kept"),
        (True, False, "is broken"),
    ],
)
def test_a_verdict_is_told_in_words(bound: bool, agrees: bool, words: str) -> None:
    value = validation().values[0].model_copy(update={"bound": bound, "agrees": agrees})

    assert value.verdict == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0.5, "0.5000"),
        (19, "19.00"),
        (3_000, "3,000"),
        (12_345.6, "12,350"),
        (0, "0"),
        (0.000_125, "0.0001250"),
        (2.41e-07, "2.4 × 10⁻⁷"),
        (9.9996, "10.00"),
    ],
)
def test_a_figure_has_four_digits_that_count(number: float, words: str) -> None:
    assert significant(number) == words

"""The gallery: every example under its category, and what it can be narrowed to."""

import pytest

from playground.scenarios.examples import Example, choices, examples, groups
from simulator import catalog
from tests.playground.people import Person


def example(slug: str) -> Example:
    return next(one for one in examples() if one.slug == slug)


def test_every_example_stands_once_under_its_category() -> None:
    shown = [one for group in groups() for one in group.examples]

    assert sorted(one.slug for one in shown) == sorted(one.slug for one in examples())
    assert all(one.category == group.category for group in groups() for one in group.examples)


def test_no_two_examples_have_one_place_or_one_title() -> None:
    assert len({one.order for one in examples()}) == len(examples())
    assert len({one.title for one in examples()}) == len(examples())


@pytest.mark.parametrize(("kind", "part", "key"), [
    ("findings", "rules", "code"), ("products", "presets", "name"),
])  # fmt: skip
def test_the_gallery_offers_what_some_example_shows_and_nothing_else(
    kind: str, part: str, key: str
) -> None:
    offered = [choice.value for choice in choices(kind)]  # type: ignore[arg-type]

    assert len(set(offered)) == len(offered) > 3
    assert set(offered) <= {entry[key] for entry in catalog()[part]}
    assert set(offered) <= {value for one in examples() for value in one.choices.split()}


def test_an_example_is_found_by_its_product_and_by_what_it_shows() -> None:
    found = example("the_eta_echo")

    assert [product.label for product in found.products] == ["Celery on Redis"]
    assert "celery on redis" in found.words
    assert "vis-8" in found.words


def test_no_line_of_a_card_ends_between_a_number_and_its_unit() -> None:
    assert "30\u202fs" in example("the_timeout_that_is_too_short").lesson
    assert "19.5\u202f%" in example("ghost_duplicates").lesson


def test_a_card_says_what_it_can_be_narrowed_to(alice: Person) -> None:
    page = alice.get("/gallery/").content.decode()

    assert '<option value="sidekiq">Sidekiq</option>' in page
    assert page.count('<li class="card"') == len(examples())
    assert f'data-shows="{example("the_nack_loop").choices}"' in page

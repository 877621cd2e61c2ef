"""Prose: docstrings as HTML."""

from playground.reference.templatetags.prose import points, prose, questions, section


def test_markup_of_a_text_stays_text() -> None:
    assert "<script>" not in prose("Look: <script>alert(1)</script>")
    assert "&lt;script&gt;" in prose("Look: <script>alert(1)</script>")


def test_empty_lines_part_paragraphs_and_dashes_make_a_list() -> None:
    assert prose("One\nline.\n\nTwo:\n- a\n  b\n- c") == (
        '<p>One line.</p><p>Two:</p><ul class="text"><li>a b</li><li>c</li></ul>'
    )


def test_code_and_weight_are_kept() -> None:
    assert prose("Type `make run` **now**.") == (
        "<p>Type <code>make run</code> <strong>now</strong>.</p>"
    )


def test_sentences_become_points() -> None:
    found = points("Someone waits: use a service. The work takes under 100 ms;\nit must survive.")

    assert found == [
        "Someone waits: use a service",
        "The work takes under 100 ms",
        "It must survive",
    ]


def test_a_question_is_parted_from_its_answer() -> None:
    assert questions("**Why twice?** It was late.\n\n**Is it lost?** No.") == [
        ("Why twice?", "It was late."),
        ("Is it lost?", "No."),
    ]


def test_a_heading_that_is_not_there_has_no_text() -> None:
    page = {"summary": "", "sections": [{"heading": "When not", "text": "Never."}]}

    assert section(page, "When not") == "Never."
    assert section(page, "Elsewhere") == ""

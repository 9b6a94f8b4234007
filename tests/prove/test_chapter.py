"""A chapter of the second edition, proven in a real kernel."""

import pytest

from lessonlib.prove.chapter import proof_notebook, prove_chapters

pytestmark = pytest.mark.slow


def errors(lesson, old="", new=""):
    source = lesson.chapters[0].source
    text = source.read_text()
    assert old in text
    source.write_text(text.replace(old, new, 1))
    (proof,) = prove_chapters(lesson)
    return "\n".join(proof.errors)


def test_the_example_is_proven(second):
    assert errors(second) == ""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("assert total == 3", "assert total == 4", "AssertionError"),
        ("more = total + 4\n", "more = total + 5\n", "✗ Not yet"),
        ("more = total * 4", "more = total + 4", "a wrong answer is right"),
        ("more = total * 4", "more = 5", "got:      5"),
        ('- when "got:      12"', '- when "got:      13"', "no wrong answer reaches the hint for got:      13"),
        ('more = ...\n', "import no_such_module\nmore = ...\n", "no_such_module"),
        ('# ## Read on', "# x\n\n# %%\nmore + 1\n\n# %% [markdown]\n# ## Read on", "unsupported operand"),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_told(second, old, new, message):
    assert message in errors(second, old, new)


def test_a_cell_below_sees_no_answer(second):
    """Whoever runs all cells at once has answered nothing."""
    source = second.chapters[0].source
    below = "# %%\nassert more is ...\n\n# %% [markdown]\n# ## Read on"
    source.write_text(source.read_text().replace("# %% [markdown]\n# ## Read on", below))
    assert prove_chapters(second)[0].errors == ()


def test_the_notebook_holds_all_answers(second):
    notebook = proof_notebook(second, second.chapters[0])
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    answers = [source.partition("\n")[0] for source in code if source.endswith('check("more")')]
    assert answers == ["more = total * 4", "more = total + 4", "more = ..."]

"""A chapter of the second edition, proven in a real kernel."""

import pytest

from lessonlib.build.derive import build
from lessonlib.notebook.execution import run_notebooks
from lessonlib.notebook.file import read_notebook
from lessonlib.prove.chapter import chapters_own, proof_notebook, prove_chapters

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


def test_the_chapters_own_cells_give_what_they_give_without_proofs(second):
    first = "# %%\nimport torch\ntorch.manual_seed(0)\ntotal = 1 + 2"
    proofs = "# %% proof\ntotal, drawn = 5, torch.rand(3)\n\n# %% proof\nassert (total, len(drawn)) == (5, 3)"
    below = "# %%\ntotal, torch.rand(2), sorted(set(globals()) & {'drawn', 'more'})\n\n# %% [markdown]\n# ## Read on"
    source = second.chapters[0].source
    text = source.read_text().replace("# %%\ntotal = 1 + 2", first)
    text = text.replace("# %% proof\nassert total == 3", proofs)
    source.write_text(text.replace("# %% [markdown]\n# ## Read on", below))
    build(second.root)
    chapter = read_notebook(second.chapters[0].notebook)
    proof, plain = run_notebooks([proof_notebook(second, second.chapters[0]), chapter])
    assert (proof.errors, plain.errors) == ([], [])
    own, code = (
        chapters_own(proof.notebook),
        [cell for cell in plain.notebook.cells if cell.cell_type == "code"],
    )
    assert [cell.source for cell in own] == [cell.source for cell in code]
    assert [_shown(cell) for cell in own] == [_shown(cell) for cell in code]
    assert _shown(own[-1])[0].startswith("(3, tensor([")
    assert _shown(own[-1])[0].endswith("['more'])")


def _shown(cell):
    return [output.get("text") or output.data["text/plain"] for output in cell.outputs]


def test_the_notebook_holds_all_answers(second):
    notebook = proof_notebook(second, second.chapters[0])
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    answers = [source.partition("\n")[0] for source in code if source.endswith('check("more")')]
    assert answers == ["more = total * 4", "more = total + 4", "more = ..."]

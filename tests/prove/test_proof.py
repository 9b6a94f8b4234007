from dataclasses import replace

import pytest
from rich.console import Console

from lessonlib.build.errors import SourceError
from lessonlib.prove.proof import prove_lesson, report

pytestmark = pytest.mark.slow


@pytest.fixture
def console():
    return Console(record=True, width=160)


def test_the_example_is_proven(lesson, run, console):
    proof = prove_lesson(lesson, run)
    console.print(report(proof))
    text = console.export_text()
    assert proof.holds, text
    verdicts = {verdict.name: verdict for verdict in proof.verdicts}
    assert (verdicts["solution"].points, verdicts["stub"].points) == (10, 0)
    assert verdicts["wrong_clipped"].points == 6.5
    assert verdicts["wrong_clipped"].caught_by == ("add_more",)
    for part in ("01_addition", "wrong_product", "2.5/10", "add_small, add_more", "yes"):
        assert part in text


def test_a_brief_proof_gives_each_attempt_that_is_run_the_same_verdict(lesson, run):
    whole, brief = (
        {one.name: replace(one, seconds=0.0) for one in prove_lesson(lesson, run, brief=brief).verdicts}
        for brief in (False, True)
    )
    left_out = whole.keys() - brief.keys()
    assert brief == {name: one for name, one in whole.items() if name in brief}
    assert left_out
    assert all(name.startswith(("constant_", "lies_")) for name in left_out)


@pytest.mark.nightly
def test_each_false_declaration_is_told(lesson, run, console):
    for path in lesson.attempts.glob("*.py"):
        path.unlink()
    lesson.exercise.write_text(lesson.exercise.read_text().replace("got:      2", "got:      12"))
    intro = "# %% [markdown]\n# An attempt.\n\n"
    attempts = {
        "right_but_wrong": '# %% task="add"\ndef add(a, b):\n    return 4\n',
        "wrong_test": '# %% task="add" caught_by="add_small" message="x"\nadd = max\n',
        "wrong_message": '# %% task="name" caught_by="name_is_right" message="[red]"\noperation = "minus"\n',
        "wrong_yet_right": '# %% task="name" caught_by="name_is_right" message="x"\noperation = "addition"\n',
    }
    for name, text in attempts.items():
        (lesson.attempts / f"{name}.py").write_text(intro + text)
    proof = prove_lesson(lesson, run)
    console.print(report(proof))
    faults = {verdict.name: "; ".join(verdict.faults) for verdict in proof.verdicts}
    assert not proof.holds
    assert faults["solution"] == faults["stub"] == ""
    assert faults["right_but_wrong"].startswith("add_small failed, add_more failed (first error: CheckFailed")
    assert faults["wrong_test"].startswith("add_more failed (first error")
    assert faults["wrong_message"].startswith("'[red]' does not occur in: CheckFailed")
    assert faults["wrong_yet_right"] == "name_is_right passed"
    text = console.export_text()
    assert "hints of 'add': no attempt fails one of its tests with 'got:      12'" in text
    assert "1 right attempts, at least 2 are needed" in text
    assert "3 wrong attempts, at least 5 are needed" in text
    assert "'[red]' does not occur" in text


def test_a_wrong_solution_is_told(lesson, run):
    lesson.exercise.write_text(lesson.exercise.read_text().replace("= a + b", "= a - b"))
    verdicts = {verdict.name: verdict for verdict in prove_lesson(lesson, run).verdicts}
    assert verdicts["solution"].points == 2.5
    assert "add_small failed" in verdicts["solution"].faults[0]


@pytest.mark.nightly
def test_a_stub_that_earns_points_is_told(lesson, run):
    gift = "# a gift\nfrom lessonlib.check import answer, expect\n\nexpect.that(True, 'never')"
    lesson.exercise.write_text(lesson.exercise.read_text().replace(
        '# the operation is called addition\nfrom lessonlib.check import answer, expect\n\n'
        'expect.equal(answer.operation, "addition", what="operation")', gift))  # fmt: skip
    verdicts = {verdict.name: verdict for verdict in prove_lesson(lesson, run).verdicts}
    assert verdicts["stub"].points == 2.5
    assert "name_is_right passed" in verdicts["stub"].faults[0]


def test_a_broken_source_is_not_run(lesson, run):
    lesson.exercise.write_text(lesson.exercise.read_text().replace(" points=4", ""))
    with pytest.raises(SourceError, match="it has no points"):
        prove_lesson(lesson, run)


@pytest.mark.nightly
def test_a_test_that_believes_a_constant_or_a_liar_is_told(lesson, run):
    believing = lesson.exercise.read_text().replace(
        'expect.equal(answer.add(1, 2), 3, what="add(1, 2)", hint="Use +.")',
        'got = answer.add(1, 2)\nexpect.that(got is None or hasattr(got, "sum"), "The sum is none.", hint="Use +.")',
    )
    lesson.exercise.write_text(believing)
    verdicts = {verdict.name: verdict for verdict in prove_lesson(lesson, run).verdicts}
    assert "add_small passed" in verdicts["constant_none"].faults[0]
    assert "add_small passed" in verdicts["lies_object"].faults[0]
    assert verdicts["constant_none"].points == 4
    assert not verdicts["constant_one"].faults


@pytest.mark.nightly
def test_a_test_that_asks_for_what_is_given_is_told(lesson, run):
    asking = lesson.exercise.read_text().replace(
        "import math\n", "import math\n\ndef three():\n    return math.floor(3.5)\n"
    )
    lesson.exercise.write_text(asking.replace("answer.add(1, 2), 3,", "answer.add(1, 2), answer.three(),"))
    lacks = prove_lesson(lesson, run).lacks
    assert any("'add_small' asks for 'three', which a setup cell gives" in lack for lack in lacks)


def test_a_right_answer_after_which_another_cell_fails_is_told(lesson, run):
    """A learner sees an error below an answer that has all its points."""
    text = lesson.exercise.read_text()
    first = next(line for line in text.splitlines() if line.startswith("# %% test="))
    lesson.exercise.write_text(text.replace(first, f"# %%\n1 / 0\n\n{first}", 1))
    faults = {one.name: " ".join(one.faults) for one in prove_lesson(lesson, run).verdicts}
    right = {name for name in faults if name == "solution" or name.startswith("right_")}
    assert all("a cell without points ends in an error: ZeroDivisionError" in faults[name] for name in right)
    assert not any("without points" in faults[name] for name in faults.keys() - right)

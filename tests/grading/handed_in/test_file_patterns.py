"""What tests ask for and what they make, read from their text."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from lessonlib.build.notebook import read_notebook
from lessonlib.grading.handed_in.file_patterns import file_patterns
from lessonlib.grading.handed_in.reference import Release

ROOT = Path(__file__).parents[3]


def patterns(*tests, **marks):
    marks = {"grade": True, "locked": True, "points": 1} | marks
    cells = [
        new_code_cell(test, metadata={"nbgrader": {"grade_id": f"t{number}", **marks}})
        for number, test in enumerate(tests)
    ]
    return file_patterns([Release.of(new_notebook(cells=cells), "ex", "ex")])


@pytest.mark.parametrize(
    ("test", "asked", "others"),
    [
        ("answer.file('out.csv')", ["out.csv"], ["a/out.csv", "out_csv"]),
        (
            "for name in answer.files('runs/*/x.pt'):\n    answer.file(name)",
            ["runs/a/x.pt"],
            ["x.pt", "runs/a"],
        ),
        ("answer.files('log/**/*tfevents*')", ["log/tfevents.1", "log/a/b/tfevents"], ["tfevents"]),
        ("d = 'runs'\nopen(answer.file(f'{d}/last.pt'))", ["runs/last.pt"], ["x/last.pt"]),
        ("answer.file('runs/' + answer.best + '.pt')", ["runs/7.pt"], ["runs/7.csv"]),
        ('answer.file(f\'runs/{"a" if x else "b"}/y\')', ["runs/a/y"], ["runs/y"]),
        ("answer.file('./a[1].csv')", ["a[1].csv"], ["a1.csv"]),
        ("%matplotlib inline\n!ls\nanswer.file('a')", ["a"], ["b"]),
        ("answer.file(name)", [], ["a", "b.csv"]),
        ("answer.file(", [], ["a"]),
        ("answer.file()", [], ["a"]),
        ("name = name\nanswer.file(f'{name}.pt')", ["x.pt"], ["x.csv"]),
        ("", [], [""]),
    ],
)
def test_a_test_asks_for_files(test, asked, others):
    found = patterns(test)
    assert [name for name in [*asked, *others] if found.is_asked(name)] == asked


@pytest.mark.parametrize(
    "test",
    [
        "folder = f'checks/{secrets.token_hex(4)}'\nanswer.train(folder)",
        "straight, cut = (f'checks/{secrets.token_hex(4)}' for _ in range(2))",
        "answer.train('checks/' + token_hex(4))",
    ],
)
def test_a_name_that_is_drawn_anew_is_made_by_the_test(test):
    found = patterns(test)
    assert found.is_made("checks/01ab45ef")
    assert found.is_made("checks/01ab45ef/epoch-1.safetensors")
    for name in ("checks", "checks/mine", "checks/mine/x", "checks/01ab45e", "runs/01ab45ef", "01ab45ef"):
        assert not found.is_made(name)


@pytest.mark.parametrize("part", ["uuid.uuid4().hex", "uuid4()"])
def test_so_is_one_with_a_uuid(part):
    found = patterns(f"answer.save(f'runs/{{{part}}}.pt')")
    name = uuid.UUID(int=0xAB << 64)
    assert [found.is_made(f"runs/{text}.pt") for text in (name.hex, str(name), "mine")] == [
        "hex" in part,
        "hex" not in part,
        False,
    ]


def test_what_a_test_makes_is_not_what_it_asks_for():
    found = patterns("d = f'x/{secrets.token_hex(2)}'\nanswer.file(f'{d}/a.pt')", "answer.file('a.pt')")
    assert found.is_asked("a.pt")
    assert not found.is_asked("x/01ab/a.pt")


def test_only_tests_count():
    assert not patterns("answer.file('a')", grade=False, solution=True).is_asked("a")


def test_the_exercises_of_this_course():
    def of(slug):
        path = ROOT / "solutions" / slug / f"{slug}.ipynb"
        return file_patterns([Release.of(read_notebook(path), slug, slug)])

    mnist = of("12_mnist_mlp")
    assert mnist.is_asked("runs/digits/final.safetensors")
    assert not mnist.is_made("runs/digits/final.safetensors")
    moons = of("08_logistic_regression")
    assert moons.is_asked("runs/moons/final.ckpt.safetensors")
    assert moons.is_made("runs/check_01234567/log/x")

"""What lies in a student's folder, but not in that of the assignment."""

from __future__ import annotations

import zipfile

import pytest

from lessonlib.grading.handed_in.contents import Malformed
from lessonlib.grading.handed_in.misplaced import attempts_beside, misplaced


@pytest.fixture
def student(tmp_path):
    folder = tmp_path / "submitted" / "ada"
    folder.mkdir(parents=True)
    return folder


def put(path, content=b""):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


@pytest.mark.parametrize(
    "name",
    [
        "ex.ipynb",
        "my work.ipynb",
        "ex (1)/ex.ipynb",
        "hw2/ex.ipynb",
        "attempts/2/final.ipynb",
        "ex.ipynb.txt",
    ],
)
def test_a_notebook_in_another_place_is_not_passed_over(student, release, notebook, name):
    put(student / name, notebook("x * x"))
    with pytest.raises(
        Malformed, match=rf"in the folder of ada, '{name.translate(_ESCAPED)}' looks like ex"
    ) as found:
        raise misplaced(student, "ex", [release])
    assert found.value.step == "Put what counts into ada/ex/, then grade with --rerun-changed."


_ESCAPED = str.maketrans({"(": r"\(", ")": r"\)", ".": r"\."})


def test_one_in_an_archive_and_exports_with_its_name(student, release, notebook):
    with zipfile.ZipFile(student / "all.zip", "w") as made:
        made.writestr("ex.ipynb", notebook("x * x"))
    assert "'all.zip/ex.ipynb' looks like ex" in str(misplaced(student, "ex", [release]))
    (student / "all.zip").unlink()
    put(student / "EX.pdf")
    put(student / "ex (1).html")
    assert "'EX.pdf', 'ex (1).html' looks like ex" in str(misplaced(student, "ex", [release]))


def test_who_handed_in_other_assignments_is_missing(student, release, notebook):
    put(student / "ex2" / "ex2.ipynb", notebook("x", number=2))
    put(student / "ex10.pdf")
    put(student / "hw3" / "solution.ipynb", notebook("x", number=3))
    put(student / "photo.png")
    assert misplaced(student, "ex", [release]) is None
    assert misplaced(student.parent / "bob", "ex", [release]) is None


def test_a_link_is_not_followed(student, release, notebook, tmp_path):
    put(tmp_path / "real" / "ex.ipynb", notebook("x * x"))
    (student.parent / "eve").symlink_to(tmp_path / "real")
    assert misplaced(student.parent / "eve", "ex", [release]) is None
    assert attempts_beside(student.parent / "eve", "ex", [release]) == []


def test_an_attempt_beside_the_right_folder_is_noted(student, release, notebook):
    put(student / "ex" / "ex.ipynb", notebook("x * x"))
    put(student / "ex10" / "ex10.ipynb", notebook("x", number=10))
    assert attempts_beside(student, "ex", [release]) == []
    put(student / "ex (1)" / "ex.ipynb", notebook("x + x"))
    put(student / "ex-old" / "notes.txt")
    assert attempts_beside(student, "ex", [release]) == [
        "'ex (1)/ex.ipynb' lies beside the folder 'ex' and was left. If it counts, put it there, alone."
    ]
    assert attempts_beside(student.parent / "bob", "ex", [release]) == []

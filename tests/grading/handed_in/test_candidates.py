"""Which of the files that were handed in is the notebook."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from lessonlib.grading.handed_in.candidates import choose
from lessonlib.grading.handed_in.contents import Malformed
from lessonlib.grading.handed_in.plain_file import NotPlain
from lessonlib.grading.handed_in.reference import Release
from lessonlib.grading.handed_in.tree import File


@pytest.fixture
def chosen(release):
    """chosen({name: bytes}): the name of the file that is taken, or why none is; and the notes."""

    def chosen(contents):
        choice = choose(files_of(contents), [release])
        taken = choice.taken.get("ex")
        if taken is None:
            return choice.contents["ex"], choice.notes
        assert choice.contents["ex"] == contents[taken.name]
        return taken.name, choice.notes

    return chosen


def files_of(contents):
    return [File(name, lambda most, content=content: content) for name, content in sorted(contents.items())]


def test_the_one_with_the_right_name_is_not_even_looked_into(chosen):
    assert chosen({"ex.ipynb": b"anything", "data.csv": b"1"}) == ("ex.ipynb", ())


@pytest.mark.parametrize(
    "name",
    [
        *("ex (1).ipynb", "ex-Copy1.ipynb", "final.ipynb", "EX.ipynb", "Copy of ex.ipynb"),
        *("ex.ipynb.txt", "ex.ipynb.json", "ex.json", "ex.txt", "ex", "ex.ipynb (1)"),
        *("attempt/ex.ipynb", "a/b/c/final.ipynb", "work.zip/ex/ex.ipynb", "ex.ipynb/ex.ipynb"),
    ],
)
def test_the_only_one_with_tasks_is_taken_and_named(chosen, notebook, name):
    others = {"notes.ipynb": b"{}", "holidays.ipynb": plain_notebook(), "chapter.ipynb": b"", "x.csv": b"1"}
    assert chosen({name: notebook("x * x"), **others}) == (name, (f"'{name}' was taken for ex.ipynb.",))


def plain_notebook():
    return new_notebook(cells=[new_code_cell("print('sun')")]).__repr__().replace("'", '"').encode()


def test_an_attempt_is_taken_rather_than_the_exercise_as_it_was_given(chosen, notebook):
    taken, notes = chosen({"ex.ipynb": notebook(), "ex-Copy1.ipynb": notebook("x * x")})
    assert taken == "ex-Copy1.ipynb"
    assert notes == (
        "'ex-Copy1.ipynb' was taken for ex.ipynb.",
        "'ex.ipynb' was left: nothing in it is answered.",
    )


@pytest.mark.parametrize("damaged", [b"", b"{", b"<html>", b"%PDF-1.7"])
def test_an_attempt_is_taken_rather_than_a_file_that_cannot_be_read(chosen, notebook, damaged):
    taken, notes = chosen({"ex.ipynb": damaged, "ex (1).ipynb": notebook("x * x")})
    assert taken == "ex (1).ipynb"
    assert notes[1].startswith("'ex.ipynb' was left: ")


@pytest.mark.parametrize("other", ["ex-Copy1.ipynb", "old/ex.ipynb", "work.zip/ex.ipynb"])
def test_of_two_attempts_the_one_with_the_right_name_and_place_counts(chosen, notebook, other):
    taken, notes = chosen({"ex.ipynb": notebook("x * x"), other: notebook("x + x")})
    assert taken == "ex.ipynb"
    assert notes == (
        f"'{other}' was left, though it holds other answers, for 'ex.ipynb' has the right name. If the other one "
        "counts, hand in that one alone, as ex.ipynb.",
    )


def test_in_a_folder_too(chosen, notebook):
    taken, notes = chosen({"a/ex.ipynb": notebook("x * x"), "a/ex-Copy1.ipynb": notebook("x + x")})
    assert taken == "a/ex.ipynb"
    assert len(notes) == 2


@pytest.mark.parametrize(
    "names",
    [
        ("final.ipynb", "final2.ipynb"),
        ("ex (1).ipynb", "ex (2).ipynb"),
        ("attempt1/ex.ipynb", "attempt2/ex.ipynb"),
        ("final.ipynb", "old/ex.ipynb"),
        ("a.zip/ex.ipynb", "b.zip/ex.ipynb"),
    ],
)
def test_of_two_attempts_otherwise_none_is_taken(chosen, notebook, names):
    first, second = names
    refused, _ = chosen({first: notebook("x * x"), second: notebook("x + x")})
    assert isinstance(refused, Malformed)
    assert refused.reason.startswith(
        "several notebooks hold different answers to ex, and which one counts cannot"
    )
    assert all(f"'{name}'" in refused.reason for name in names)
    assert refused.step == "Hand in the one that counts, alone, as ex.ipynb."
    taken, notes = chosen({first: notebook("x * x"), second: notebook("x * x")})
    assert taken in names
    assert notes[1].endswith("was left: it holds the same answers.")
    taken, notes = chosen({first: notebook("x * x"), second: notebook()})
    assert taken == first
    assert notes[1] == f"'{second}' was left: nothing in it is answered."


def test_two_files_of_one_name_in_an_archive(release, notebook):
    first, second = notebook("x * x"), notebook("x + x")
    files = [File("w.zip/ex.ipynb", lambda most: first), File("w.zip/ex.ipynb", lambda most: second)]
    refused = choose(files, [release]).contents["ex"]
    assert isinstance(refused, Malformed)
    assert "cannot be known" in refused.reason


@pytest.mark.parametrize(
    ("name", "content", "reason", "step"),
    [
        ("ex.html", b"<html>", r"'ex.html' is a web page", r"File > Download"),
        ("ex.pdf", b"%PDF", r"'ex.pdf' is a PDF", r"File > Download"),
        ("ex.py", b"x = 1", r"'ex.py' is a program", r"Hand in ex.ipynb"),
        ("ex.docx", b"PK", r"'ex.docx' is a document", r"File > Download"),
        ("link.url", b"", r"'link.url' is a link to a web page", r"Hand in ex.ipynb"),
        (
            "ex.ipynb.crdownload",
            b"{",
            r"'ex.ipynb.crdownload': it is not JSON",
            r"Open the notebook in JupyterLab",
        ),
        ("work.rar", b"Rar!", r"'work.rar' is an archive that is not opened", r"Hand in ex.ipynb"),
        ("a.zip/b.zip", b"PK", r"'a.zip/b.zip' is an archive", r"Hand in ex.ipynb"),
        ("thesis", b"", r"'thesis' is no notebook", r"Hand in ex.ipynb"),
        (
            "ex.ipynb.html",
            b"<!DOCTYPE html>",
            r"'ex.ipynb.html': it is a web page, not a note",
            r"File > Download",
        ),
        ("hw2.ipynb", b"{}", r"'hw2.ipynb': its notebook format", r"Open the notebook"),
        ("\x1b[2Jex.html", b"", r"'ex.html' is a web page", r"Hand in ex.ipynb"),
    ],
)
def test_what_is_no_notebook_is_named_with_what_to_do(chosen, name, content, reason, step):
    refused, notes = chosen({name: content, "timestamp.txt": b""})
    assert isinstance(refused, Malformed)
    with pytest.raises(Malformed, match=rf"ex\.ipynb is not there\. Found: .*{reason}.*{step}"):
        raise refused
    assert notes == ()


def test_a_notebook_of_another_assignment(chosen, notebook):
    refused, _ = chosen({"hw2.ipynb": notebook("x", number=2)})
    assert "'hw2.ipynb': it holds no task of ex" in refused.reason
    assert refused.step == "Hand in your notebook of ex."
    taken, notes = chosen({"hw2.ipynb": notebook("x", number=2), "hw1.ipynb": notebook("x")})
    assert (taken, notes) == ("hw1.ipynb", ("'hw1.ipynb' was taken for ex.ipynb.",))


def test_no_more_is_listed_than_can_be_read(chosen):
    refused, _ = chosen({f"{number}.html": b"" for number in range(9)})
    assert refused.reason.endswith("'4.html' is a web page; and 4 more")


def test_nothing_is_not_handed_in(chosen):
    refused, _ = chosen({})
    assert str(refused) == "the notebook ex.ipynb was not handed in. Hand in ex.ipynb."


def test_of_very_many_notebooks_some_are_looked_into(chosen, notebook):
    many = {f"{number:03}.ipynb": b"{}" for number in range(50)} | {"a/ex.ipynb": notebook("x * x")}
    taken, notes = chosen(many)
    assert taken == "a/ex.ipynb"
    assert notes[0] == "There are 51 notebooks; 20 of them were looked at."


def test_what_cannot_be_made_sense_of_is_no_harm(chosen, monkeypatch, notebook):
    def broken(*args):
        raise ZeroDivisionError

    monkeypatch.setattr("lessonlib.grading.handed_in.candidates.repair", broken)
    refused, _ = chosen({"a.ipynb": notebook("x")})
    assert "'a.ipynb': it cannot be made sense of (ZeroDivisionError)" in refused.reason


def test_what_is_no_plain_file(release):
    def read(most):
        raise NotPlain("a link to another file")

    refused = choose([File("ex.ipynb", read)], [release]).contents["ex"]
    assert isinstance(refused, Malformed)
    assert refused.reason == "the notebook is a link to another file"


@pytest.fixture
def two(exercise):
    return [Release.of(exercise(number), "homework", f"part{number}") for number in (1, 2)]


def test_each_notebook_of_an_assignment_is_found(two, notebook):
    parts = {"part1.ipynb": notebook("x", number=1), "part2.ipynb": notebook("x", number=2)}
    choice = choose(files_of(parts), two)
    assert {name: file.name for name, file in choice.taken.items()} == {
        "part1": "part1.ipynb",
        "part2": "part2.ipynb",
    }
    exchanged = {"part1.ipynb": parts["part2.ipynb"], "part2.ipynb": parts["part1.ipynb"]}
    choice = choose(files_of(exchanged), two)
    assert {name: file.name for name, file in choice.taken.items()} == {
        "part1": "part2.ipynb",
        "part2": "part1.ipynb",
    }
    assert "'part2.ipynb' was taken for part1.ipynb." in choice.notes
    one = choose(files_of({"first.ipynb": parts["part1.ipynb"]}), two)
    assert one.contents["part1"] == parts["part1.ipynb"]
    assert str(one.contents["part2"]) == "the notebook part2.ipynb was not handed in. Hand in part2.ipynb."


def test_a_notebook_with_the_right_name_stands_for_no_other_one_of_the_same_tasks(exercise, notebook):
    alike = [Release.of(exercise(1), "homework", name) for name in ("part_a", "part_b")]
    choice = choose(files_of({"part_b.ipynb": notebook("x", number=1)}), alike)
    assert {name: file.name for name, file in choice.taken.items()} == {"part_b": "part_b.ipynb"}
    assert isinstance(choice.contents["part_a"], Malformed)

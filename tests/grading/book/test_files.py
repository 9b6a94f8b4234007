"""What stays of a submission's files in nbgrader's folders."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_notebook
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory

from lessonlib.grading.book.files import OnlyNotebooks, remove_copies


def fill(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")


def left(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_copies_go_and_what_was_there_before_stays(tmp_path):
    source, folder, keep = (tmp_path / name for name in ("source", "folder", "keep"))
    copied = [
        "index.html",
        "a/b/c.svg",
        "a/data.csv",
        "timestamp.txt",
        "01.ipynb",
        ".hidden.ipynb",
        "01.ipynb.html",
    ]
    fill(source, *copied)
    fill(folder, *copied, "a/own.txt", "own.html")
    fill(keep, "a/data.csv")
    (source / "link").symlink_to("/etc/passwd")
    (folder / "link").write_text("root:x:0")
    remove_copies(source, folder, keep)
    assert left(folder) == ["01.ipynb", "a", "a/data.csv", "a/own.txt", "own.html", "timestamp.txt"]
    assert (source / "index.html").exists()
    remove_copies(source, tmp_path / "nowhere")


@pytest.mark.parametrize("last", [True, False])
def test_files_stay_until_the_last_notebook_ran(tmp_path, last):
    converter = Autograde(coursedir=CourseDirectory(root=str(tmp_path)))
    converter.notebooks = [f"submitted/ada/01/{name}.ipynb" for name in ("first", "second")]
    submitted, graded = (tmp_path / step / "ada" / "01" for step in ("submitted", "autograded"))
    files = ["index.html", "data.csv", "first.ipynb", "second.ipynb"]
    fill(submitted, *files)
    fill(graded, *files)
    fill(tmp_path / "source" / "01", "data.csv")
    about = {"student": "ada", "assignment": "01", "notebook": "second" if last else "first"}
    exporter = converter.exporter_class(parent=converter, config=converter.config)
    exporter.register_preprocessor(OnlyNotebooks, enabled=True)
    exporter.from_notebook_node(new_notebook(), {"nbgrader": about})
    assert ("index.html" in left(graded)) != last
    assert {"data.csv", "first.ipynb", "second.ipynb"} <= set(left(graded))

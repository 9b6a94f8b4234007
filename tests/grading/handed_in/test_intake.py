"""Reading a submission's folder, whatever is in it."""

from __future__ import annotations

import os
import zipfile

import pytest
from nbformat.v4 import new_notebook

from lessonlib.grading.handed_in import tree
from lessonlib.grading.handed_in.contents import Malformed
from lessonlib.grading.handed_in.intake import Submission, read_submission
from lessonlib.grading.handed_in.reference import Release


@pytest.fixture
def read(folder, release):
    return lambda place=folder: read_submission(place, "ada", [release])


def test_the_notebook_and_the_files_beside_it(folder, read):
    (folder / "ex.ipynb").write_bytes(b"{}")
    (folder / "data").mkdir()
    (folder / "data" / "x.csv").write_bytes(b"1,2")
    (folder / "other.ipynb").write_bytes(b"[]")
    (folder / "timestamp.txt").write_text("2026-01-02 03:04:05 UTC")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "ex-checkpoint.ipynb").write_bytes(b"{}")
    found = read()
    assert found.notebooks == {"ex": b"{}"}
    assert found.files == {
        "data/x.csv": b"1,2",
        "other.ipynb": b"[]",
        "timestamp.txt": b"2026-01-02 03:04:05 UTC",
    }
    assert found.notes == ()


@pytest.mark.parametrize("place", ["work.zip", "work"])
@pytest.mark.parametrize("outer", [True, False])
def test_a_student_does_not_say_when_it_was_handed_in(folder, read, place, outer):
    own = b"2020-01-01 00:00:00 UTC"
    if place == "work":
        (folder / "work").mkdir()
        (folder / "work" / "ex.ipynb").write_bytes(b"{}")
        (folder / "work" / "timestamp.txt").write_bytes(own)
        inner = "work/timestamp.txt"
    else:
        with zipfile.ZipFile(folder / "work.zip", "w") as archive:
            archive.writestr("w/ex.ipynb", "{}")
            archive.writestr("w/timestamp.txt", own)
        inner = "work.zip/w/timestamp.txt"
    if outer:
        (folder / "timestamp.txt").write_bytes(b"2026-01-02 03:04:05 UTC")
    found = read()
    assert found.files.get("timestamp.txt") == (b"2026-01-02 03:04:05 UTC" if outer else None)
    assert f"'{inner}' was left: when a submission was handed in is not said within it." in found.notes


def test_unpacked_it_lies_where_a_notebook_expects_it(tmp_path):
    files = {"data/x.csv": b"1,2", "other.ipynb": b"[]"}
    Submission("ada", {"ex": b"{}", "lost": Malformed("it is not there")}, files).unpack(tmp_path)
    paths = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {str(path.relative_to(tmp_path)): path.read_bytes() for path in paths} == files | {
        "ex.ipynb": b"{}"
    }


def test_the_digest_changes_with_any_content(folder, read):
    (folder / "ex.ipynb").write_bytes(b"{}")
    first = read().digest
    assert read().digest == first
    (folder / "x").write_bytes(b"")
    second = read().digest
    (folder / "ex.ipynb").write_bytes(b"{ }")
    third = read().digest
    os.mkfifo(folder / "pipe")
    assert len({first, second, third, read().digest}) == 4


def test_a_folder_of_the_notebooks_name(folder, read, notebook):
    (folder / "ex.ipynb").mkdir()
    assert str(read().notebooks["ex"]).startswith("the notebook is a folder. Hand in")
    (folder / "ex.ipynb" / "ex.ipynb").write_bytes(notebook("x * x"))
    found = read()
    assert found.notebooks == {"ex": notebook("x * x")}
    assert found.notes[0] == "'ex.ipynb/ex.ipynb' was taken for ex.ipynb."


def test_everything_in_an_archive(folder, read, notebook):
    with zipfile.ZipFile(folder / "work.zip", "w") as made:
        made.writestr("work/ex.ipynb", notebook("x * x"))
        made.writestr("work/data/x.csv", "1,2")
        made.writestr("work/helper.py", "y = 1")
        made.writestr("../../gotcha", "")
    (folder / "timestamp.txt").write_text("2026-01-02 03:04:05 UTC")
    found = read()
    assert found.notebooks == {"ex": notebook("x * x")}
    assert set(found.files) == {"data/x.csv", "helper.py", "timestamp.txt"}
    assert found.notes == ("'work.zip/work/ex.ipynb' was taken for ex.ipynb.",)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", r"'work.zip' is a damaged archive"), (b"PK\x05\x06" + bytes(18), r"'work.zip' is an archive")],
)
def test_an_archive_without_a_notebook(folder, read, content, reason):
    (folder / "work.zip").write_bytes(content)
    with pytest.raises(Malformed, match=rf"ex\.ipynb is not there\. Found: {reason}"):
        raise read().notebooks["ex"]


def test_no_more_archives_are_opened_than_make_sense(folder, read, notebook):
    for number in range(7):
        with zipfile.ZipFile(folder / f"{number}.zip", "w") as made:
            made.writestr("ex.ipynb", notebook("x" if number == 6 else None))
    found = read()
    assert found.notes[0] == "'0.zip/ex.ipynb' was taken for ex.ipynb."
    assert len(found.notes) == 5


def test_only_a_checkpoint_is_not_taken(folder, read, notebook):
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "ex-checkpoint.ipynb").write_bytes(notebook("x * x"))
    refused = read().notebooks["ex"]
    assert isinstance(refused, Malformed)
    assert "'.ipynb_checkpoints', in which JupyterLab keeps earlier states" in refused.reason
    assert "Hand in ex.ipynb" in refused.step


def make_symlink(path):
    path.symlink_to("/etc/passwd")


def make_giant(path):
    with path.open("wb") as file:
        file.truncate(500_000_000)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (make_symlink, r"the notebook is a link to another file"),
        (os.mkfifo, r"the notebook is a pipe or a device, not a file"),
        (make_giant, r"the notebook is larger than 50 MB \(500 MB\)"),
    ],
)
def test_a_notebook_that_is_no_plain_file_is_refused_without_waiting(folder, read, make, reason):
    make(folder / "ex.ipynb")
    with pytest.raises(Malformed, match=reason) as refused:
        raise read().notebooks["ex"]
    assert refused.value.step.endswith(".")


def test_links_and_pipes_beside_the_notebook_are_left_out(folder, read, tmp_path):
    (folder / "ex.ipynb").write_bytes(b"{}")
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "key").write_text("key")
    (folder / "folder").symlink_to(tmp_path / "secret")
    (folder / "file").symlink_to(tmp_path / "secret" / "key")
    (folder / "work.zip").symlink_to(tmp_path / "secret" / "key")
    os.mkfifo(folder / "pipe")
    found = read()
    assert found.files == {}
    assert len(found.notes) == 4
    assert found.notes[2].startswith(
        "'pipe' was left out: it is a pipe or a device, not a file. Hand in the file"
    )


@pytest.mark.parametrize("text", ["yesterday", "", "99999-99-99", "\x00", "9" * 5000])
def test_a_time_that_is_none_is_left_out(folder, read, text):
    (folder / "ex.ipynb").write_bytes(b"{}")
    (folder / "timestamp.txt").write_text(text)
    found = read()
    assert found.files == {}
    [note] = found.notes
    assert note.startswith("'timestamp.txt' was left out, so nothing is late: '")
    assert note.endswith("' is not a date and time. A time is written 2026-01-31 23:59:00 UTC.")
    assert len(note) < 250


@pytest.mark.parametrize("level", ["student", "assignment"])
def test_a_folder_that_is_a_link_is_refused(folder, read, tmp_path, level):
    real = folder if level == "assignment" else folder.parent
    real.rename(tmp_path / "real")
    real.symlink_to(tmp_path / "real")
    refused = read().notebooks["ex"]
    assert isinstance(refused, Malformed)
    assert "a link to another place" in refused.reason


@pytest.mark.skipif(os.geteuid() == 0, reason="root can read everything")
def test_a_folder_that_cannot_be_read(folder, read):
    folder.chmod(0)
    refused = read().notebooks["ex"]
    folder.chmod(0o700)
    assert "its folder cannot be read: Permission denied" in str(refused)


def test_a_folder_that_is_gone(folder, read):
    folder.rmdir()
    assert "its folder cannot be read: No such file" in str(read().notebooks["ex"])


def test_the_notebook_is_found_among_100_000_files(folder, read, monkeypatch):
    monkeypatch.setattr(tree, "_MOST_ENTRIES", 10)
    for number in range(50):
        (folder / f"{number}").write_bytes(b"")
    (folder / "ex.ipynb").write_bytes(b"{}")
    assert read().notebooks == {"ex": b"{}"}


def test_what_visible_tests_made_at_home_neither_counts_nor_comes_along(folder, exercise):
    test = (
        "import secrets\nfolder = f'checks/{secrets.token_hex(4)}'\nanswer.train(folder)\n"
        "answer.file(f'{folder}/final.pt')\nanswer.file('runs/digits/final.pt')"
    )
    release = Release.of(exercise(test=test), "ex", "ex")
    for name in ("runs/digits/final.pt", "zz.csv", *(f"checks/{n:08x}/final.pt" for n in range(1_200))):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"1")
    (folder / "ex.ipynb").write_bytes(b"{}")
    found = read_submission(folder, "ada", [release])
    assert (list(found.files), found.notes) == (["runs/digits/final.pt", "zz.csv"], ())


def test_a_name_in_the_form_of_another_system(folder, exercise):
    release = Release.of(exercise(), "과제", "과제")
    (folder / "\u1100\u116a\u110c\u1166.ipynb").write_bytes(b"{}")  # as macOS stores it
    found = read_submission(folder, "ada", [release])
    assert (found.notebooks, found.notes) == ({"과제": b"{}"}, ())


def test_a_release_without_notebooks_is_no_harm(folder):
    (folder / "x").write_bytes(b"1")
    assert read_submission(folder, "ada", []).files == {"x": b"1"}
    assert read_submission(folder, "ada", [Release.of(new_notebook(), "ex", "ex")]).student == "ada"

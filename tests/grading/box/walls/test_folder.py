"""What of a submission's folder comes into a box."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lessonlib.grading.box.errors import FolderError
from lessonlib.grading.box.limits import Box
from lessonlib.grading.box.process.client import Child, Zygote

LIST_WORK = "return sorted(os.path.join(f, n) for f, d, files in os.walk('.') for n in [*d, *files])"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A submission's folder."""
    folder = tmp_path / "submission"
    folder.mkdir()
    return folder


def spawn(zygote: Zygote, folder: Path, **limits: Any) -> Child:
    return zygote.spawn("time:time", boxed=Box(folder=folder, **limits))


def test_files_and_folders_are_copied(folder: Path, ask: Callable[..., Any]) -> None:
    names = ["plain.csv", "a\nb", "-rf", "ä", "deep/er/file"]
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    assert ask(LIST_WORK, folder=folder) == sorted(["./deep", "./deep/er", *(f"./{name}" for name in names)])
    assert ask("return open('deep/er/file').read()", folder=folder) == "deep/er/file"


def test_the_original_stays_as_it_is(folder: Path, ask: Callable[..., Any]) -> None:
    (folder / "file").write_text("1")
    assert (
        ask("open('file', 'w').write('2')\nos.mkdir('new')\nreturn open('file').read()", folder=folder) == "2"
    )
    assert [(path.name, path.read_text()) for path in folder.iterdir()] == [("file", "1")]


def test_links_and_pipes_are_left_out_and_named(zygote: Zygote, folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("")
    (folder / "symbolic").symlink_to(secret)
    (folder / "folder").symlink_to(tmp_path)
    (folder / "hard").hardlink_to(secret)
    os.mkfifo(folder / "pipe")
    with spawn(zygote, folder) as child:
        assert sorted(child.left_out) == ["./folder", "./hard", "./pipe", "./symbolic"]


def test_links_cannot_be_followed_inside(folder: Path, ask: Callable[..., Any]) -> None:
    (folder / "loop").symlink_to(".")
    assert ask(LIST_WORK, folder=folder) == []


def test_names_that_match_a_pattern_are_left_out(folder: Path, ask: Callable[..., Any]) -> None:
    for name in ("a.ipynb", "b.py"):
        (folder / name).write_text("")
    assert ask(LIST_WORK, folder=folder, leave_out=["*.ipynb"]) == ["./b.py"]


def test_a_folder_that_is_too_large_is_said_with_its_file(zygote: Zygote, folder: Path) -> None:
    with (folder / "large").open("wb") as file:
        file.truncate(1 << 40)  # a terabyte that takes no space
    with pytest.raises(
        FolderError, match=r"fit in 16 MB of disk \('large' has 1,099,511,627,776 bytes\).*disk_mb"
    ):
        spawn(zygote, folder, disk_mb=16)


def test_many_small_files_do_not_fit_either(zygote: Zygote, folder: Path) -> None:
    for number in range(200):
        (folder / str(number)).write_text("x")
    with pytest.raises(FolderError, match=r"No space left.*disk_files"):
        spawn(zygote, folder, disk_files=100)


def test_folders_nested_too_deeply_do_not_fit(zygote: Zygote) -> None:
    folder = tempfile.mkdtemp(dir="/dev/shm")  # pytest could not remove it
    descriptor = os.open(folder, os.O_RDONLY)
    for _ in range(2500):  # longer than a path can be, and than some Pythons can go down
        os.mkdir("x", dir_fd=descriptor)
        inner = os.open("x", os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = inner
    os.close(descriptor)
    with pytest.raises(FolderError, match="does not fit"):
        spawn(zygote, Path(folder))
    subprocess.run(["rm", "-r", folder], check=True)


def test_a_folder_that_is_not_there_is_the_callers_mistake(zygote: Zygote, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nothing"):
        spawn(zygote, tmp_path / "nothing")

"""A fork that a test asks leaves nothing behind; with the files that the learner's cells made it may do as it likes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lessonlib.grading.box.cells import throwaway


class Shell:
    """A shell's part in it: its outputs are another test's concern."""

    def forget_outputs(self):
        pass


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "work" / "runs").mkdir(parents=True)
    (tmp_path / "work" / "runs" / "model.bin").write_bytes(b"1")
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


def in_a_fork(act):
    """What `act` returns in a fork, as a text, and the fork's process id."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            text = str(act())
        except BaseException as error:
            text = repr(error)
        os.write(write, text.encode())
        os._exit(0)
    os.close(write)
    os.waitpid(pid, 0)
    with os.fdopen(read) as file:
        return file.read(), pid


def test_files_are_a_copy(folder):
    def act():
        throwaway.come_loose(Shell(), folder)
        Path("runs/model.bin").write_bytes(b"2")
        Path("new.txt").write_text("new")
        return Path.cwd().name, sorted(str(path) for path in Path().rglob("*.*"))

    told, pid = in_a_fork(act)
    assert told == "('work', ['new.txt', 'runs/model.bin'])"
    assert (folder / "runs/model.bin").read_bytes() == b"1"
    assert not (folder / "new.txt").exists()
    throwaway.remove_files(pid)
    assert list((folder.parent / "tmp").iterdir()) == []


def test_a_folder_within_is_the_same_folder_there(folder):
    os.chdir("runs")
    told, _ = in_a_fork(lambda: (throwaway.come_loose(Shell(), folder), os.listdir())[1])
    assert told == "['model.bin']"


def test_links_and_pipes_are_not_followed(folder):
    os.mkfifo("pipe")
    os.symlink("/etc/hostname", "link")
    told, _ = in_a_fork(
        lambda: (throwaway.come_loose(Shell(), folder), os.path.islink("link"), os.path.exists("pipe"))
    )
    assert told == "(None, True, False)"


@pytest.mark.parametrize("limit", ["_MOST_FILES", "_MOST_BYTES"])
def test_too_much_is_not_copied(folder, monkeypatch, limit):
    monkeypatch.setattr(throwaway, limit, 0)
    told, _ = in_a_fork(lambda: (throwaway.come_loose(Shell(), folder), Path.cwd() == folder)[1])
    assert told == "True"


def test_no_handler_is_told_of_the_ended(folder):
    """As torch's DataLoader has one, which raises when a worker of its own ends."""

    def act():
        def complain(number, frame):
            raise RuntimeError("a child was killed")

        signal.signal(signal.SIGCHLD, complain)
        children = [subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) for _ in range(3)]
        throwaway.end_all(lambda: {child.pid for child in children if child.poll() is None})
        return [child.poll() is not None for child in children], signal.getsignal(signal.SIGCHLD) is complain

    told, _ = in_a_fork(act)
    assert told == "([True, True, True], True)"

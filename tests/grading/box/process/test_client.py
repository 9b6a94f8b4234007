"""Spawning from a zygote: arguments, streams, endings, seeds, and who dies with whom."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator

import pytest

from lessonlib.grading.box.errors import BoxError
from lessonlib.grading.box.process.client import Zygote


@pytest.fixture(scope="module")
def bare() -> Iterator[Zygote]:
    """A zygote with nothing but the standard library."""
    with Zygote(["code", "json.tool"], sandbox=False) as zygote:
        yield zygote


def test_a_target_that_is_not_loaded_is_named(bare: Zygote) -> None:
    with pytest.raises(BoxError, match=r"'nothing:main' cannot be called.*one of code, json\.tool"):
        bare.spawn("nothing:main")


def test_a_module_that_cannot_be_imported_is_named() -> None:
    with (
        pytest.raises(BoxError, match=r"ended: .*No module named 'no_such_module'"),
        Zygote(["no_such_module"], sandbox=False) as zygote,
    ):
        zygote.spawn("no_such_module:main")


def test_closing_kills_also_where_another_process_holds_the_lease(bare: Zygote) -> None:
    ours, theirs = socket.socketpair()
    waiting = [sys.executable, "-c", "input()"]
    with (
        ours,
        bare.spawn("lessonlib.grading.box.process.remote_call:main", [theirs]) as child,
        subprocess.Popen(waiting, stdin=subprocess.PIPE, pass_fds=[child.fileno()]) as holder,
    ):
        child.close()
        ours.settimeout(60)
        assert ours.recv(1) == b""
        holder.communicate(b"\n")


def test_waiting_has_an_end(bare: Zygote) -> None:
    ours, theirs = socket.socketpair()
    with ours, bare.spawn("lessonlib.grading.box.process.remote_call:main", [theirs]) as child:
        for timeout in (0, 0.01):
            with pytest.raises(TimeoutError):
                child.wait(timeout)
        assert child.kill().signal == 9


def test_an_error_in_the_target_is_exit_code_1_with_a_traceback_on_stderr(bare: Zygote) -> None:
    ours, theirs = socket.socketpair()
    with tempfile.TemporaryFile() as errors, ours:
        assert bare.spawn("time:sleep", [theirs], stderr=errors.fileno()).wait(60).exit_code == 1
        assert b"TypeError" in os.pread(errors.fileno(), 4096, 0)

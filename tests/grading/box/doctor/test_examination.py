"""The doctor finds what holds here, and what does not."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from lessonlib.grading.box.doctor import examination as box_doctor
from lessonlib.grading.box.doctor.examination import Promise, doctor, probe
from lessonlib.grading.box.errors import BoxError
from lessonlib.grading.box.process.client import Zygote


@pytest.mark.smoke
def test_the_probe_is_quiet_where_all_holds(zygote: Zygote) -> None:
    probe(zygote)


@pytest.mark.parametrize(
    ("name", "arguments", "how"),
    [
        ("read_files", {"paths": [__file__]}, "could be read"),
        ("see_processes", {"pid": os.getpid()}, "could be sent a signal"),
        ("fork_bomb", {"most": 3}, "4 processes could be started"),
        ("fill_memory", {"how": "children", "megabytes": 128, "seconds": 0}, "128 MB could be held"),
        ("fill_memory", {"how": "memfd", "megabytes": 64, "seconds": 0}, "64 MB could be held"),
    ],
)
def test_attacks_get_through_where_there_are_no_walls(
    attack: Callable[..., Any], name: str, arguments: dict[str, Any], how: str
) -> None:
    with Zygote([], sandbox=False) as open_to_all:
        assert how in attack(open_to_all, None, name, **arguments)[0]


def test_the_probe_refuses_where_a_promise_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Promise("nobody is seen", (("see_processes", {"pid": os.getpid()}),), "Close the door.")
    monkeypatch.setattr(box_doctor, "promises", lambda target, cold: [broken])
    with (
        Zygote([], sandbox=False) as open_to_all,
        pytest.raises(
            BoxError, match=r"nothing is graded:\n  nobody is seen: the grader could.*Close the door\."
        ),
    ):
        probe(open_to_all)


@pytest.mark.nightly
@pytest.mark.smoke
def test_doctor_prints_a_table_and_is_content(zygote: Zygote) -> None:
    console = Console(record=True, width=80, file=io.StringIO())
    assert doctor(console) == 0
    text = console.export_text()
    assert "it has no network, and does not reach this machine" in text
    assert text.count("yes") > 10
    assert "NO" not in text


CONTAINER = """
import sys
from lessonlib.grading.box.doctor import examination
from lessonlib.grading.box.walls import seccomp, system_calls

system_calls.prctl(38, 1, 0, 0, 0)  # PR_SET_NO_NEW_PRIVS
seccomp.install(count_all_memory=False)
sys.exit(examination.doctor())
"""


def test_a_container_that_allows_no_namespaces_is_told_what_to_do() -> None:
    """Docker's default filter refuses the same system calls as ours."""
    ended = subprocess.run([sys.executable, "-c", CONTAINER], capture_output=True, text=True)
    assert ended.returncode == 1
    assert re.search(r"No sandbox\..*unshare: Operation not permitted.*seccomp=unconfined", ended.stdout)


@pytest.mark.skipif(os.geteuid() != 0, reason="all other tests run as an ordinary user here")
def test_all_promises_hold_for_an_ordinary_user(zygote: Zygote) -> None:
    script = Path(__file__).with_name("as_ordinary_user.py")
    ended = subprocess.run([sys.executable, script], capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "as an ordinary user" in ended.stdout
    assert "NO" not in ended.stdout

"""What a box sees of this machine's files, and where it can write."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import lessonlib
from lessonlib.grading.box.limits import Box
from lessonlib.grading.box.process import handle
from lessonlib.grading.box.process.client import Zygote

Ask = Callable[..., Any]
LIST_ALL = """
found = []
for folder, folders, files in os.walk(ROOT):
    found += [os.path.join(folder, name) for name in [*folders, *files]]
return found
"""


def test_the_root_holds_only_the_system_and_what_python_needs(ask: Ask) -> None:
    expected = {
        "bin",
        "data",
        "dev",
        "etc",
        "learner",
        "lib",
        "lib32",
        "lib64",
        "libx32",
        "nix",
        "proc",
        "sbin",
    }
    expected |= {"sys", "tmp", "usr", "var"}
    python = (sys.prefix, sys.base_prefix, lessonlib.__file__)
    assert set(ask("return os.listdir('/')")) <= expected | {Path(path).parts[1] for path in python}


def test_of_the_checkout_only_the_package_and_the_environment_are_there(ask: Ask) -> None:
    checkout = Path(lessonlib.__file__).parents[1]
    assert (checkout / "solutions").is_dir()
    seen = set(ask(f"return os.listdir({str(checkout)!r})"))
    assert "lessonlib" in seen
    assert seen <= {"lessonlib", *Path(sys.prefix).parts}


def test_a_file_of_the_grader_is_not_there(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "gradebook.db").write_text("")
    assert not ask(f"return os.path.lexists({str(tmp_path)!r})")
    assert not ask(f"return os.path.lexists({str(Path.home() / '.ssh')!r})")


@pytest.mark.parametrize("place", ["HOME", "TMPDIR", "MPLCONFIGDIR"])
def test_places_named_by_the_environment_can_be_written_to(ask: Ask, place: str) -> None:
    body = f"os.makedirs(os.environ[{place!r}], exist_ok=True)\nopen(os.environ[{place!r}] + '/file', 'x').close()"
    assert ask(f"{body}\nreturn True") is True


@pytest.mark.parametrize("place", [".", "..", "/tmp", "/var/tmp", "/dev/shm"])
def test_usual_places_can_be_written_to(ask: Ask, place: str) -> None:
    assert ask(f"open({place!r} + '/file', 'x').close()\nreturn True") is True


def test_temporary_places_can_be_written_to_when_the_checkout_lies_there(
    zygote: Zygote, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        Path(folder, "lies_in_tmp.py").write_text("x = 5")
        Path(folder, "secret").write_text("")
        environment = {**handle._environment(), "PYTHONPATH": folder}
        monkeypatch.setattr(handle, "_environment", lambda: environment)
        with Zygote(["lies_in_tmp"]) as there:
            body = "import lies_in_tmp\nopen('/tmp/new', 'x').close()\n"
            body += "return os.listdir(os.path.dirname(lies_in_tmp.__file__)), os.listdir('/learner/work')"
            assert run(there, body)[0] == [["lies_in_tmp.py"], []]


def test_nothing_else_can_be_written_to(zygote: Zygote, attack: Callable[..., Any]) -> None:
    assert attack(zygote, Box(), "write_system")[0] == ""


def test_nothing_is_left_for_the_next_box(ask: Ask) -> None:
    listed = LIST_ALL.replace("ROOT", "'/learner'")
    before = ask(listed)
    ask(
        "[open(p + '/left', 'x').close() for p in ('.', '/dev/shm', os.environ['HOME'], os.environ['TMPDIR'])]"
    )
    assert ask(listed) == before
    assert {"/learner/.shm", "/learner/tmp", "/learner/work"} <= set(before)


def test_the_environment_holds_nothing_of_the_graders(ask: Ask) -> None:
    names = {
        "HOME",
        "LANG",
        "LESSONLIB_DATA",
        "LD_LIBRARY_PATH",
        "LOGNAME",
        "MPLBACKEND",
        "MPLCONFIGDIR",
        "PATH",
    }
    names |= {
        "SHELL",
        "TMPDIR",
        "USER",
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "LC_CTYPE",
    }
    assert set(ask("return list(os.environ)")) <= names
    started_with = ask("return open('/proc/self/environ').read()")
    assert "hidden" not in started_with
    assert {item.partition("=")[0] for item in started_with.split("\0")} <= {*names, ""}


def test_data_sets_are_there_to_read_only(ask: Ask) -> None:
    assert ask("return open(os.environ['LESSONLIB_DATA'] + '/toy/rows.csv').read()") == "1,2\n"
    refused = ask("open('/data/toy/rows.csv', 'a')")["error"]
    assert re.search("Read-only|Permission denied", refused)


def test_the_user_has_a_name(ask: Ask) -> None:
    assert ask("import getpass, pwd\nreturn getpass.getuser(), pwd.getpwuid(os.getuid()).pw_dir") == [
        "learner",
        "/learner",
    ]


def test_a_terminal_can_be_had_for_shell_commands(ask: Ask) -> None:
    assert ask("import pty\nreturn len(pty.openpty())") == 2


def test_modules_of_the_submission_are_found_as_in_a_kernel(ask: Ask, tmp_path: Path) -> None:
    """After those of the standard library and those that are loaded, before those that are installed."""
    for name in ("helper", "tqdm", "wave", "json"):
        (tmp_path / f"{name}.py").write_text("of = 'the submission'")
    (tmp_path / "lessonlib").mkdir()
    (tmp_path / "lessonlib" / "__init__.py").write_text("")
    body = "import helper, tqdm, lessonlib.check, wave, json\n"
    body += "return [hasattr(module, 'of') for module in (helper, tqdm, lessonlib, wave, json)]"
    assert ask(body, folder=tmp_path) == [True, True, False, False, False]

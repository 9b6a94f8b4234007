"""Boxes to break out of."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from lessonlib.grading.box.doctor import attacks
from lessonlib.grading.box.errors import BoxError
from lessonlib.grading.box.limits import Box
from lessonlib.grading.box.process.client import Ending, Zygote
from lessonlib.grading.box.process.remote_call import RemoteCall

Run = Callable[..., tuple[Any, Ending]]


@pytest.fixture(scope="session")
def zygote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    """A zygote in a sandbox, without torch; its data sets are one folder, "toy", with a file."""
    data = tmp_path_factory.mktemp("data")
    (data / "toy").mkdir()
    (data / "toy" / "rows.csv").write_text("1,2\n")
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("LESSONLIB_DATA", str(data))
            patch.setenv("SECRET_OF_THE_GRADER", "hidden")
            zygote = stack.enter_context(Zygote(["json.tool"]))
            _require_sandbox(zygote)
        yield zygote


def _require_sandbox(zygote: Zygote) -> None:
    """Skip where this machine has no sandbox; in CI that is a failure."""
    try:
        zygote.spawn("time:time", boxed=Box()).wait()
    except BoxError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def run() -> Run:
    """run(zygote, "return os.getpid()", memory_mb=64): what such a function's body returns in a box, and how
    the box ended."""

    def run(zygote: Zygote, body: str, **limits: Any) -> tuple[Any, Ending]:
        lines = ["import os, sys, time", "def function():", *(f"    {line}" for line in body.splitlines())]
        return RemoteCall(zygote, Box(**limits), "\n".join(lines), "function").finish()

    return run


@pytest.fixture
def ask(zygote: Zygote, run: Run) -> Callable[..., Any]:
    """ask("return os.getpid()", memory_mb=64): what such a function's body returns in a box."""
    return lambda body, **limits: run(zygote, body, **limits)[0]


@pytest.fixture(scope="session")
def attack() -> Run:
    """attack(zygote, box, "fill_memory", how="heap"): run a function of lessonlib.grading.box.doctor.attacks."""
    source = Path(attacks.__file__).read_text()
    return lambda zygote, box, name, **arguments: RemoteCall(zygote, box, source, name, **arguments).finish()

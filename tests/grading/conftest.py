"""A checkout with one small lesson, built for real, and a course with submissions to it."""

from __future__ import annotations

import importlib.util
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
import psycopg
import pytest
from nbformat import NotebookNode

from lessonlib.build.derive import build
from lessonlib.build.lesson import Lesson
from lessonlib.check import seal
from lessonlib.grading.box.process.client import Zygote
from lessonlib.grading.command import executor
from lessonlib.grading.running.warm_process import PRELOADED

CONFIG = Path(__file__).parents[2] / "nbgrader_config.py"

EXERCISE = '''\
# %% [markdown]
# # Exercise: exclusive or

# %% task="xor"
def xor(a, b):
    """1 where exactly one of a and b is 1."""
    ### BEGIN SOLUTION
    return int(a != b)
    ### END SOLUTION

# %% [markdown] hints="xor"
# 1. Compare the two.
# 2. Python has an operator for that.
# 3. `return int(a != b)`

# %% [markdown] solution="xor"
# One of two is 1 exactly when they differ; `a ^ b` says the same.

# %% test="xor_truth" points=4
# xor follows its truth table
from lessonlib.check import answer, expect

for a, b in ((0, 0), (0, 1), (1, 0), (1, 1)):
    expect.equal(answer.xor(a, b), (a + b) % 2, what=f"xor({a}, {b})", hint="Compare a with b.")

# %% test="xor_hidden" points=2
# xor gives an int, not a bool
from lessonlib.check import answer, expect

expect.equal(answer.xor(1, 0), 1, what="xor(1, 0)")
### BEGIN HIDDEN TESTS
secret_operand = 0
expect.equal(answer.xor(secret_operand, 0) / 4, 0, what="a quarter of xor")
### END HIDDEN TESTS

# %% task="layers"
### BEGIN SOLUTION
hidden_layers = 1
### END SOLUTION

# %% [markdown] hints="layers"
# 1. Draw the four points.
# 2. One line does not separate them.
# 3. `hidden_layers = 1`

# %% [markdown] solution="layers"
# No line has both zeros on one side; two lines do, and one hidden layer draws them.

# %% test="layers_least" points=4
# XOR needs one hidden layer
from lessonlib.check import answer, expect

expect.sealed(answer.hidden_layers, "layers", "SEAL", hint="A line cannot separate it.")
'''

ATTEMPTS = {
    "wrong_or.py": """\
# %% [markdown]
# Takes or for xor.

# %% task="xor" caught_by="xor_truth" message="xor(1, 1)"
def xor(a, b):
    return int(a or b)
""",
    "wrong_layers.py": """\
# %% [markdown]
# Believes that no hidden layer is needed.

# %% task="layers" caught_by="layers_least" message="A line cannot"
hidden_layers = 0
""",
}


@pytest.fixture(scope="session")
def small() -> Iterator[ModuleType]:
    """The module small_course.py: courses of an instructor's own, and the cells that they are made of."""
    path = Path(__file__).with_name("small_course.py")
    spec = importlib.util.spec_from_file_location("small_course", path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with pytest.MonkeyPatch.context() as patch:
        # A new gradebook asks another program, for seconds, for a number that an upgrade of nbgrader would read.
        patch.setattr("nbgrader.api.get_alembic_version", lambda: "of no matter")
        yield module


@pytest.fixture(scope="session")
def execute() -> Iterator[Any]:
    """Runs submissions on this machine, two at a time."""
    with executor(jobs=2) as execute:
        yield execute


@pytest.fixture(scope="session")
def warm() -> Iterator[Zygote]:
    """A warm process as graders have it: each submission runs in forks of its own, and leaves nothing in it."""
    with Zygote(PRELOADED) as zygote:
        yield zygote


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with nbgrader_config.py and the built lesson 01_xor."""
    root = tmp_path_factory.mktemp("checkout")
    shutil.copy(CONFIG, root)
    lesson = Lesson(root, "01_xor")
    lesson.attempts.mkdir(parents=True)
    lesson.exercise.write_text(EXERCISE.replace("SEAL", seal("layers", 1)))
    for name, text in ATTEMPTS.items():
        (lesson.attempts / name).write_text(text)
    build(root)
    return root


@pytest.fixture
def lesson(checkout: Path) -> Lesson:
    return Lesson(checkout, "01_xor")


@pytest.fixture
def answered(lesson: Lesson) -> Callable[..., NotebookNode]:
    """Makes a submission: the release with other sources in the named cells, then `change(notebook)`."""

    def make(change: Callable[[NotebookNode], None] = lambda notebook: None, **sources: str) -> NotebookNode:
        notebook = nbformat.read(lesson.release_notebook, as_version=4)
        for cell in notebook.cells:
            grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
            cell.source = sources.get(grade_id, cell.source)
        change(notebook)
        return notebook

    return make


@pytest.fixture(scope="session")
def nbgrader() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs nbgrader's own command in a folder, not activated: PATH has nothing of this environment's."""

    def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "nbgrader", *arguments],
            cwd=folder,
            env={"PATH": "/usr/bin:/bin", "HOME": str(folder)},
            capture_output=True,
            text=True,
            timeout=300,
        )

    return run


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The folder of a real PostgreSQL server: new, on a socket in it, gone afterwards."""
    found = shutil.which("initdb")
    programs = Path(found).parent if found else max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)
    if programs is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no PostgreSQL server: apt install postgresql")
    folder = tempfile.mkdtemp(prefix="pg-", dir="/tmp")  # a socket's path is short
    someone: dict[str, Any] = {}
    if os.geteuid() == 0:  # as root the server refuses to run
        shutil.chown(folder, "nobody")
        someone = {"user": "nobody", "group": "nogroup", "extra_groups": []}

    def run(program: str, *arguments: str) -> None:
        command = [str(programs / program), "-D", f"{folder}/data", *arguments]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, **someone)

    run("initdb", "--auth=trust", "-U", "grader", "-E", "UTF8", "--no-sync", "--no-instructions")
    run(
        "pg_ctl",
        "-w",
        "-l",
        f"{folder}/log",
        "-o",
        f"-k {folder} -c listen_addresses='' -c fsync=off",
        "start",
    )
    yield folder
    run("pg_ctl", "-w", "-m", "immediate", "stop")
    shutil.rmtree(folder)


@pytest.fixture
def postgres(postgres_server: str) -> str:
    """The URL of an empty database on the server."""
    name = f"d{secrets.token_hex(4)}"
    with psycopg.connect(
        f"host={postgres_server} user=grader dbname=postgres", autocommit=True
    ) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"postgresql+psycopg://grader@/{name}?host={postgres_server}"

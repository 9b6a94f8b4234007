"""A repository for learners: the course without solutions, hidden tests and what only authors need.

A handout is made again into the same folder: what changed becomes one more commit, which learners get with `git pull`.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path, PurePosixPath

from lessonlib import LessonlibError
from lessonlib.notebook.file import read_notebook
from lessonlib.notebook.regions import find_regions
from lessonlib.whole_file import copy_whole, write_text, write_whole

_MARK = ".lessonlib-handout"
_FOR_AUTHORS = frozenset({".ci", ".github", "benchmarks", "lessons", "solutions", "tests", "website"})
# Learners get a README of their own.
_OTHER = frozenset({".pre-commit-config.yaml", "CONTRIBUTING.md", "README.md"})
_DOCS = frozenset(
    {"data.md", "engine.md", "learning.md", "names.md", "speed.md", "training.md", "gan_sheets.png"}
)


@dataclass(frozen=True)
class Handout:
    """What `make_handout` did: the number of files in the repository, and the commit, "" where nothing is new."""

    files: int
    commit: str


def make_handout(root: Path, folder: Path, message: str) -> Handout:
    """Write the learners' version of the checkout `root` to the repository `folder`, and commit it with `message`.

    Only what git tracks is taken, as it is on disk. Raises LessonlibError when root is no checkout, when folder holds
    something else than an earlier handout, or when a released exercise holds a solution or a hidden test.
    """
    _expect_repository(root)
    names = [name for name in _tracked(root) if _is_for_learners(PurePosixPath(name))]
    _expect_handout(folder, root)
    for name in names:
        if name.startswith("exercises/") and name.endswith(".ipynb"):
            _expect_no_answer(root / name)
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / ".git").exists():
        _git(folder, "init", "--quiet", "--initial-branch=main")
    wanted = {*names, "README.md", _MARK}
    made = {"README.md": _readme(root).encode()}
    _expect_no_work(folder, {name: made.get(name) or (root / name).read_bytes() for name in wanted - {_MARK}})
    for old in _tracked(folder):
        if old not in wanted:
            (folder / old).unlink(missing_ok=True)
    for name in names:
        if copy_whole(root / name, folder / name):
            shutil.copymode(root / name, folder / name)
    write_whole(folder / "README.md", made["README.md"])
    write_text(
        folder / _MARK, "Made by `lessonlib handout`: changes are made in the course that it was made from.\n"
    )
    _git(folder, "add", "--all", "--", *sorted({PurePosixPath(name).parts[0] for name in wanted}))
    if not _git(folder, "status", "--porcelain", "--untracked-files=no"):
        return Handout(len(wanted), "")
    identity = () if _git(folder, "config", "--default", "", "user.email") else (
        "-c", "user.name=lessonlib", "-c", "user.email=lessonlib@localhost",
    )  # fmt: skip
    _git(folder, *identity, "commit", "--quiet", "--message", message)
    return Handout(len(wanted), _git(folder, "rev-parse", "--short", "HEAD"))


def _readme(root: Path) -> str:
    """What learners read first: the course's own lessons/handout.md, where it has one."""
    own = root / "lessons" / "handout.md"
    return (own if own.is_file() else files("lessonlib.build").joinpath("handout.md")).read_text("utf-8")


def _is_for_learners(name: PurePosixPath) -> bool:
    if name.parts[0] == "docs":
        return name.name in _DOCS
    return name.parts[0] not in _FOR_AUTHORS | _OTHER


def _expect_repository(root: Path) -> None:
    try:
        _git(root, "rev-parse", "--git-dir")
    except LessonlibError as error:
        raise LessonlibError(
            f"{error}\n  Remedy: a handout is made of what git tracks: git init, git add --all, git commit."
        ) from None


def _expect_handout(folder: Path, root: Path) -> None:
    if folder.resolve() == root.resolve() or root.resolve() in folder.resolve().parents:
        raise LessonlibError(
            f"{folder} lies in the course itself.\n  Remedy: name a folder outside of it: lessonlib handout ../handout"
        )
    if folder.exists() and any(folder.iterdir()) and not (folder / _MARK).is_file():
        raise LessonlibError(
            f"{folder} is not empty, and no handout that was made before. Nothing was written.\n"
            "  Remedy: name a new folder, or the one of the last handout."
        )


def _expect_no_work(folder: Path, wanted: Mapping[str, bytes]) -> None:
    """Refuse to write over what somebody changed in the handout; what an interrupted handout wrote is no such thing."""
    changed = _git(folder, "diff", "--name-only", "-z", "--relative", "--diff-filter=M").split("\0")
    lost = [name for name in filter(None, changed) if (folder / name).read_bytes() != wanted.get(name)]
    if lost:
        raise LessonlibError(
            f"{folder} has changes that would be lost: {', '.join(lost[:5])}. Nothing was written.\n"
            "  Remedy: make them in the course, and put the handout back: git checkout ."
        )


def _expect_no_answer(notebook: Path) -> None:
    for cell in read_notebook(notebook).cells:
        regions = find_regions(cell.source)
        if regions.found or regions.mistakes:
            raise LessonlibError(
                f"{notebook} holds a solution or a hidden test. Nothing was written.\n"
                "  Remedy: make the release again: lessonlib build"
            )


def _tracked(folder: Path) -> list[str]:
    return [name for name in _git(folder, "ls-files", "-z").split("\0") if name and (folder / name).is_file()]


def _git(folder: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=True
        )  # fmt: skip
    except FileNotFoundError:
        raise LessonlibError("`lessonlib handout` needs git, which is not installed.") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.strip().splitlines() or [f"status {error.returncode}"]
        raise LessonlibError(f"`git {arguments[0]}` failed in {folder}: {said[-1]}") from None
    return done.stdout.strip("\n")

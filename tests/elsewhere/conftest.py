"""Programs that believe they run on a Korean Windows, and the small lesson of tests/grading to run them on."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lessonlib.build.derive import build
from lessonlib.build.lesson import Lesson

HERE = Path(__file__).parent
_SPEC = importlib.util.spec_from_file_location("grading_course", HERE.parent / "grading" / "conftest.py")
_GRADING = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_GRADING)
checkout = _GRADING.checkout

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def korean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The variables that make cp949 the default encoding, as it is on a Korean Windows."""
    if not shutil.which("localedef") or not Path("/usr/share/i18n/charmaps/CP949.gz").exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(
            "no Korean locale can be made: apt install locales"
        )
    folder = tmp_path_factory.mktemp("locales")
    subprocess.run(["localedef", "-i", "ko_KR", "-f", "CP949", folder / "ko_KR.CP949"], check=True)
    return {"LOCPATH": str(folder), "LC_ALL": "ko_KR.CP949", "PYTHONUTF8": "0"}


@pytest.fixture(scope="session")
def run(korean: dict[str, str]) -> Run:
    """run(folder, "lessonlib", "build"): a program of this environment, or with a first word "-c" or a path, Python."""

    def run(folder: Path, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        known = shutil.which(program, path=str(Path(sys.executable).parent))
        command = [known] if known else [sys.executable, program]
        return subprocess.run(
            [*command, *arguments],
            cwd=folder,
            env={**os.environ, **korean, "PYTHONPATH": str(HERE), "COLUMNS": "200"},
            capture_output=True,
            encoding="cp949",
            timeout=300,
        )

    return run


@pytest.fixture
def course(checkout: Path, tmp_path: Path) -> Lesson:
    """The lesson in a checkout of the test's own, with Korean text in it."""
    for name in ("lessons", "nbgrader_config.py"):
        (shutil.copytree if name == "lessons" else shutil.copy)(checkout / name, tmp_path / name)
    lesson = Lesson(tmp_path, "01_xor")
    text = lesson.exercise.read_text("utf-8")
    lesson.exercise.write_text(
        text.replace("# # Exercise: exclusive or", "# # 연습문제: 배타적 논리합 ✓"), "utf-8"
    )
    build(tmp_path)
    return lesson

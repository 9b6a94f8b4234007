import subprocess
import sys

import pytest

from lessonlib.build.attempts_page import page
from lessonlib.build.errors import SourceError
from lessonlib.build.lesson import Lesson


@pytest.fixture
def rows(lesson):
    return page([lesson]).splitlines()


def test_each_attempt_has_a_row_with_what_it_declares(lesson, rows):
    assert "## 01_addition" in rows
    assert "| `right_sum` | Uses the built-in sum. | 10 of 10 |  |  |" in rows
    assert (
        "| `wrong_absolute` | Loses the sign, and is caught by a visible test. | 6.5 of 10 | `add_more` | "
        "`add(1, -2)` |"
    ) in rows
    assert sum(row.startswith(("| `right_", "| `wrong_")) for row in rows) == len(
        list(lesson.attempts.iterdir())
    )


def test_a_bar_in_a_text_does_not_end_the_cell(lesson):
    path = lesson.attempts / "wrong_name.py"
    path.write_text(path.read_text().replace("Takes one", "Takes a | b, one"))
    assert "Takes a \\| b, one operation" in page([lesson])


def test_a_lesson_without_exercise_is_left_out(lesson):
    folder = Lesson(lesson.root, "02_text")
    folder.directory.mkdir()
    assert page([lesson, folder]) == page([lesson])


def test_a_false_form_is_told(lesson):
    (lesson.attempts / "maybe.py").write_text("# %% [markdown]\n# Perhaps.\n")
    with pytest.raises(SourceError, match=r"maybe\.py:1: file: its name says neither right nor wrong"):
        page([lesson])


def test_the_command_prints_it(lesson):
    command = [sys.executable, "-m", "lessonlib.build.attempts_page"]
    done = subprocess.run(command, cwd=lesson.root, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == page([lesson])
    (lesson.attempts / "maybe.py").write_text("# %% [markdown]\n# Perhaps.\n")
    done = subprocess.run(command, cwd=lesson.root, capture_output=True, encoding="utf-8")
    assert done.returncode == 1
    assert "its name says neither" in done.stderr

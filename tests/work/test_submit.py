"""The archive to hand in, and nbgrader's exchange."""

import os
import sys
import zipfile
from datetime import UTC, datetime

import pytest

from lessonlib import LessonlibError
from lessonlib.grading.preflight.form import check_form
from lessonlib.work.exercise import read
from lessonlib.work.start import start
from lessonlib.work.submit import has_exchange, submit
from tests.work.conftest import answer, write

NOW = datetime(2026, 11, 29, 9, 15, tzinfo=UTC)


@pytest.fixture
def begun(exercise, monkeypatch, tmp_path):
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "jupyter"))
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(tmp_path / "jupyter"))
    start(exercise)
    notebook = read(exercise.notebook)
    answer(notebook, "half", "half = 0.5")
    write(exercise.notebook, notebook)
    return exercise


def test_the_archive_is_what_grading_takes(begun):
    (begun.notebook.parent / "mine.py").write_text("x = 1\n", encoding="utf-8")
    checkpoints = begun.notebook.parent / ".ipynb_checkpoints"
    checkpoints.mkdir()
    (checkpoints / "01_small-checkpoint.ipynb").write_text("{}", encoding="utf-8")
    done = submit(begun, NOW)
    assert done.archive.name == "01_small_2026-11-29_0915.zip"
    with zipfile.ZipFile(done.archive) as archive:
        assert sorted(archive.namelist()) == ["01_small.ipynb", "data/rows.csv", "mine.py"]
    found = check_form(done.archive, begun.release)
    assert found.problems == ()
    assert found.unanswered == ("double",)
    assert found.accepted.contents.cells[6].source == "half = 0.5"


def test_a_second_time_is_a_second_archive(begun):
    first, second = submit(begun, NOW), submit(begun, NOW)
    assert first.archive != second.archive
    assert first.archive.exists()


def test_a_damaged_notebook_is_not_packed(begun):
    begun.notebook.write_text("{", encoding="utf-8")
    with pytest.raises(LessonlibError, match="cannot be read"):
        submit(begun, NOW)
    assert not begun.packed.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="nbgrader's exchange needs Unix")
def test_the_exchange_gets_it_where_one_is_configured(begun, tmp_path):
    exchange = tmp_path / "exchange"
    (exchange / "course101" / "inbound").mkdir(parents=True)
    os.chmod(exchange / "course101" / "inbound", 0o733)
    assert not has_exchange()
    config = tmp_path / "jupyter" / "nbgrader_config.py"
    config.parent.mkdir()
    config.write_text(
        f"c = get_config()\nc.CourseDirectory.course_id = 'course101'\nc.Exchange.root = {str(exchange)!r}\n"
        f"c.Exchange.cache = {str(tmp_path / 'cache')!r}\n",
        encoding="utf-8",
    )
    assert has_exchange()
    outbound = exchange / "course101" / "outbound" / "01_small"
    outbound.mkdir(parents=True)
    (outbound / "01_small.ipynb").write_bytes(begun.release.read_bytes())
    done = submit(begun, NOW)
    assert "Submitted as: course101 01_small" in done.exchange
    (folder,) = (exchange / "course101" / "inbound").iterdir()
    assert (folder / "01_small.ipynb").read_bytes() == begun.notebook.read_bytes()
    assert (folder / "data" / "rows.csv").exists()


def test_an_exchange_that_refuses_is_told_and_the_archive_is_there(begun, tmp_path):
    exchange = tmp_path / "exchange"
    exchange.mkdir()
    config = tmp_path / "jupyter" / "nbgrader_config.py"
    config.parent.mkdir()
    config.write_text(
        f"c = get_config()\nc.CourseDirectory.course_id = 'nowhere'\nc.Exchange.root = {str(exchange)!r}\n",
        encoding="utf-8",
    )
    with pytest.raises(LessonlibError, match=r"exchange did not take 01_small: (.|\n)*work/handed_in/"):
        submit(begun, NOW)
    assert len(list(begun.packed.glob("*.zip"))) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_what_is_left_out_is_told(begun, tmp_path):
    (tmp_path / "secret").write_text("key")
    (begun.notebook.parent / "link").symlink_to(tmp_path / "secret")
    os.truncate(os.open(begun.notebook.parent / "big.bin", os.O_CREAT | os.O_WRONLY), 50_000_001)
    done = submit(begun, NOW)
    assert done.left == ("big.bin is larger than 50 MB", "link is a link to another file")
    with zipfile.ZipFile(done.archive) as archive:
        assert sorted(archive.namelist()) == ["01_small.ipynb", "data/rows.csv"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_notebook_with_an_editors_marks_is_taken(begun, encoding):
    text = begun.notebook.read_text("utf-8").replace("\n", "\r\n")
    begun.notebook.write_bytes(text.encode(encoding))
    found = check_form(submit(begun, NOW).archive, begun.release)
    assert found.unanswered == ("double",)

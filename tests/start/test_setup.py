import importlib.metadata
import platform
import shutil
import sys

import pytest
import torch

from lessonlib.data.handwritten import MNIST
from lessonlib.start.setup import check_setup


def rows(page):
    return {row.what: row for row in page.rows}


@pytest.fixture(autouse=True)
def no_data(tmp_path, monkeypatch):
    monkeypatch.setenv("LESSONLIB_DATA", str(tmp_path))
    monkeypatch.setattr("lessonlib.data.store.user_cache_path", lambda *_, **__: tmp_path / "cache")
    monkeypatch.delenv("LESSONLIB_FAST", raising=False)


def test_this_machine_is_ready_and_its_versions_are_told():
    page = check_setup()
    found = rows(page)
    assert page.summary.startswith("**Ready.**")
    assert found["Python"].found == platform.python_version()
    assert found["torch"].found == importlib.metadata.version("torch")
    assert found["nbgrader"].found == importlib.metadata.version("nbgrader")
    assert "typer" not in found, "only what is missing is told of the others"


def test_absent_data_is_a_note_with_the_command_that_gets_it():
    row = rows(check_setup())["MNIST"]
    assert (row.found, row.state) == ("not here", "note")
    assert "`lessonlib data fetch mnist`" in row.remark


def test_data_that_is_there_is_found(tmp_path):
    folder = tmp_path / "mnist"
    folder.mkdir()
    for file in MNIST.files:
        (folder / file.names[0]).touch()
    row = rows(check_setup())["MNIST"]
    assert (row.found, row.state) == ("70,000 rows", "ok")
    assert str(folder) in row.remark
    shutil.rmtree(folder)


def test_a_library_that_is_not_installed_has_to_be_mended(tmp_path, monkeypatch):
    real = importlib.metadata.version

    def version(name):
        if name in ("typer", "keras"):
            raise importlib.metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(importlib.metadata, "version", version)
    page = check_setup()
    assert page.summary == "**Not ready.** Look at: keras, typer."
    assert "make install" in rows(page)["typer"].remark


def test_without_the_libraries_of_lesson_17_there_is_a_note(monkeypatch):
    assert "the extra `serve`" not in rows(check_setup())
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    row = rows(check_setup())["the extra `serve`"]
    assert row.state == "note"
    assert "pip install 'lessonlib[serve]'" in row.remark


def test_the_device_is_the_one_that_the_lessons_take():
    row = rows(check_setup())["device"]
    assert row.found.startswith("CPU, ") is not torch.cuda.is_available()
    assert row.state == "ok"


def test_fast_chapters_are_told(monkeypatch):
    monkeypatch.setenv("LESSONLIB_FAST", "1")
    assert rows(check_setup())["`LESSONLIB_FAST`"].state == "note"

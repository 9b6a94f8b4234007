"""The table of data sets, and the commands that read it: `lessonlib data list`, `fetch`, `verify` and `path`."""

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lessonlib import data
from lessonlib.cli import app
from lessonlib.data.catalogue import BUNDLED, FETCHED, MADE, TEXTS, fetch, fetched_set
from lessonlib.data.errors import DownloadError, UnknownDataError
from lessonlib.data.handwritten import MNIST

REAL = Path(os.environ.get("LESSONLIB_DATA", "")).resolve() / "mnist"


@pytest.fixture
def store(store, monkeypatch):
    """The empty folder by a short name, so that tables show it on one line."""
    monkeypatch.chdir(store.parent)
    monkeypatch.setenv("LESSONLIB_DATA", store.name)
    return Path(store.name)


@pytest.fixture
def run():
    """Run `lessonlib data` with some arguments; returns its status and its lines."""

    def command(*arguments):
        result = CliRunner().invoke(app, ["data", *map(str, arguments)])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, [line.strip("│┃ \n") for line in result.stdout.splitlines()]

    return command


def cells(lines):
    return {
        row[0]: row[1:] for row in ([cell.strip() for cell in line.split("│")] for line in lines) if row[1:]
    }


def test_every_data_set_is_in_the_catalogue():
    listed = {function.__name__ for function in (*MADE, *BUNDLED, *TEXTS)} | set(FETCHED)
    others = {"Dataset", "Split", "Text", "Vocabulary", "fetch", "iris_csv_files", "iris_from_csv"}
    others |= {"KNOWN_SHAPES", "NEW_SHAPES"}
    assert listed == set(data.__all__) - others


def test_list_says_where_each_data_set_is(store, run):
    code, lines = run("list")
    table = cells(lines)
    assert code == 0
    assert table["xor"] == ["4", "made when asked for", "public domain"]
    assert table["waves"][:2] == ["1,000", "made when asked for"]
    assert table["iris"][:2] == ["150", "bundled"]
    assert table["alice"] == ["142,139 characters", "bundled", "public domain"]
    assert table["mnist"] == ["70,000", "not fetched", "CC BY-SA 3.0"]
    assert table["california_housing"][:2] == ["20,640", "not fetched"]


def test_path_is_where_data_will_be(store, run, monkeypatch):
    assert run("path") == (0, [str(store)])
    assert run("path", "mnist") == (0, [str(store / "mnist")])
    monkeypatch.delenv("LESSONLIB_DATA")
    (cache,) = run("path")[1]
    assert "lessonlib" in cache
    assert run("path", "mnist") == (0, [str(Path(cache) / "mnist")])


def test_verify_finds_what_is_missing_and_what_is_damaged(store, run):
    code, lines = run("verify")
    assert code == 1
    assert sum("missing" in line for line in lines) == 5
    (store / "mnist").mkdir(parents=True)
    for file in MNIST.files:
        (store / "mnist" / file.names[0]).write_bytes(b"<html>")
    code, lines = run("verify", "mnist")
    assert code == 1
    assert sum("damaged: not an IDX file of bytes" in line for line in lines) == 4
    assert any(str(store / "mnist" / "t10k-labels-idx1-ubyte.gz") in line for line in lines)


@pytest.mark.parametrize("arguments", [("fetch", "xor"), ("verify", "xor"), ("path", "xor")])
def test_a_set_that_is_not_fetched_is_told_apart(store, run, arguments):
    with pytest.raises(
        UnknownDataError, match=r"'xor' is not a data set that can be fetched. These can: mnist, calif"
    ):
        run(*arguments)


def test_fetch_fails_when_no_mirror_has_the_file(server, store, run):
    with pytest.raises(DownloadError, match=f"{server.address}/train-images-idx3-ubyte.gz: HTTP 404"):
        run("fetch", "mnist", "--mirror", server.address)
    assert [path.name for path in (store / "mnist").iterdir()] == [".lock"]


@pytest.mark.skipif(not REAL.is_dir(), reason="LESSONLIB_DATA has no mnist/")
def test_the_real_mnist_is_fetched_and_verified(server, store, run):
    for file in REAL.iterdir():
        server.serve(server.whole(file.read_bytes(), 5_000_000), path=file.name)
    assert run("fetch", "mnist", "--mirror", server.address) == (0, [f"mnist is in {store / 'mnist'}"])
    assert [asked for asked in server.ranges if asked], "the images come in two parts"
    code, lines = run("verify", "mnist")
    assert code == 0
    assert [row[0] for name, row in cells(lines).items() if name == "mnist"] == ["ok"]
    assert cells(run("list")[1])["mnist"][1] == str(store / "mnist")
    assert fetch("mnist") == fetched_set("mnist").folder == store / "mnist"

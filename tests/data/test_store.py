"""Where fetched sets are looked for and put, also by two processes at once, and what is said of damaged files."""

import gzip
import multiprocessing
import threading
import time

import numpy as np
import pytest

from lessonlib.data.errors import DamagedFileError, MissingDataError, StorageError
from lessonlib.data.store import roots

forking = pytest.mark.filterwarnings(
    "ignore:.*fork:DeprecationWarning"
)  # Python 3.12 warns of forks beside threads


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_set_is_fetched_once(server, store, noise, packed):
    server.serve(server.whole(packed))
    assert noise.fetch([f"{server.address}/"]) == noise.fetch([server.address]) == store / "noise"
    assert len(server.ranges) == 1
    assert names(store / "noise") == [".lock", "images.gz"]
    assert noise.read()[0].shape == (256, 28, 28)


def test_the_chosen_folder_comes_before_the_cache(store, noise, packed, monkeypatch):
    chosen, cache = roots()
    assert chosen == store
    (cache / "noise").mkdir(parents=True)
    (cache / "noise" / "images.gz").write_bytes(packed)
    assert noise.folder == noise.fetch() == cache / "noise"
    (store / "noise").mkdir(parents=True)
    (store / "noise" / "images").write_bytes(gzip.decompress(packed))
    assert noise.folder == noise.fetch() == store / "noise"
    monkeypatch.delenv("LESSONLIB_DATA")
    assert roots() == [cache]


def test_a_damaged_file_is_named_and_fetched_again(server, store, noise, packed):
    server.serve(server.whole(packed))
    noise.fetch([server.address])
    file = store / "noise" / "images.gz"
    file.write_bytes(packed[:-30])
    assert noise.verify()[0][:2] == (file, "damaged")
    with pytest.raises(
        DamagedFileError, match=r"images.gz is damaged: a truncated.*lessonlib data fetch noise"
    ):
        noise.read()
    noise.fetch([server.address])
    assert noise.verify() == [(file, "ok", "")]


def test_what_is_missing_is_named_with_the_remedy(store, noise):
    assert noise.verify() == [(store / "noise" / "images.gz", "missing", "")]
    looked, remedy = rf"\(looked in {store}/noise and /.*/noise\)", "Run: lessonlib data fetch noise"
    with pytest.raises(MissingDataError, match=rf"noise is not on this machine {looked}\. {remedy}"):
        noise.read()


def test_a_folder_that_cannot_be_made(store, noise):
    store.write_text("a file where the folder should be")
    with pytest.raises(
        StorageError, match=r"Cannot write to .*noise: Not a directory.*LESSONLIB_DATA to a folder"
    ):
        noise.fetch()


@pytest.fixture
def start(server, noise):
    """Start a process that fetches the noise; none outlives the test."""
    children = []

    def run():
        child = multiprocessing.get_context("fork").Process(target=noise.fetch, args=([server.address],))
        children.append(child)
        child.start()
        return child

    yield run
    for child in children:
        child.kill()
        child.join()


def arrived(folder):
    """Bytes in the part in a folder."""
    return sum(part.stat().st_size for part in folder.glob("*.part"))


@forking
def test_a_second_process_waits_and_goes_on_where_a_killed_one_stopped(
    server, store, noise, images, packed, start, capsys
):
    server.serve(server.gets_stuck(packed, 150_000), server.whole(packed))
    first = start()
    assert server.stuck.wait(60)
    while arrived(store / "noise") < 100_000:
        time.sleep(0.01)
    threading.Timer(0.3, first.kill).start()
    noise.fetch([server.address])
    assert capsys.readouterr().out == "Another process is fetching noise; waiting for it.\n"
    assert int(server.ranges[1].removeprefix("bytes=").removesuffix("-")) >= 100_000
    assert names(store / "noise") == [".lock", "images.gz"]
    np.testing.assert_array_equal(noise.read()[0], images.read(store / "noise" / "images.gz"))


@forking
def test_two_processes_at_once_download_once(server, store, noise, packed, start):
    server.serve(server.whole(packed))
    both = [start(), start()]
    for child in both:
        child.join(60)
    assert [child.exitcode for child in both] == [0, 0]
    assert server.ranges == [None]
    assert noise.verify()[0].state == "ok"

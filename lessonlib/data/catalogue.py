"""The table of all data sets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from rich.table import Column, Table

from lessonlib.data.dataset import Dataset
from lessonlib.data.errors import UnknownDataError
from lessonlib.data.flowers import iris
from lessonlib.data.handwritten import MNIST, digits
from lessonlib.data.housing import CALIFORNIA_HOUSING
from lessonlib.data.patients import diabetes
from lessonlib.data.pictures import pictures
from lessonlib.data.series import waves
from lessonlib.data.store import FetchedSet
from lessonlib.data.text import Text, alice
from lessonlib.data.toy import animals, line, moons, xor

MADE: tuple[Callable[[], Dataset], ...] = (animals, line, xor, moons, waves, pictures)
BUNDLED: tuple[Callable[[], Dataset], ...] = (iris, digits, diabetes)
TEXTS: tuple[Callable[[], Text], ...] = (alice,)
FETCHED: dict[str, FetchedSet] = {published.name: published for published in (MNIST, CALIFORNIA_HOUSING)}


def fetched_set(name: str) -> FetchedSet:
    """The published data set with this name. Raises UnknownDataError for any other name."""
    if name not in FETCHED:
        raise UnknownDataError(name, list(FETCHED))
    return FETCHED[name]


def fetch(name: str, mirrors: Sequence[str] = ()) -> Path:
    """Download "mnist" or "california_housing" with a progress bar, unless it is already there; returns its folder.

    mirrors: addresses of folders to take the files from, in place of the published addresses.

    Raises UnknownDataError for any other name, DownloadError when no address provides the files, and StorageError
    when the folder cannot hold them.
    """
    return fetched_set(name).fetch(mirrors)


def listing() -> Table:
    """One row for each data set: its name, rows, where it is, and its licence."""
    table = Table("data set", "rows", Column("where", overflow="fold"), "licence")
    for functions, where in ((MADE, "made when asked for"), (BUNDLED, "bundled")):
        for function in functions:
            dataset = function()
            table.add_row(dataset.name, f"{_rows(dataset):,}", where, dataset.licence)
    for make in TEXTS:
        text = make()
        length = len(text.train + text.validation + text.test)
        table.add_row(text.name, f"{length:,} characters", "bundled", text.licence)
    for published in FETCHED.values():
        where = str(published.find() or "not fetched")
        table.add_row(published.name, f"{published.rows:,}", where, published.licence)
    return table


def verification(names: Sequence[str] = ()) -> tuple[Table, bool]:
    """One row for each file of the named sets, by default all of them: ok, damaged or missing; and whether all are
    ok.
    """
    table, whole = Table("data set", "state", Column("file", overflow="fold")), True
    for name in names or FETCHED:
        for path, state, reason in fetched_set(name).verify():
            table.add_row(name, f"{state}: {reason}" if reason else state, str(path))
            whole &= state == "ok"
    return table, whole


def _rows(dataset: Dataset) -> int:
    return sum(len(split) for split in {dataset.train, dataset.validation, dataset.test})

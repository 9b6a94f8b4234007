"""California housing against scikit-learn's own reading of it, from both forms of the file."""

import gzip
import io
import os
import tarfile
import zlib
from pathlib import Path

import joblib
import numpy as np
import pytest
import torch
from sklearn.datasets import fetch_california_housing
from sklearn.datasets._california_housing import ARCHIVE
from sklearn.linear_model import LinearRegression

from lessonlib.data import california_housing
from lessonlib.data.errors import DamagedFileError
from lessonlib.data.housing import _TEXT, CALIFORNIA_HOUSING

STORED = Path(os.environ.get("LESSONLIB_DATA", "")).resolve() / "california_housing" / "cal_housing_py3.pkz"
with_housing = pytest.mark.skipif(not STORED.is_file(), reason="LESSONLIB_DATA has no california_housing/")


def archive(lines, name=_TEXT):
    """A gzipped tar file with one file in it."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        entry = tarfile.TarInfo(name)
        entry.size = len(lines)
        tar.addfile(entry, io.BytesIO(lines))
    return packed.getvalue()


def rows(dataset):
    """All rows, features and target, in an order of their own."""
    splits = (dataset.train, dataset.validation, dataset.test)
    table = np.vstack([np.hstack([split.X, split.y]) for split in splits])
    return table[np.lexsort(table.T)]


@with_housing
def test_it_is_what_scikit_learn_reads(capsys):
    dataset = california_housing()
    bunch = fetch_california_housing(data_home=STORED.parent, download_if_missing=False)
    want = np.column_stack([bunch.data, bunch.target]).astype(np.float32)
    np.testing.assert_array_equal(rows(dataset), want[np.lexsort(want.T)])
    assert list(dataset.feature_names) == bunch.feature_names
    assert [len(split) for split in (dataset.train, dataset.validation, dataset.test)] == [12_384, 4128, 4128]
    assert (dataset.num_classes, dataset.train.y.shape, capsys.readouterr().out) == (0, (12_384, 1), "")


@with_housing
def test_the_published_archive_holds_the_same(server, store):
    order = [8, 7, 2, 3, 4, 5, 6, 1, 0]
    text = io.BytesIO()
    np.savetxt(text, joblib.load(STORED)[:, order], delimiter=",", fmt="%.6f")
    server.serve(server.whole(archive(text.getvalue())), path="cal_housing.tgz")
    assert CALIFORNIA_HOUSING.fetch([server.address]) == store / "california_housing"
    fetched = rows(california_housing())
    (store / "california_housing" / "cal_housing.tgz").unlink()
    (store / "california_housing" / "cal_housing_py3.pkz").symlink_to(STORED)
    np.testing.assert_array_equal(fetched, rows(california_housing()))


def test_the_first_address_is_that_of_scikit_learn():
    (file,) = CALIFORNIA_HOUSING.files
    assert file.urls[0] == ARCHIVE.url
    assert all(url.startswith("https://") for url in file.urls)


@pytest.mark.parametrize(
    ("packed", "reason"),
    [
        (b"<html>", "neither the published archive nor scikit-learn's copy of it"),
        (archive(b"1,2\n")[:60], "a truncated or broken archive"),
        (gzip.compress(b"no archive"), "a truncated or broken archive"),
        (
            archive(b"1,2\n", "other.data"),
            "or one without CaliforniaHousing/cal_housing.data",
        ),
        (archive(b"1,2\n"), r"its table has shape \(1, 2\), not \(20640, 9\)"),
        (archive(b"one,two\n"), "could not convert string 'one'"),
        (zlib.compress(b"short"), "it holds 5 bytes, but the table alone has 1,486,080"),
        (zlib.compress(bytes(1_486_081)), "its content has another SHA-256 than the published file"),
    ],
    ids=range(8),  # the bytes hold the time of packing
)
def test_another_file_is_refused_unread(store, packed, reason):
    file = store / "california_housing" / "cal_housing.tgz"
    file.parent.mkdir(parents=True)
    file.write_bytes(packed)
    with pytest.raises(DamagedFileError, match=reason):
        california_housing()


def test_without_it_one_line_says_so_and_made_up_districts_stand_in(store, capsys):
    dataset = california_housing()
    assert capsys.readouterr() == (
        "California housing is not on this machine: 2,064 made-up districts stand in for it. "
        "To have the real one, run: lessonlib data fetch california_housing\n",
        "",
    )
    assert (dataset.name, dataset.source[:15]) == ("made-up housing", "drawn at random")
    assert [len(split) for split in (dataset.train, dataset.validation, dataset.test)] == [1238, 413, 413]
    assert dataset.train.X.shape[1] == len(dataset.feature_names) == 8
    assert torch.equal(dataset.train.X, california_housing().train.X)
    assert 0.15 <= dataset.train.y.min() < dataset.train.y.max() <= 5


def test_a_line_explains_the_made_up_districts_about_as_well_as_the_real_ones(store):
    dataset = california_housing()
    line = LinearRegression().fit(dataset.train.X.double(), dataset.train.y.double())
    explained = line.score(dataset.test.X.double(), dataset.test.y.double())
    assert 0.5 < explained < 0.8  # 0.61 for the real ones
    bias = torch.ones(len(dataset.train), 1)
    assert torch.linalg.matrix_rank(torch.hstack([dataset.train.X, bias]).double()) == 9

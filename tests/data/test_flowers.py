"""The iris flowers: scikit-learn's rows, and the same from CSV files with a header line."""

import numpy as np
import pytest
import torch
from sklearn.datasets import load_iris

from lessonlib.data import iris, iris_csv_files, iris_from_csv
from lessonlib.data.errors import HeaderError


def parts(dataset):
    return dataset.train, dataset.validation, dataset.test


def test_iris_is_that_of_scikit_learn():
    dataset, bunch = iris(), load_iris()
    got = np.vstack([np.column_stack([split.X, split.y]) for split in parts(dataset)])
    want = np.column_stack([bunch.data, bunch.target]).astype(np.float32)
    np.testing.assert_array_equal(got[np.lexsort(got.T)], want[np.lexsort(want.T)])
    assert list(dataset.class_names) == bunch.target_names.tolist()
    assert list(dataset.feature_names) == bunch.feature_names


def test_each_split_holds_the_species_in_equal_shares():
    assert [torch.bincount(split.y).tolist() for split in parts(iris())] == [[30] * 3, [10] * 3, [10] * 3]


def test_the_csv_files_say_in_their_first_line_what_they_hold(tmp_path):
    training, test = iris_csv_files(tmp_path / "iris")
    lines = training.read_text().splitlines()
    assert (training.name, lines[0], len(lines)) == (
        "iris_training.csv",
        "120,4,setosa,versicolor,virginica",
        121,
    )
    lines = test.read_text().splitlines()
    assert (test.name, lines[0], len(lines)) == ("iris_test.csv", "30,4,setosa,versicolor,virginica", 31)
    assert sorted(path.name for path in (tmp_path / "iris").iterdir()) == [
        "iris_test.csv",
        "iris_training.csv",
    ]


def test_the_csv_files_give_the_same_rows_back(tmp_path):
    dataset = iris_from_csv(*iris_csv_files(tmp_path, seed=7))
    for got, want in zip(parts(dataset), parts(iris(seed=7)), strict=True):
        assert torch.equal(got.X, want.X)
        assert torch.equal(got.y, want.y)
    assert dataset.source == f"{tmp_path / 'iris_training.csv'} and {tmp_path / 'iris_test.csv'}"


def test_tensorflows_reader_takes_them_too(tmp_path):
    from lessonlib.tf1.contrib.learn.datasets import base

    training, _ = iris_csv_files(tmp_path)
    read = base.load_csv_with_header(filename=training, target_dtype=int, features_dtype=np.float32)
    want = torch.cat([iris().train.X, iris().validation.X])
    np.testing.assert_array_equal(read.data, want)


def test_a_file_that_was_cut_off_is_named(tmp_path):
    training, test = iris_csv_files(tmp_path)
    test.write_text("".join(test.read_text().splitlines(keepends=True)[:-1]))
    with pytest.raises(HeaderError, match=r"iris_test.csv has 29 rows, but its header says 30"):
        iris_from_csv(training, test)

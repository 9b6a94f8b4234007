"""The made data sets: their sizes, their balance, and where they come from."""

import numpy as np
import pytest
import torch
from sklearn.datasets import make_moons

from lessonlib.data import animals, line, moons, xor


def test_moons_are_those_of_scikit_learn_cut_60_20_20():
    dataset = moons(n=100, noise=0.2, seed=3)
    splits = (dataset.train, dataset.validation, dataset.test)
    assert [len(split) for split in splits] == [60, 20, 20]
    X, y = make_moons(100, noise=0.2, random_state=3)
    got = np.vstack([np.column_stack([split.X, split.y]) for split in splits])
    want = np.column_stack([X.astype(np.float32), y])
    assert np.array_equal(got[np.lexsort(got.T)], want[np.lexsort(want.T)])


def test_each_split_of_moons_holds_both_classes_in_equal_parts():
    dataset = moons()
    for split, half in ((dataset.train, 300), (dataset.validation, 100), (dataset.test, 100)):
        assert torch.bincount(split.y).tolist() == [half, half]


def test_the_seed_fixes_the_moons():
    assert torch.equal(moons(seed=5).train.X, moons(seed=5).train.X)
    assert not torch.equal(moons(seed=5).train.X, moons(seed=6).train.X)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [({"n": 9}, "n is 9, expected at least 10"), ({"noise": -0.1}, "noise is -0.1, expected 0 or more")],
)
def test_moons_refuses_bad_sizes(arguments, message):
    with pytest.raises(ValueError, match=message):
        moons(**arguments)


def test_xor_is_the_truth_table_in_every_split():
    dataset = xor()
    for split in (dataset.train, dataset.validation, dataset.test):
        assert split.y.tolist() == [int(a) ^ int(b) for a, b in split.X.tolist()]
    assert len({tuple(row) for row in dataset.train.X.tolist()}) == 4


def test_animals_with_wings_are_birds_and_those_with_fur_alone_are_mammals():
    dataset = animals()
    kind = {(0, 0): "other", (1, 0): "mammal", (0, 1): "bird", (1, 1): "bird"}
    for split in (dataset.train, dataset.validation, dataset.test):
        assert [dataset.class_names[y] for y in split.y] == [
            kind[tuple(row)] for row in split.X.int().tolist()
        ]
    assert torch.bincount(dataset.train.y).tolist() == [3, 1, 2]


def test_the_line_is_its_own_answer():
    dataset = line()
    for split in (dataset.train, dataset.validation, dataset.test):
        assert split.X.tolist() == split.y.tolist() == [[1], [2], [3]]
    assert (dataset.num_classes, dataset.train.y.dtype) == (0, torch.float32)


def test_a_dataset_says_what_it_is():
    rows, names = "6 train, 2 validation, 2 test rows", "features x1, x2; classes upper moon, lower moon"
    assert repr(moons(n=10)) == f"Dataset('moons': {rows}; {names})"
    for dataset in (moons(), xor(), animals(), line()):
        assert dataset.source
        assert dataset.licence
        assert dataset.citation
        assert len(dataset.feature_names) == dataset.train.X.shape[1]


def test_a_dataset_of_numbers_says_the_shape_of_its_targets():
    assert repr(line()) == "Dataset('line': 3 train, 3 validation, 3 test rows; features x; y of (1,))"


def test_a_dataset_moves_as_a_whole():
    moved = xor().to("meta")
    assert {split.X.device.type for split in (moved.train, moved.validation, moved.test)} == {"meta"}

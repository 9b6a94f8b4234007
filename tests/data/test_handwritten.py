"""MNIST from the local store, and the bundled digits in its place."""

import gzip
import os
from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.datasets import load_digits

from lessonlib.data import digits, mnist
from lessonlib.data.errors import DamagedFileError
from lessonlib.data.handwritten import MNIST, bundled_digits, mnist_arrays

LINE = (
    "MNIST is not on this machine: 1,797 bundled digits stand in for it. "
    "To have the real one, run: lessonlib data fetch mnist\n"
)
with_mnist = pytest.mark.skipif(
    not (Path(os.environ.get("LESSONLIB_DATA", "")) / "mnist").is_dir(), reason="LESSONLIB_DATA has no mnist/"
)


@pytest.fixture(scope="module")
def published():
    """The real MNIST, which takes a second to read."""
    return mnist()


def test_without_mnist_one_line_says_so(store, capsys):
    dataset = mnist()
    assert capsys.readouterr() == (LINE, "")
    assert (dataset.name, dataset.source) == (
        "digits",
        "bundled with scikit-learn, enlarged to 28x28, in place of MNIST",
    )
    splits = (dataset.train, dataset.validation, dataset.test)
    assert [tuple(split.X.shape) for split in splits] == [(n, 1, 28, 28) for n in (1375, 125, 297)]


def test_bundled_digits_look_like_mnist():
    arrays = bundled_digits()
    assert (arrays.train_images.shape, arrays.test_images.shape) == ((1500, 28, 28), (297, 28, 28))
    assert arrays.train_images.dtype == np.uint8
    assert arrays.train_images.max() == 255
    assert set(np.unique(arrays.test_labels)) == set(range(10))


def test_digits_are_those_of_scikit_learn():
    dataset, bunch = digits(), load_digits()
    splits = (dataset.train, dataset.validation, dataset.test)
    np.testing.assert_array_equal(torch.cat([split.X for split in splits])[:, 0] * 16, bunch.images)
    np.testing.assert_array_equal(torch.cat([split.y for split in splits]), bunch.target)
    assert [len(split) for split in splits] == [1200, 300, 297]
    assert dataset.num_classes == 10


@pytest.mark.parametrize("validation", [0, 999, 60_000])
def test_a_validation_set_that_cannot_be(validation):
    with pytest.raises(ValueError, match=rf"validation is {validation}, expected from 1,000 to 59,000"):
        mnist(validation)


@with_mnist
def test_the_published_mnist(published):
    splits = (published.train, published.validation, published.test)
    assert [tuple(split.X.shape) for split in splits] == [(n, 1, 28, 28) for n in (55_000, 5000, 10_000)]
    assert (published.name, published.num_classes) == ("mnist", 10)
    # The first labels and the count of each class, as the database's page and its papers state them.
    assert published.validation.y[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert torch.bincount(published.test.y).tolist() == [
        980,
        1135,
        1032,
        1010,
        982,
        892,
        958,
        1028,
        974,
        1009,
    ]
    # The mean and deviation that PyTorch's MNIST example normalises the 60,000 by.
    pixels = torch.cat([published.train.X, published.validation.X])
    assert pixels.mean().item() == pytest.approx(0.1307, abs=5e-5)
    assert pixels.std().item() == pytest.approx(0.3081, abs=5e-5)
    assert (pixels.min(), pixels.max()) == (0, 1)


@with_mnist
def test_the_tutorials_and_keras_readers_give_the_same_images(published):
    from lessonlib.tf1.examples.tutorials.mnist import input_data
    from lessonlib.tf1.keras.datasets.mnist import load_data

    sets, (_, (images, labels)) = input_data.read_data_sets("ignored"), load_data()
    assert (sets.train.num_examples, sets.validation.num_examples) == (55_000, 5000)
    np.testing.assert_array_equal(sets.validation.images, published.validation.X.flatten(1))
    np.testing.assert_array_equal(sets.test.labels, published.test.y)
    np.testing.assert_array_equal(images / np.float32(255), published.test.X[:, 0])
    np.testing.assert_array_equal(labels, published.test.y)


def test_the_tutorials_reader(store):
    from lessonlib.tf1.examples.tutorials.mnist import input_data

    sets = input_data.read_data_sets("ignored", one_hot=True, seed=0)
    assert sets.train.images.shape == (1375, 784)
    assert sets.validation.num_examples == 125
    seen = np.concatenate([sets.train.next_batch(125)[0] for _ in range(22)])
    assert sets.train.epochs_completed == 2
    assert np.unique(seen[:1375], axis=0).shape == np.unique(sets.train.images, axis=0).shape
    images, labels = sets.test.next_batch(10)
    assert (images.dtype, labels.shape) == (np.float32, (10, 10))
    with pytest.raises(ValueError, match="batch_size must be from 1 to 297"):
        sets.test.next_batch(298)


def test_a_damaged_mnist_is_not_replaced_in_silence(store):
    folder = store / "mnist"
    folder.mkdir(parents=True)
    for file in MNIST.files:
        (folder / file.names[0]).write_bytes(gzip.compress(b"\0\0\x08\x01\0\0\0\x01\7"))
    with pytest.raises(
        DamagedFileError, match=r"train-images-idx3-ubyte.gz is damaged.*lessonlib data fetch mnist"
    ):
        mnist_arrays()


def test_mirrors_are_https():
    assert all(url.startswith("https://") for file in MNIST.files for url in file.urls)

"""MNIST from the local store, and the bundled digits in its place."""

import numpy as np
import pytest

from lessonlib.data.mnist import bundled_digits, mnist_arrays


@pytest.fixture
def no_mnist(tmp_path, monkeypatch):
    monkeypatch.setenv("LESSONLIB_DATA", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))


def test_without_mnist_one_line_says_so(no_mnist, capsys):
    digits = mnist_arrays()
    assert digits.name == "digits"
    assert capsys.readouterr().err == "MNIST is not on this machine: 1,797 bundled digits stand in for it.\n"


def test_bundled_digits_look_like_mnist():
    digits = bundled_digits()
    assert (digits.train_images.shape, digits.test_images.shape) == ((1500, 28, 28), (297, 28, 28))
    assert digits.train_images.dtype == np.uint8
    assert digits.train_images.max() == 255
    assert set(np.unique(digits.test_labels)) == set(range(10))


def test_the_tutorials_reader(no_mnist):
    from lessonlib.tf1.examples.tutorials.mnist import input_data

    sets = input_data.read_data_sets("ignored", one_hot=True, seed=0)
    assert sets.train.images.shape == (1350, 784)
    assert sets.validation.num_examples == 150
    seen = np.concatenate([sets.train.next_batch(100)[0] for _ in range(27)])
    assert sets.train.epochs_completed == 2
    assert np.unique(seen[:1350], axis=0).shape == np.unique(sets.train.images, axis=0).shape
    images, labels = sets.test.next_batch(10)
    assert (images.dtype, labels.shape) == (np.float32, (10, 10))
    with pytest.raises(ValueError, match="batch_size must be from 1 to 297"):
        sets.test.next_batch(298)

import shutil
from pathlib import Path

import numpy as np
import pytest

import lessonlib.tf1 as tf
from lessonlib.graph.errors import FailedPreconditionError, NotFoundError

KEPT = Path(__file__).parent / "tensorflow"
STATE = 'model_checkpoint_path: "mlp.ckpt-3"\nall_model_checkpoint_paths: "mlp.ckpt-3"\n'


@pytest.fixture(autouse=True)
def fresh_graph():
    tf.reset_default_graph()


@pytest.fixture
def folder(tmp_path):
    for file in KEPT.glob("mlp.ckpt-3.*"):
        shutil.copy(file, tmp_path)
    (tmp_path / "checkpoint").write_text(STATE)
    return tmp_path


def test_the_newest_checkpoint_of_tensorflow_is_restored(folder):
    kernel, bias = tf.get_variable("hidden/kernel", [3, 4]), tf.get_variable("hidden/bias", [4])
    with tf.Session() as sess:
        tf.train.Saver().restore(sess, tf.train.latest_checkpoint(folder))
        np.testing.assert_array_equal(sess.run(kernel), tf.train.load_variable(folder, "hidden/kernel"))
        np.testing.assert_array_equal(sess.run(bias), tf.train.load_variable(folder, "hidden/bias:0"))


def test_a_missing_name_and_another_shape_change_nothing(folder):
    kernel = tf.get_variable("hidden/kernel", [3, 4], initializer=tf.zeros_initializer())
    other = tf.get_variable("other", [2], initializer=tf.zeros_initializer())
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        with pytest.raises(NotFoundError, match=r"Key other not found in checkpoint .*beta1_power"):
            tf.train.Saver().restore(sess, str(folder / "mlp.ckpt-3"))
        with pytest.raises(tf.errors.InvalidArgumentError, match="shapes of both tensors to match"):
            tf.train.Saver({"hidden/kernel": kernel, "hidden/bias": other}).restore(
                sess, str(folder / "mlp.ckpt-3")
            )
        assert not sess.run(kernel).any()


def test_the_folder_of_tensorflow_is_never_written_into(folder):
    tf.get_variable("x", [1])
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for name in ("mlp.ckpt-3", "mine"):
            with pytest.raises(
                FailedPreconditionError, match=r"(?s)TensorFlow wrote the checkpoint .*another folder"
            ):
                tf.train.Saver().save(sess, str(folder / name))
        saver = tf.train.Saver(max_to_keep=1)
        saver.recover_last_checkpoints([str(folder / "mlp.ckpt-3")])
        for step in range(2):
            saver.save(sess, str(folder / "new" / "mine"), step)
    assert {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()} == before


@pytest.mark.parametrize("own", [False, True])
def test_a_reader(folder, own):
    path = str(folder / "mlp.ckpt-3")
    if own:
        kernel = tf.get_variable("hidden/kernel", [3, 4])
        tf.get_variable("global_step", [], tf.int64, initializer=tf.zeros_initializer())
        with tf.Session() as sess:
            sess.run([tf.global_variables_initializer(), kernel])
            path = tf.train.Saver().save(sess, str(folder / "own" / "m"))
    reader = tf.train.NewCheckpointReader(path)
    assert reader.get_variable_to_shape_map()["hidden/kernel"] == [3, 4]
    assert reader.get_variable_to_dtype_map()["global_step"] == tf.int64
    assert (reader.has_tensor("hidden/kernel"), reader.has_tensor("kernel")) == (True, False)
    assert reader.get_tensor("hidden/kernel").shape == (3, 4)
    assert b"hidden/kernel (float32) [3, 4]\n" in reader.debug_string()
    with pytest.raises(NotFoundError, match="Key kernel not found"):
        reader.get_tensor("kernel")
    assert ("global_step", []) in tf.train.list_variables(path)


def test_no_checkpoint(tmp_path):
    with pytest.raises(NotFoundError, match="not a valid checkpoint"):
        tf.train.NewCheckpointReader(str(tmp_path / "none"))
    with pytest.raises(ValueError, match="Couldn't find 'checkpoint' file or checkpoints in given directory"):
        tf.train.load_checkpoint(tmp_path)

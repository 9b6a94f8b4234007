"""The ``.meta`` file of a training program of TensorFlow, with its checkpoint."""

import json
from pathlib import Path

import numpy as np
import pytest

import lessonlib.tf1 as tf

KEPT = Path(__file__).parents[1] / "files" / "tensorflow"
ANSWER = json.loads((KEPT / "answers.json").read_text("utf-8"))["mlp"]
PATH = str(KEPT / "mlp.ckpt-3")


@pytest.fixture(autouse=True)
def fresh_graph():
    tf.reset_default_graph()


def test_training_goes_on_as_in_tensorflow():
    saver = tf.train.import_meta_graph(PATH + ".meta")
    tf.get_default_graph().validate()
    with tf.Session() as sess:
        saver.restore(sess, PATH)
        for tensor in ("logits/BiasAdd:0", "loss:0", "accuracy:0", "probabilities:0"):
            np.testing.assert_allclose(sess.run(tensor, ANSWER["feed"]), ANSWER[tensor], rtol=1e-5)
        sess.run(tf.get_collection("train_op")[0], ANSWER["feed"])
        np.testing.assert_allclose(sess.run("loss:0", ANSWER["feed"]), ANSWER["loss after a step"], rtol=1e-6)
        assert sess.run("global_step:0") == 4


def test_its_variables_are_variables():
    tf.train.import_meta_graph(PATH + ".meta", import_scope="old")
    names = [variable.op.name for variable in tf.trainable_variables()]
    assert names == ["old/hidden/kernel", "old/hidden/bias", "old/logits/kernel", "old/logits/bias"]
    assert tf.get_collection(tf.GraphKeys.GLOBAL_STEP)[0].op.name == "old/global_step"
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        assert sess.run("old/hidden/kernel:0").any()


def test_the_saver_has_the_names_of_the_file_in_another_scope(tmp_path):
    saver = tf.train.import_meta_graph(PATH + ".meta", import_scope="old")
    with tf.Session() as sess:
        saver.restore(sess, PATH)
        np.testing.assert_array_equal(
            sess.run("old/logits/bias:0"), tf.train.load_variable(PATH, "logits/bias")
        )
        assert "logits/bias" in dict(tf.train.list_variables(saver.save(sess, str(tmp_path / "m"))))


@pytest.mark.parametrize("content", [b"\x0a\x05ab", b"\x00\x01", b"\x12\x00"])
def test_a_damaged_file(tmp_path, content):
    file = tmp_path / "m.meta"
    file.write_bytes(content)
    with pytest.raises(tf.errors.DataLossError, match=r"is damaged|it has no operations"):
        tf.train.import_meta_graph(file)

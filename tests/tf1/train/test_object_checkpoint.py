"""tf.train.Checkpoint: objects are saved, and found again by their names, in our files and in TensorFlow's."""

import json
from pathlib import Path

import numpy as np
import pytest

import lessonlib.tf1 as tf

THEIRS = Path(__file__).parents[1] / "files" / "tensorflow"
VALUE = ".ATTRIBUTES/VARIABLE_VALUE"


@pytest.fixture(autouse=True)
def fresh_graph():
    tf.reset_default_graph()


def model():
    """A checkpoint of all kinds of objects, its training step and its loss."""
    layer, start = tf.layers.Dense(2, name="hidden"), tf.Variable([1.0, -1.0], name="start")
    step, optimizer = tf.train.get_or_create_global_step(), tf.train.AdamOptimizer(0.1)
    loss = tf.reduce_sum(tf.square(layer(start[None]) - 1.0))
    train = optimizer.minimize(loss, global_step=step)
    return tf.train.Checkpoint(layer=layer, parts=[start], optimizer=optimizer, step=step), train, loss


def trained(sess, train, loss, steps):
    for _ in range(steps):
        sess.run(train)
    return sess.run(loss)


def test_a_training_goes_on_where_it_was_saved(tmp_path):
    checkpoint, train, loss = model()
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        trained(sess, train, loss, 3)
        path = checkpoint.save(tmp_path / "ckpt")
        expected = trained(sess, train, loss, 4)
    assert path == str(tmp_path / "ckpt-1")
    assert tf.train.latest_checkpoint(tmp_path) == path
    tf.reset_default_graph()
    checkpoint, train, loss = model()
    with tf.Session() as sess:
        checkpoint.restore(path).assert_consumed().initialize_or_restore()
        assert trained(sess, train, loss, 4) == expected
        assert checkpoint.save(tmp_path / "ckpt") == str(tmp_path / "ckpt-2")


def test_a_training_goes_on_from_tensorflows_file():
    answer = json.loads((THEIRS / "answers.json").read_text("utf-8"))["objects"]
    checkpoint, train, loss = model()
    with tf.Session() as sess:
        checkpoint.restore(THEIRS / "objects-1").assert_consumed().run_restore_ops(sess)
        assert sess.run(loss) == pytest.approx(answer["loss"], rel=1e-5)
        assert trained(sess, train, loss, 5) == pytest.approx(answer["loss after five steps"], rel=1e-4)
        assert sess.run(checkpoint.save_counter) == 1


def test_the_keys_are_tensorflows(tmp_path):
    checkpoint, _, _ = model()
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        ours = dict(tf.train.list_variables(checkpoint.save(tmp_path / "m")))
    theirs = dict(tf.train.list_variables(THEIRS / "objects-1"))
    powers = {f"optimizer/beta{i}_power/{VALUE}" for i in (1, 2)}
    assert {key: ours[key] for key in ours if key != f"optimizer/step/{VALUE}"} == {
        key: theirs[key] for key in theirs.keys() - powers
    }


def test_savers_and_checkpoints_read_each_others_files(tmp_path):
    x, y = tf.Variable([1.0, 2.0], name="x"), tf.Variable(3.0, name="y")
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        by_objects = tf.train.Checkpoint(first=x, rest={"y": y}).save(tmp_path / "objects", sess)
        by_name = tf.train.Saver([x, y]).save(sess, str(tmp_path / "named"))
        for path in (by_objects, by_name):
            sess.run([x.assign([0.0, 0.0]), y.assign(0.0)])
            tf.train.Saver([x, y]).restore(sess, path)
            assert sess.run([x, y])[0].tolist() == [1.0, 2.0]
            sess.run([x.assign([0.0, 0.0]), y.assign(0.0)])
            tf.train.Checkpoint(first=x, rest={"y": y}).restore(path).assert_consumed().run_restore_ops()
            assert sess.run(y) == 3.0
        assert tf.train.load_variable(by_objects, f"rest/y/{VALUE}") == 3.0


def test_objects_made_after_restore_get_their_values(tmp_path):
    x = tf.Variable(5.0, name="x")
    checkpoint = tf.train.Checkpoint(x=x)
    with tf.Session() as sess:
        sess.run(x.initializer)
        path = checkpoint.save(tmp_path / "m")
        later = tf.train.Checkpoint()
        status = later.restore(path)
        later.x = tf.Variable(0.0)
        status.assert_consumed().run_restore_ops()
        assert sess.run(later.x) == 5.0


def test_an_object_of_two_names_is_saved_once(tmp_path):
    x = tf.Variable(5.0, name="x")
    with tf.Session() as sess:
        sess.run(x.initializer)
        path = tf.train.Checkpoint(a=x, b=x, deep=tf.train.Checkpoint(x=x)).write(tmp_path / "m")
        assert len(tf.train.list_variables(path)) == 2  # the value and the objects
        y = tf.Variable(0.0)
        tf.train.Checkpoint(deep=tf.train.Checkpoint(x=y)).restore(path).run_restore_ops()
        assert sess.run(y) == 5.0


def test_a_damaged_graph_of_objects(tmp_path):
    from lessonlib.graph import checkpoint

    x = tf.Variable(5.0, name="x")
    with tf.Session() as sess:
        sess.run(x.initializer)
        path = tf.train.Checkpoint(x=x).write(tmp_path / "m")
        values = checkpoint.read(path)
        whole = values[checkpoint.OBJECT_GRAPH]
        for cut in (0, 5, len(whole) - 3):
            checkpoint.write(path, {**values, checkpoint.OBJECT_GRAPH: whole[:cut].clone()})
            with pytest.raises(tf.errors.DataLossError, match=r"objects of checkpoint .* cannot be read"):
                tf.train.Checkpoint(x=x).restore(path)
        values.pop(f"x/{VALUE}")
        checkpoint.write(path, {**values, checkpoint.OBJECT_GRAPH: whole})
        with pytest.raises(tf.errors.DataLossError, match="no values for"):
            tf.train.Saver([x]).restore(sess, path)


def test_what_cannot_be_saved(tmp_path):
    with pytest.raises(ValueError, match="expecting a trackable object, got 3"):
        tf.train.Checkpoint(x=3)
    x = tf.Variable(np.float32(1))
    checkpoint = tf.train.Checkpoint(x=x)
    with pytest.raises(ValueError, match="No default session"):
        checkpoint.write(tmp_path / "m")
    with tf.Session(), pytest.raises(tf.errors.FailedPreconditionError, match="uninitialized"):
        checkpoint.write(tmp_path / "m")
    with pytest.raises(tf.errors.NotFoundError):
        checkpoint.restore(tmp_path / "none")

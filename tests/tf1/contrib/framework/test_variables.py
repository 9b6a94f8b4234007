"""Variables by collection, name and checkpoint."""

import numpy as np
import pytest

import lessonlib.tf1 as tf

framework, slim = tf.contrib.framework, tf.contrib.slim


@pytest.fixture
def made():
    with tf.variable_scope("a"):
        slim.model_variable("w", [2], initializer=tf.ones_initializer(), regularizer=slim.l2_regularizer(1.0))
        slim.variable("b", [1], tf.float64, tf.zeros_initializer(), trainable=False, collections=["mine"])
    with tf.variable_scope("b"):
        slim.model_variable("w", [3], initializer=tf.zeros_initializer())
    slim.local_variable(0.0, name="count")


def names(variables):
    return [variable.op.name for variable in variables]


def test_found(made):
    assert names(slim.get_variables()) == ["a/w", "a/b", "b/w"]
    assert names(slim.get_variables("a")) == ["a/w", "a/b"]
    assert names(slim.get_variables(suffix="w")) == ["a/w", "b/w"]
    assert names(slim.get_model_variables()) == ["a/w", "b/w"]
    assert names(slim.get_trainable_variables()) == ["a/w", "b/w"]
    assert names(slim.get_local_variables()) == ["count"]
    assert names(tf.get_collection("mine")) == ["a/b"]
    assert names(slim.get_variables_by_name("w")) == ["a/w", "b/w"]
    assert names(slim.get_variables_by_suffix("b")) == ["a/b"]
    assert names(slim.get_variables_to_restore(exclude=["b"])) == ["a/w", "a/b"]
    assert names(slim.get_variables_to_restore(["a"], ["a/b"])) == ["a/w"]
    assert names(framework.filter_variables(slim.get_variables(), ["w"], ["^b"])) == ["a/w"]
    assert slim.get_unique_variable("a/b").dtype is tf.float64
    with pytest.raises(ValueError, match="c does not uniquely identify a variable: none"):
        slim.get_unique_variable("c")
    with pytest.raises(ValueError, match="must be lists of scopes"):
        slim.get_variables_to_restore(exclude="b")


def test_values_from_arrays_and_checkpoints(made, tmp_path):
    path = str(tmp_path / "m.ckpt")
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        session.run(*slim.assign_from_values({"a/w": np.array([5.0, 6.0])}))
        tf.train.Saver().save(session, path)
        session.run(tf.global_variables_initializer())
        session.run(*slim.assign_from_checkpoint(path, {"a/w": slim.get_unique_variable("a/w")}))
        assert session.run("a/w:0").tolist() == [5.0, 6.0]
        session.run(tf.global_variables_initializer())
        slim.assign_from_checkpoint_fn(path, slim.get_variables("a"))(session)
        assert session.run("a/w:0").tolist() == [5.0, 6.0]
        new = tf.get_variable("new", initializer=[1.0])
        with pytest.raises(ValueError, match=r"missing variable \[new\]"):
            slim.assign_from_checkpoint(path, [new])
        assert slim.assign_from_checkpoint_fn(path, [new], ignore_missing_vars=True) is None
        with pytest.raises(ValueError, match="the checkpoint has"):
            slim.assign_from_checkpoint(path, {"b/w": new})

"""Variable scopes: what holds inside, and to which graph they belong. The values are TensorFlow's."""

import pytest

import lessonlib.tf1 as tf


def l2(w):
    return tf.reduce_sum(w * w)


def test_what_a_scope_says_holds_for_its_variables():
    def clip(t):
        return tf.clip_by_value(t, 0.0, 1.0)

    with tf.variable_scope(
        "m", regularizer=l2, dtype=tf.float64, constraint=clip, initializer=tf.ones_initializer()
    ):
        v = tf.get_variable("v", [2])
        with tf.variable_scope("inner"):
            u = tf.get_variable("u", [2], dtype=tf.float32)
    assert (v.dtype, u.dtype) == (tf.float64, tf.float32)
    assert v.constraint is u.constraint is clip
    names = [cost.name for cost in tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)]
    assert names == ["m/v/Regularizer/Sum:0", "m/inner/u/Regularizer/Sum:0"]
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        assert sess.run(u).tolist() == [1.0, 1.0]


def test_custom_getters_are_called_from_the_inside_out():
    def renamed(end):
        return lambda getter, name, *args, **kwargs: getter(name + end, *args, **kwargs)

    with (
        tf.variable_scope("s", custom_getter=renamed("_outer")),
        tf.variable_scope("t", custom_getter=renamed("_inner")),
    ):
        assert tf.get_variable("x", [1]).name == "s/t/x_inner_outer:0"
        assert tf.get_variable("y", [1], custom_getter=renamed("_own")).name == "s/t/y_own_inner_outer:0"


def test_a_scope_belongs_to_its_graph():
    tf.get_variable_scope().reuse_variables()
    assert tf.get_variable_scope().reuse is True
    tf.reset_default_graph()
    assert tf.get_variable_scope().reuse is False
    with tf.variable_scope("outer"), tf.Graph().as_default():
        assert tf.get_variable_scope().name == ""
        assert tf.get_variable("v", [1]).name == "v:0"


def test_a_captured_scope_keeps_all_that_it_had():
    with tf.variable_scope("a", reuse=tf.AUTO_REUSE, initializer=tf.ones_initializer()) as a:
        pass
    with tf.variable_scope("b"), tf.variable_scope(a) as again:
        assert (again.name, again.original_name_scope, again.reuse) == ("a", "a/", tf.AUTO_REUSE)
        v = tf.get_variable("v", [2])
        assert tf.ones([1]).name == "b/a/ones:0"
    with tf.variable_scope(a):
        assert tf.get_variable("v") is v
    with tf.Session() as sess:
        sess.run(v.initializer)
        assert sess.run(v).tolist() == [1.0, 1.0]


def test_the_empty_name_is_the_root():
    with tf.variable_scope("") as root:
        assert root.name == ""
        assert tf.get_variable("v", [1]).name == "v:0"


def test_an_auxiliary_name_scope_can_be_left_out():
    with tf.variable_scope("a", auxiliary_name_scope=False):
        assert tf.get_variable("v", [1]).name == "a/v:0"
        assert tf.ones([1]).name == "ones:0"


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"name_or_scope": None}, TypeError, "If default_name is None then name_or_scope is required"),
        (
            {"name_or_scope": None, "default_name": "a", "reuse": True},
            ValueError,
            "cannot be used without a name",
        ),
        ({"name_or_scope": "a", "reuse": 5}, ValueError, "must be True, False, None or tf.AUTO_REUSE"),
        ({"name_or_scope": "my scope"}, ValueError, "'my scope' is not a valid name"),
        ({"name_or_scope": "a", "dype": tf.float64}, TypeError, "unexpected keyword argument 'dype'"),
    ],
)
def test_what_is_refused(arguments, error, message):
    with pytest.raises(error, match=message), tf.variable_scope(**arguments):
        pass

"""Arguments set for a block, by the rules of TensorFlow 1.15's arg_scope."""

import pytest

import lessonlib.tf1 as tf

slim = tf.contrib.slim


@slim.add_arg_scope
def one(a, b=1, c=2):
    """The first function."""
    return a, b, c


@slim.add_arg_scope
def other(b=5, **more):
    return b, more


def test_inner_scopes_and_calls_are_stronger():
    with slim.arg_scope([one, other], b=7):
        assert one(0) == (0, 7, 2)
        assert other() == (7, {})
        with slim.arg_scope([one], b=8, c=9):
            assert one(0) == (0, 8, 9)
            assert one(0, b=3) == (0, 3, 9)
            assert other() == (7, {})
        assert one(0) == (0, 7, 2)
    assert one(0) == (0, 1, 2)
    assert one.__doc__ == "The first function."


def test_a_scope_is_opened_again():
    def defaults():
        with slim.arg_scope([one], c=4), slim.arg_scope([other], z=1) as scope:
            return scope

    with slim.arg_scope(defaults()) as scope:
        assert one(0) == (0, 1, 4)
        assert other() == (5, {"z": 1})
        assert slim.current_arg_scope() is scope
    assert slim.arg_scoped_arguments(one) == ("b", "c")


def test_a_scope_ends_with_an_error():
    with pytest.raises(KeyError), slim.arg_scope([one], b=7):
        raise KeyError
    assert one(0) == (0, 1, 2)


def test_mistakes():
    with (
        pytest.raises(ValueError, match=r"relu is not decorated with @add_arg_scope"),
        slim.arg_scope([tf.nn.relu], a=1),
    ):
        pass
    with (
        pytest.raises(ValueError, match=r"one has no argument z; it has: a, b, c"),
        slim.arg_scope([one], z=1),
    ):
        pass
    with pytest.raises(ValueError, match="takes no arguments, but got b"), slim.arg_scope({}, b=1):
        pass
    with pytest.raises(TypeError, match="takes a list of functions"), slim.arg_scope(one, b=1):
        pass
    assert slim.has_arg_scope(slim.conv2d)
    assert not slim.has_arg_scope(tf.nn.relu)

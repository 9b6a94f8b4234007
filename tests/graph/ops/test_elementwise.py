"""The oracle is probing: PyTorch's own kernels on tensors without data."""

import subprocess
import sys

import pytest

import lessonlib.tf1 as tf
from lessonlib.graph.infer import infer
from lessonlib.graph.ops import elementwise
from lessonlib.graph.registry import KINDS, table

RULES = (elementwise.broadcast, elementwise.broadcast_bool)
ROWS = [entry for entry in table().values() if entry.shape in RULES]
DTYPES = {"b": tf.bool, "i": tf.int32, "f": tf.float32, "c": tf.complex64}
PAIRS = [
    ((), ()),
    ((3,), ()),
    ((2, 3), (3,)),
    ((2, 1), (1, 3)),
    ((None, 3), (3,)),
    ((None, 3), (5, 1)),
    ((None,), (None,)),
    ((None,), (1,)),
    ((None, 1), (4,)),
    (None, (2, 3)),
    (None, None),
    ((0, 3), (1, 3)),
]


@pytest.mark.parametrize("entry", ROWS, ids=lambda entry: entry.type)
@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_the_rule_says_what_probing_finds(entry, pair):
    kinds = (
        KINDS[entry.takes] if entry.takes or entry.type == "Where" else "f"
    )  # gradients are of decimal numbers
    shapes = [pair[i % 2] for i in range(len(entry.inputs))]
    for kind in set(kinds) & set(DTYPES):
        dtypes = [DTYPES[kind]] * len(shapes)
        if entry.type == "Where":
            dtypes[0] = tf.bool
        with tf.Graph().as_default():
            inputs = [tf.placeholder(dtype, shape) for dtype, shape in zip(dtypes, shapes, strict=True)]
            specs = [(x.dtype, x.sizes) for x in inputs]
            (want,) = infer(entry, specs, (None,) * len(specs), {})
            assert [*entry.shape(*inputs)] == [want], (dtypes, shapes)


@pytest.mark.parametrize("build", [tf.add, tf.less, tf.maximum])
def test_shapes_that_do_not_fit_are_refused_with_both(build):
    with tf.Graph().as_default(), pytest.raises(ValueError, match=r"\(2, 3\), \(4,\)") as caught:
        build(tf.zeros([2, 3]), tf.zeros([4]))
    assert "broadcast" in str(caught.value)


def test_add_n_knows_what_any_of_its_inputs_knows():
    with tf.Graph().as_default():
        x, y = tf.placeholder(tf.float32, [None, 3]), tf.placeholder(tf.float32, [5, None])
        assert tf.add_n([x, y]).sizes == (5, 3)
        with pytest.raises(ValueError, match="one shape"):
            tf.add_n([x, tf.zeros([4, 2])])


def test_a_classifier_is_built_and_run_without_the_compiler_of_pytorch():
    """It would take longer to import than all the rest."""
    program = """
import sys
import numpy as np
import lessonlib.tf1 as tf

x, y = tf.placeholder(tf.float32, [None, 4]), tf.placeholder(tf.float32, [None, 3])
w, b = tf.Variable(tf.random_normal([4, 3])), tf.Variable(tf.zeros([3]))
scores = tf.nn.relu(tf.matmul(x, w) + b)
loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=scores))
right = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(scores, 1), tf.argmax(y, 1)), tf.float32))
train = tf.train.AdamOptimizer(0.1).minimize(loss)
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    session.run([train, loss, right], {x: np.ones((5, 4)), y: np.ones((5, 3)) / 3})
print("torch._dynamo" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"

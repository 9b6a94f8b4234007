"""The namespaces: every declared name is there, and a name that is not says which ones come nearest."""

import functools
import importlib
import subprocess
import sys

import pytest

import lessonlib.tf1 as tf
from lessonlib.graph.export import exports
from lessonlib.tf1.namespace import ABSENT, names_in, namespaces

NAMESPACES = [tf, tf.nn, tf.train, tf.layers, tf.losses, tf.data, tf.summary, tf.errors, tf.contrib.layers]


def test_every_declared_name_is_where_it_is_declared():
    for export in exports().values():
        module = importlib.import_module(f"lessonlib.tf1.{export.namespace}".rstrip("."))
        assert getattr(module, export.last) is export.value


@pytest.mark.parametrize("module", NAMESPACES)
def test_dir_lists_the_public_names_only(module):
    listed = [name for name in dir(module) if not name.startswith("__")]
    path = module.__name__.removeprefix("lessonlib.tf1").removeprefix(".")
    assert listed == [name for name in names_in(path) if not name.startswith("__")]
    assert {"namespace", "tf_export", "annotations", "library"}.isdisjoint(listed)


def test_names_and_namespaces_can_be_imported():
    from lessonlib.tf1.nn import relu, rnn_cell
    from lessonlib.tf1.train import AdamOptimizer

    assert relu is tf.nn.relu
    assert rnn_cell is tf.nn.rnn_cell
    assert AdamOptimizer is tf.train.AdamOptimizer
    assert importlib.import_module("lessonlib.tf1.train").Saver is tf.train.Saver
    with pytest.raises(ImportError, match="cannot import name 'reul'"):
        from lessonlib.tf1.nn import reul  # noqa: F401


def test_a_star_import_brings_the_names_and_not_keras():
    program = (
        "import sys; from lessonlib.tf1 import *; from lessonlib.tf1.nn import *; "
        "print(matmul.__name__, nn.__name__, relu.__name__, 'keras' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "matmul lessonlib.tf1.nn relu False\n"


def test_the_namespaces():
    assert {"", "nn", "nn.rnn_cell", "train", "contrib.layers", "contrib.learn.datasets"} <= set(namespaces())


@pytest.mark.parametrize(
    ("module", "name", "message"),
    [
        (tf, "global_variables_initialzer", r"lessonlib\.tf1 has no 'global_variables_initialzer'\. The nearest "
            r"that it has: tf\.global_variables_initializer"),
        (tf.train, "AdamOptimzer", r"lessonlib\.tf1\.train has no 'AdamOptimzer'\. .*: tf\.train\.AdamOptimizer"),
        (tf.nn, "softmx", r"lessonlib\.tf1\.nn has no 'softmx'\. .*: tf\.nn\.softmax"),
        (tf.layers, "desne", r"lessonlib\.tf1\.layers has no 'desne'\. .*: tf\.layers\.dense"),
        (tf.contrib.rnn, "LSTMCel", r"lessonlib\.tf1\.contrib\.rnn has no 'LSTMCel'\. .*: tf\.contrib\.rnn\.LSTMCell"),
        (tf, "AdamOptimizer", r"lessonlib\.tf1 has no 'AdamOptimizer'\. .*: tf\.train\.AdamOptimizer, "),
        (tf.train, "softmax_cross_entropy_with_logit", r": tf\.nn\.softmax_cross_entropy_with_logits, "),
        (tf, "qqqqqq", r"lessonlib\.tf1 has no 'qqqqqq'\.$"),
    ],
)  # fmt: skip
def test_a_missing_name_points_to_the_nearest(module, name, message):
    with pytest.raises(AttributeError, match=message):
        getattr(module, name)


def test_public_functions_have_docstrings():
    messages = "lessonlib.tf1.protos"  # classes of TensorBoard's package, which has no docstrings
    ours = [e for e in exports().values() if callable(e.value) and e.module != messages]
    assert [e.name for e in ours if not e.value.__doc__] == []


@pytest.mark.parametrize("name", ABSENT)
def test_what_there_will_never_be_says_what_to_do_instead(name):
    with pytest.raises(AttributeError, match=rf"lessonlib has no tf\.{name}; .*take "):
        functools.reduce(getattr, name.split("."), tf)


def test_dtypes_answer_to_all_their_names():
    assert tf.float32 == "float"
    assert tf.as_dtype("double") is tf.float64
    assert str(tf.int32) == "<dtype: 'int32'>"
    assert repr(tf.bool) == "tf.bool"

"""An argument works, or it is refused: each callable has the parameters of TensorFlow's, and no others by chance.

``signatures.txt`` and ``defaults.txt`` are what TensorFlow 2.21 says about the names that lessonlib has;
`record_signatures` makes them.
"""

import inspect
import json
import re
import runpy
from pathlib import Path

import pytest

import lessonlib.tf1 as tf

RECORDER = runpy.run_path(str(Path(__file__).with_name("record_signatures.py")))
found_in, parameters = RECORDER["found_in"], RECORDER["parameters"]
RECORD = dict(
    re.fullmatch(r"([\w.]+)\((.*)\)", line).groups()
    for line in Path(__file__).with_name("signatures.txt").read_text("utf-8").splitlines()
)
DEFAULTS = dict(
    line.split(" ", 1) for line in Path(__file__).with_name("defaults.txt").read_text("utf-8").splitlines()
)
SELF_MADE = "made by other functions of the library, not by programs"
OUR_OWN = "a base of classes of our own"
EXCEPTIONS = {
    "DType": SELF_MADE,
    "dtypes.DType": SELF_MADE,
    "OpError": "see errors.OpError",
    "errors.OpError": "its error_code is said by the class: TensorFlow's programs raise the others",
    "data.Iterator": SELF_MADE,
    "train.Optimizer": OUR_OWN + ": it also takes the learning rate",
    "nn.softmax_cross_entropy_with_logits": "TensorFlow 1 takes no positional arguments: _sentinel stands first",
    "nn.sparse_softmax_cross_entropy_with_logits": "the same",
    "nn.sigmoid_cross_entropy_with_logits": "the same",
    "data.experimental.CsvDataset": "exclude_cols came after TensorFlow 1",
    "data.experimental.make_csv_dataset": "the encoding came after TensorFlow 1",
    "data.Dataset.sample_from_datasets": "rerandomize_each_iteration came after TensorFlow 1",
    "train.AdamOptimizer": "use_own_namescope_for_non_slot_vars came after TensorFlow 1",
    "train.AdamOptimizer.apply_gradients": "skip_gradients_aggregation came after TensorFlow 1",
    "train.GradientDescentOptimizer.apply_gradients": "the same",
    "nn.rnn_cell.RNNCell.call": "cells define call(inputs, state)",
    "nn.rnn_cell.RNNCell.build": "the older name of its parameter, inputs_shape",
}
EXCEPTIONS |= {
    f"flags.DEFINE_{kind}": "the names of TensorFlow 1; what else is given goes to absl, which refuses a misspelt one"
    for kind in ("bool", "boolean", "enum", "float", "integer", "list", "string")
}
# What came to the methods of Dataset after TensorFlow 1.
LATER = {"name", "deterministic", "output_signature", "synchronous", "use_unbounded_threadpool"}
# Variable's own signature says only *args and **kwargs; these are TensorFlow 1.15's parameters.
RECORD["Variable"] = (
    "initial_value, trainable, collections, validate_shape, caching_device, name, variable_def, dtype, "
    "expected_shape, import_scope, constraint, use_resource, synchronization, aggregation, shape"
)


def listed(name):
    later = LATER if name.startswith("data.Dataset.") else set()
    later = later | {"num_parallel_calls"} if name == "data.Dataset.batch" else later
    return [part for part in RECORD[name].split(", ") if part and part not in later]


@pytest.mark.parametrize("name", sorted(RECORD.keys() - EXCEPTIONS.keys()))
def test_the_parameters_of_tensorflow_in_their_order(name):
    ours, theirs = parameters(found_in(tf, name)), listed(name)
    wanted = [parameter for parameter in theirs if not parameter.startswith("*")]
    if any(parameter.startswith("*") for parameter in theirs):
        assert set(wanted) <= {parameter.lstrip("*") for parameter in ours}
    else:
        assert ours[: len(wanted)] == wanted


def test_a_misspelt_argument_is_a_type_error():
    for name in sorted(RECORD):
        swallows = any(parameter.startswith("**") for parameter in parameters(found_in(tf, name)))
        assert not swallows or any(parameter.startswith("**") for parameter in listed(name)), name


def test_what_the_library_adds_stands_behind_and_has_a_default():
    for name in sorted(RECORD.keys() - EXCEPTIONS.keys()):
        value, theirs = found_in(tf, name), listed(name)
        if any(parameter.startswith("*") for parameter in theirs) or inspect.isclass(value):
            continue
        for parameter in list(inspect.signature(value).parameters.values())[len(theirs) :]:
            assert parameter.default is not inspect.Parameter.empty, f"{name} needs {parameter.name}"


def test_the_exceptions_are_needed():
    for name in EXCEPTIONS:
        assert parameters(found_in(tf, name))[: len(listed(name))] != listed(name), (
            f"{name} is no exception any more"
        )


ONE_OF_TWO = "has a newer name, too; without either it raises"
OTHER_DEFAULTS = {
    "custom_gradient": "TensorFlow 2's form with arguments; programs of version 1 decorate",
    "data.Dataset.from_generator": "output_signature in place of output_types came after TensorFlow 1",
    "data.Dataset.shuffle": "None means True, as TensorFlow 1 documents it",
    "data.Dataset.zip": "several arguments came after TensorFlow 1",
    "data.Iterator": SELF_MADE,
    "nn.avg_pool": ONE_OF_TWO,
    "nn.avg_pool2d": ONE_OF_TWO,
    "nn.conv3d_transpose": ONE_OF_TWO,
    "nn.convolution": ONE_OF_TWO,
    "nn.max_pool": ONE_OF_TWO,
    "nn.rnn_cell.RNNCell.add_weight": "a weight is trainable unless said",
    "nn.softmax_cross_entropy_with_logits": "dim is the older name of axis; None means -1",
    "nn.softmax_cross_entropy_with_logits_v2": "without labels or logits it raises",
    "numpy_function": "its form as a decorator came after TensorFlow 1",
    "scatter_update": "locking changes no value",
    "shape": "None means int32",
    "size": "None means int32",
    "string_to_hash_bucket": "0 buckets raise",
    "strings.to_hash_bucket": "0 buckets raise",
    "train.Optimizer": OUR_OWN,
    "train.Saver": "the format of the files is lessonlib's",
    "train.SessionRunValues": "a hook gets them; programs make none",
}


def other_defaults(name):
    """What is left out, or has another default than in TensorFlow; the name of an operation may be any."""
    theirs, ours = json.loads(DEFAULTS[name]), RECORDER["defaults"](found_in(tf, name))
    shared = ours.keys() & theirs.keys() - {"name"}
    return {parameter: ours[parameter] for parameter in shared if ours[parameter] != theirs[parameter]}


def test_what_is_not_said_has_the_default_of_tensorflow():
    found = {name: other for name in DEFAULTS if (other := other_defaults(name))}
    assert {name: other for name, other in found.items() if name not in OTHER_DEFAULTS} == {}
    assert OTHER_DEFAULTS.keys() == found.keys(), "an exception that is none any more"

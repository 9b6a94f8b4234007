"""An argument works, or it is refused: each callable has the parameters of TensorFlow's, and no others by chance.

``signatures.txt`` is what TensorFlow 2.21 says about the names that lessonlib has; `record_signatures` makes it.
"""

import inspect
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

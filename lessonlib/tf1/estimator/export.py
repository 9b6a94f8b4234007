"""tf.estimator.export: what a saved model takes and gives."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from lessonlib.graph.create import as_tensor, placeholder
from lessonlib.graph.dtypes import string
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.session import Session
from lessonlib.tf1.files.features import parse_example
from lessonlib.tf1.namespace import namespace
from lessonlib.tf1.saved_model.constants import DEFAULT_SERVING_SIGNATURE_DEF_KEY, SERVING
from lessonlib.tf1.saved_model.signatures import build_signature_def, build_tensor_info
from lessonlib.tf1.saved_model.writer import SavedModelBuilder

_ONE = "feature"


def _named(given: Any, name: str) -> dict[str, Tensor]:
    """Tensors by name, of a dict or of a single one. Raises ValueError for anything else."""
    found = dict(given) if isinstance(given, Mapping) else {name: given}
    for key, value in found.items():
        if as_tensor(value) is None:
            raise InvalidValueError(f"{name} {key} must be a Tensor, but is {value!r}.")
    return found


@tf_export("estimator.export.ExportOutput")
class ExportOutput:
    """The outputs of a model for one purpose: ``tensors`` by name, and the method of a server that gives them."""

    method_name = ""
    tensors: dict[str, Tensor]


@tf_export("estimator.export.PredictOutput")
class PredictOutput(ExportOutput):
    """Any tensors by name."""

    method_name = "tensorflow/serving/predict"

    def __init__(self, outputs: Any) -> None:
        self.outputs = self.tensors = _named(outputs, "output")


@tf_export("estimator.export.ClassificationOutput")
class ClassificationOutput(ExportOutput):
    """The ``scores`` (batch, n) and names, ``classes`` (batch, n), of classes. Raises ValueError without both."""

    method_name = "tensorflow/serving/classify"

    def __init__(self, scores: Tensor | None = None, classes: Tensor | None = None) -> None:
        if scores is None and classes is None:
            raise InvalidValueError("At least one of scores and classes must be set.")
        self.scores, self.classes = scores, classes
        self.tensors = {k: v for k, v in (("classes", classes), ("scores", scores)) if v is not None}


@tf_export("estimator.export.RegressionOutput")
class RegressionOutput(ExportOutput):
    """A real number for each row."""

    method_name = "tensorflow/serving/regress"

    def __init__(self, value: Tensor) -> None:
        self.value = value
        self.tensors = {"outputs": value}


@tf_export("estimator.export.ServingInputReceiver")
class ServingInputReceiver:
    """The ``features`` of a served model, made of what it receives: ``receiver_tensors``, placeholders by name."""

    def __init__(
        self, features: Any, receiver_tensors: Any, receiver_tensors_alternatives: Any = None
    ) -> None:
        self.features = _named(features, _ONE)
        self.receiver_tensors = _named(receiver_tensors, "input")
        self.receiver_tensors_alternatives = receiver_tensors_alternatives


@tf_export("estimator.export.TensorServingInputReceiver")
class TensorServingInputReceiver(ServingInputReceiver):
    """The same where the features are a single tensor."""

    def __init__(
        self, features: Any, receiver_tensors: Any, receiver_tensors_alternatives: Any = None
    ) -> None:
        super().__init__(features, receiver_tensors, receiver_tensors_alternatives)
        self.features = features


@tf_export("estimator.export.build_raw_serving_input_receiver_fn")
def build_raw_serving_input_receiver_fn(
    features: Mapping[str, Any], default_batch_size: int | None = None
) -> Callable[[], ServingInputReceiver]:
    """A serving_input_receiver_fn that receives the features as they are, with a placeholder for each.

    ``features`` are tensors or arrays that show the dtypes and shapes; the first size is ``default_batch_size``.
    """

    def receiver() -> ServingInputReceiver:
        made = {}
        for name, example in features.items():
            sizes = example.shape.as_list() if as_tensor(example) is not None else list(example.shape)
            made[name] = placeholder(example.dtype, [default_batch_size, *sizes[1:]], name=name)
        return ServingInputReceiver(made, made)

    return receiver


@tf_export("estimator.export.build_parsing_serving_input_receiver_fn")
def build_parsing_serving_input_receiver_fn(
    feature_spec: Mapping[str, Any], default_batch_size: int | None = None
) -> Callable[[], ServingInputReceiver]:
    """A serving_input_receiver_fn that receives tf.train.Example records as bytes, and parses them."""

    def receiver() -> ServingInputReceiver:
        records = placeholder(string, [default_batch_size], name="input_example_tensor")
        return ServingInputReceiver(parse_example(records, feature_spec), {"examples": records})

    return receiver


def write_export(
    session: Session, base: str, inputs: Mapping[str, Tensor], outputs: Mapping[str, ExportOutput]
) -> bytes:
    """Write a saved model with a signature for each output into the folder of the current second in ``base``."""
    folder = Path(base) / str(int(time.time()))
    while folder.exists():
        folder = folder.with_name(str(int(folder.name) + 1))
    described = {key: build_tensor_info(tensor) for key, tensor in inputs.items()}
    named = {DEFAULT_SERVING_SIGNATURE_DEF_KEY: next(iter(outputs.values())), **outputs}
    signatures = {
        name: build_signature_def(
            described, {key: build_tensor_info(t) for key, t in output.tensors.items()}, output.method_name
        )
        for name, output in named.items()
    }
    builder = SavedModelBuilder(folder)
    builder.add_meta_graph_and_variables(session, [SERVING], signatures)
    builder.save()
    return os.fsencode(folder)


__getattr__, __dir__ = namespace(globals())

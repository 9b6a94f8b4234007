"""Signatures: the names of the tensors that a saved graph takes and gives, for one purpose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.dtypes import DType, as_dtype
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import Graph, get_default_graph
from lessonlib.graph.node import Tensor
from lessonlib.graph.shapes import TensorShape
from lessonlib.tf1.saved_model.constants import (
    CLASSIFY_METHOD_NAME,
    PREDICT_METHOD_NAME,
    REGRESS_METHOD_NAME,
)  # fmt: skip


@tf_export("TensorInfo")
@dataclass(frozen=True)
class TensorInfo:
    """A tensor as a signature names it: its name in the graph, dtype and static shape."""

    name: str
    dtype: DType
    tensor_shape: TensorShape

    def as_record(self) -> list[Any]:
        """The same as JSON."""
        return [
            self.name,
            self.dtype.name,
            None if self.tensor_shape.rank is None else self.tensor_shape.as_list(),
        ]

    @classmethod
    def of_record(cls, record: list[Any]) -> TensorInfo:
        """What `as_record` wrote."""
        name, dtype, sizes = record
        return cls(name, as_dtype(dtype), TensorShape(sizes))


@dataclass(frozen=True)
class SignatureDef:
    """The inputs and outputs of one purpose by name, and the method of a server that serves it."""

    inputs: Mapping[str, TensorInfo] = field(default_factory=dict)
    outputs: Mapping[str, TensorInfo] = field(default_factory=dict)
    method_name: str = ""


@tf_export("saved_model.build_tensor_info", "saved_model.utils.build_tensor_info")
def build_tensor_info(tensor: Tensor) -> TensorInfo:
    """The name, dtype and static shape of a tensor."""
    node = convert_to_tensor(tensor)
    return TensorInfo(node.name, node.dtype, node.shape)


@tf_export("saved_model.get_tensor_from_tensor_info", "saved_model.utils.get_tensor_from_tensor_info")
def get_tensor_from_tensor_info(
    tensor_info: TensorInfo, graph: Graph | None = None, import_scope: str | None = None
) -> Tensor:
    """The tensor of that name in a graph (the default one). Raises KeyError when it has none."""
    name = f"{import_scope}/{tensor_info.name}" if import_scope else tensor_info.name
    return (graph or get_default_graph()).get_tensor_by_name(name)


@tf_export("saved_model.build_signature_def", "saved_model.signature_def_utils.build_signature_def")
def build_signature_def(
    inputs: Mapping[str, TensorInfo] | None = None, outputs: Mapping[str, TensorInfo] | None = None,
    method_name: str | None = None, defaults: Any = None,
) -> SignatureDef:  # fmt: skip
    """A signature of tensors that `build_tensor_info` described. ``defaults`` must be None."""
    if defaults is not None:
        raise InvalidValueError("build_signature_def takes no defaults: make placeholders with a default.")
    return SignatureDef(dict(inputs or {}), dict(outputs or {}), method_name or "")


@tf_export("saved_model.predict_signature_def", "saved_model.signature_def_utils.predict_signature_def")
def predict_signature_def(inputs: Mapping[str, Tensor], outputs: Mapping[str, Tensor]) -> SignatureDef:
    """The signature of any tensors by name. Raises ValueError when there are none on a side."""
    if not inputs or not outputs:
        raise InvalidValueError(
            "A predict signature needs inputs and outputs: dicts of tensors that are not empty."
        )
    return SignatureDef(_described(inputs), _described(outputs), PREDICT_METHOD_NAME)


@tf_export(
    "saved_model.classification_signature_def", "saved_model.signature_def_utils.classification_signature_def"
)
def classification_signature_def(
    examples: Tensor, classes: Tensor | None, scores: Tensor | None
) -> SignatureDef:
    """The signature of a classifier. Raises ValueError without examples, or without both classes and scores."""
    given = {"classes": classes, "scores": scores}
    outputs = {name: tensor for name, tensor in given.items() if tensor is not None}
    if examples is None or not outputs:
        raise InvalidValueError("A classification signature needs examples, and classes or scores.")
    return SignatureDef(_described({"inputs": examples}), _described(outputs), CLASSIFY_METHOD_NAME)


@tf_export("saved_model.regression_signature_def", "saved_model.signature_def_utils.regression_signature_def")
def regression_signature_def(examples: Tensor, predictions: Tensor) -> SignatureDef:
    """The signature of a regressor. Raises ValueError when one of them is missing."""
    if examples is None or predictions is None:
        raise InvalidValueError("A regression signature needs examples and predictions.")
    described = _described({"outputs": predictions})
    return SignatureDef(_described({"inputs": examples}), described, REGRESS_METHOD_NAME)


def _described(tensors: Mapping[str, Tensor]) -> dict[str, TensorInfo]:
    return {name: build_tensor_info(tensor) for name, tensor in tensors.items()}

"""A graph as TensorFlow's GraphDef, which TensorBoard draws: the operations under lessonlib's own type names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lessonlib.graph.dtypes import DType
    from lessonlib.graph.graph import Graph
    from lessonlib.graph.node import Operation, Tensor


def to_graph_def(graph: Graph, add_shapes: bool = True) -> Any:
    """The GraphDef; ``add_shapes`` adds the static shapes of the outputs as the attribute ``_output_shapes``."""
    from tensorboard.compat.proto.graph_pb2 import GraphDef
    from tensorboard.compat.proto.versions_pb2 import VersionDef

    nodes = [to_node_def(op, add_shapes) for op in graph.operations]
    return GraphDef(node=nodes, versions=VersionDef(producer=22))


def to_node_def(op: Operation, add_shapes: bool = False) -> Any:
    """The NodeDef of one operation: type, inputs, device, and the dtype and shape of a constant or a placeholder."""
    from tensorboard.compat.proto.attr_value_pb2 import AttrValue
    from tensorboard.compat.proto.node_def_pb2 import NodeDef

    inputs = [t.op.name if t.index == 0 else t.name for t in op.inputs]
    inputs += [f"^{control.name}" for control in op.control_inputs]
    node = NodeDef(name=op.name, op=op.type, input=inputs, device=op.device)
    if add_shapes and op.outputs:
        shapes = [_shape(output) for output in op.outputs]
        node.attr["_output_shapes"].CopyFrom(AttrValue(list=AttrValue.ListValue(shape=shapes)))
    if op.type in ("Const", "Placeholder"):
        node.attr["dtype"].type = type_number(op.outputs[0].dtype)
    if op.type == "Placeholder":
        node.attr["shape"].shape.CopyFrom(_shape(op.outputs[0]))
    if op.type == "Const":
        from tensorboard.util.tensor_util import make_tensor_proto

        node.attr["value"].tensor.CopyFrom(make_tensor_proto(op.attrs["value"]))
    return node


def _shape(tensor: Tensor) -> Any:
    from tensorboard.compat.proto.tensor_shape_pb2 import TensorShapeProto

    if tensor.sizes is None:
        return TensorShapeProto(unknown_rank=True)
    dims = [TensorShapeProto.Dim(size=-1 if size is None else size) for size in tensor.sizes]
    return TensorShapeProto(dim=dims)


def type_number(dtype: DType) -> int:
    """TensorFlow's number of a dtype; 0 when it has no such dtype."""
    from tensorboard.compat.proto import types_pb2

    names = {"float32": "FLOAT", "float64": "DOUBLE", "float16": "HALF"}
    name = f"DT_{names.get(dtype.name, dtype.name.upper())}"
    try:
        return int(types_pb2.DataType.Value(name))
    except ValueError:  # TensorFlow has no such dtype
        return 0

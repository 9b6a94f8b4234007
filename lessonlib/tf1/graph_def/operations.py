"""What TensorFlow's operation types become: a rule each, by the name of the type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lessonlib.graph.create import constant, create, placeholder
from lessonlib.graph.dtypes import as_dtype
from lessonlib.graph.errors import UnsupportedError
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.host import placeholder_with_default
from lessonlib.graph.ops.reduction import reduce_sum
from lessonlib.graph.ops.state import assign, assign_add, assign_sub, no_op, variable_node
from lessonlib.tf1.graph_def.node import Made, Node, Rule, known, library, number

_PLAIN = {  # types whose inputs are the arguments of a public function
    "Identity": "identity", "Snapshot": "identity", "StopGradient": "stop_gradient", "PreventGradient": "identity",
    "Add": "add", "AddV2": "add", "Sub": "subtract", "Mul": "multiply", "RealDiv": "truediv", "Div": "div",
    "FloorDiv": "floordiv", "FloorMod": "floormod", "Pow": "pow", "Maximum": "maximum", "Minimum": "minimum",
    "TruncateDiv": "truncatediv", "TruncateMod": "truncatemod", "Mod": "truncatemod", "DivNoNan": "div_no_nan",
    "SquaredDifference": "squared_difference", "Atan2": "atan2", "Neg": "negative", "Abs": "abs", "Square": "square",
    "Sqrt": "sqrt", "Rsqrt": "rsqrt", "Exp": "exp", "Expm1": "expm1", "Log": "log", "Log1p": "log1p",
    "Reciprocal": "reciprocal", "Inv": "reciprocal", "Sin": "sin", "Cos": "cos", "Tan": "tan", "Sinh": "sinh",
    "Cosh": "cosh", "Asin": "asin", "Acos": "acos", "Atan": "atan", "Erf": "erf", "Erfc": "erfc", "Lgamma": "lgamma",
    "Sign": "sign", "Floor": "floor", "Ceil": "ceil", "Round": "round", "Rint": "rint", "IsNan": "is_nan",
    "IsInf": "is_inf", "IsFinite": "is_finite", "Equal": "equal", "NotEqual": "not_equal", "Less": "less",
    "LessEqual": "less_equal", "Greater": "greater", "GreaterEqual": "greater_equal", "LogicalAnd": "logical_and",
    "LogicalOr": "logical_or", "LogicalNot": "logical_not", "ZerosLike": "zeros_like", "OnesLike": "ones_like",
    "Rank": "rank", "Fill": "fill", "Reshape": "reshape", "Relu": "nn.relu", "Relu6": "nn.relu6", "Elu": "nn.elu",
    "Selu": "nn.selu", "Sigmoid": "sigmoid", "Tanh": "tanh", "Softplus": "nn.softplus", "Softsign": "nn.softsign",
    "Softmax": "nn.softmax", "LogSoftmax": "nn.log_softmax", "L2Loss": "nn.l2_loss", "GatherNd": "gather_nd",
    "MatrixInverse": "matrix_inverse", "MatrixDeterminant": "matrix_determinant", "Range": "range",
    "LinSpace": "linspace", "InvertPermutation": "invert_permutation", "ClipByValue": "clip_by_value",
    "BroadcastTo": "broadcast_to", "Diag": "diag", "Reverse": "reverse", "ReverseV2": "reverse",
    "UnsortedSegmentSum": "unsorted_segment_sum", "SegmentSum": "segment_sum", "IsVariableInitialized":
    "is_variable_initialized", "VarIsInitializedOp": "is_variable_initialized",
}  # fmt: skip
_REDUCTIONS = {
    "Sum": "reduce_sum", "Mean": "reduce_mean", "Prod": "reduce_prod", "Max": "reduce_max", "Min": "reduce_min",
    "All": "reduce_all", "Any": "reduce_any",
}  # fmt: skip
_KNOWN_SIZES = {"Tile": "tile", "Pad": "pad", "Slice": "slice", "Transpose": "transpose"}


def _plain(name: str) -> Rule:
    return lambda node, *inputs: library(name)(*inputs, name=node.name)


def _sized(name: str) -> Rule:
    """The same, for a function whose arguments after the first are sizes: numbers where they are known."""
    return lambda node, x, *sizes: library(name)(x, *map(known, sizes), name=node.name)


def _reduced(name: str) -> Rule:
    def rule(node: Node, x: Tensor, axis: Tensor) -> Made:
        return library(name)(x, axis=known(axis), keepdims=node.get("keep_dims", False), name=node.name)

    return rule


# ---- constants, placeholders, variables


def _constant(node: Node) -> Made:
    value = node.get("value")
    return constant(value, as_dtype(node.get("dtype")), name=node.name)


def _placeholder(node: Node) -> Made:
    sizes = node.get("shape")
    return placeholder(
        node.get("dtype"), sizes or None, name=node.name
    )  # () stands for an unknown shape, too


def _with_default(node: Node, default: Tensor) -> Made:
    return placeholder_with_default(default, node.get("shape"), name=node.name)


def _variable(node: Node) -> Made:
    graph = get_default_graph()
    return variable_node(graph, graph.unique_name(node.name), node.get("dtype"), node.get("shape"))


def _read(node: Node, variable: Tensor) -> Made:
    return create("Identity", variable, name=node.name)


def _assigned(function: Callable[..., Tensor]) -> Rule:
    return lambda node, variable, value: function(variable, value, name=node.name)


def _nothing(node: Node) -> Made:
    return no_op(node.name)


# ---- arrays


def _cast(node: Node, x: Tensor) -> Made:
    return library("cast")(x, node.get("DstT"), name=node.name)


def _shape(node: Node, x: Tensor) -> Made:
    return library("shape")(x, name=node.name, out_type=node.get("out_type", "int32"))


def _size(node: Node, x: Tensor) -> Made:
    return library("size")(x, name=node.name, out_type=node.get("out_type", "int32"))


def _expand(node: Node, x: Tensor, axis: Tensor) -> Made:
    return library("expand_dims")(x, number(axis), name=node.name)


def _squeeze(node: Node, x: Tensor) -> Made:
    return library("squeeze")(x, node.get("squeeze_dims") or None, name=node.name)


def _pack(node: Node, *values: Tensor) -> Made:
    return library("stack")(list(values), axis=node.get("axis", 0), name=node.name)


def _unpack(node: Node, value: Tensor) -> Made:
    return list(library("unstack")(value, num=node.get("num"), axis=node.get("axis", 0), name=node.name))


def _concat(node: Node, *inputs: Tensor) -> Made:
    return library("concat")(list(inputs[:-1]), number(inputs[-1]), name=node.name)


def _concat_first(node: Node, axis: Tensor, *values: Tensor) -> Made:
    return library("concat")(list(values), number(axis), name=node.name)


def _split(node: Node, axis: Tensor, value: Tensor) -> Made:
    return list(library("split")(value, node.get("num_split"), number(axis), name=node.name))


def _split_sizes(node: Node, value: Tensor, sizes: Tensor, axis: Tensor) -> Made:
    return list(
        library("split")(value, known(sizes), number(axis), num=node.get("num_split"), name=node.name)
    )


def _gather(node: Node, params: Tensor, indices: Tensor, axis: Tensor | None = None) -> Made:
    place = 0 if axis is None else number(axis)
    more = {"batch_dims": node.get("batch_dims")} if node.get("batch_dims") else {}
    return library("gather")(params, indices, axis=place, name=node.name, **more)


def _pad_value(node: Node, x: Tensor, paddings: Tensor, value: Tensor) -> Made:
    return library("pad")(x, known(paddings), constant_values=known(value), name=node.name)


def _one_hot(node: Node, indices: Tensor, depth: Tensor, on: Tensor, off: Tensor) -> Made:
    return library("one_hot")(indices, known(depth), on, off, axis=node.get("axis", -1), name=node.name)


def _where(node: Node, condition: Tensor, x: Tensor, y: Tensor) -> Made:
    return library("where")(condition, x, y, name=node.name)


def _where_broadcast(node: Node, condition: Tensor, x: Tensor, y: Tensor) -> Made:
    return create("Where", condition, x, y, name=node.name)


def _strided_slice(node: Node, x: Tensor, begin: Tensor, end: Tensor, strides: Tensor) -> Made:
    """The index of Python that the masks and numbers stand for."""
    starts, ends, steps = known(begin), known(end), known(strides)
    if not all(isinstance(part, list) for part in (starts, ends, steps)):
        raise UnsupportedError("a slice whose bounds are computed is not supported")
    masks = {
        name: node.get(f"{name}_mask", 0) for name in ("begin", "end", "ellipsis", "new_axis", "shrink_axis")
    }
    index: list[Any] = []
    for place, (start, stop, step) in enumerate(zip(starts, ends, steps, strict=True)):
        bits = {name for name, mask in masks.items() if mask >> place & 1}
        if "ellipsis" in bits:
            index.append(...)
        elif "new_axis" in bits:
            index.append(None)
        elif "shrink_axis" in bits:
            index.append(start)
        else:
            index.append(slice(None if "begin" in bits else start, None if "end" in bits else stop, step))
    return x[tuple(index)]


def _arg(name: str) -> Rule:
    def rule(node: Node, x: Tensor, axis: Tensor) -> Made:
        return library(name)(x, number(axis), output_type=node.get("output_type", "int64"), name=node.name)

    return rule


def _cumulative(name: str) -> Rule:
    def rule(node: Node, x: Tensor, axis: Tensor) -> Made:
        flags = {key: node.get(key, False) for key in ("exclusive", "reverse")}
        return library(name)(x, number(axis), name=node.name, **flags)

    return rule


# ---- linear algebra, networks


def _matmul(node: Node, a: Tensor, b: Tensor) -> Made:
    flags = {key: node.get(key, False) for key in ("transpose_a", "transpose_b")}
    return library("matmul")(a, b, name=node.name, **flags)


def _batch_matmul(node: Node, a: Tensor, b: Tensor) -> Made:
    return library("matmul")(
        a, b, adjoint_a=node.get("adj_x", False), adjoint_b=node.get("adj_y", False), name=node.name
    )


def _bias_add(node: Node, value: Tensor, bias: Tensor) -> Made:
    node.must_be("data_format", "NHWC")
    return library("nn.bias_add")(value, bias, name=node.name)


def _conv2d(node: Node, x: Tensor, filters: Tensor) -> Made:
    node.must_be("data_format", "NHWC")
    padding = node.must_be("padding", "SAME", "VALID")
    dilations = node.get("dilations", [1, 1, 1, 1])
    return library("nn.conv2d")(x, filters, node.get("strides"), padding, dilations=dilations, name=node.name)


def _depthwise(node: Node, x: Tensor, filters: Tensor) -> Made:
    node.must_be("data_format", "NHWC")
    padding, rate = node.must_be("padding", "SAME", "VALID"), node.get("dilations", [1, 1, 1, 1])
    return library("nn.depthwise_conv2d")(
        x, filters, node.get("strides"), padding, rate=tuple(rate[1:3]), name=node.name
    )


def _pooled(name: str) -> Rule:
    def rule(node: Node, x: Tensor) -> Made:
        node.must_be("data_format", "NHWC")
        padding = node.must_be("padding", "SAME", "VALID")
        return library(name)(x, node.get("ksize"), node.get("strides"), padding, name=node.name)

    return rule


def _lrn(node: Node, x: Tensor) -> Made:
    return library("nn.lrn")(
        x, node.get("depth_radius", 5), node.get("bias", 1.0), node.get("alpha", 1.0), node.get("beta", 0.5),
        name=node.name,
    )  # fmt: skip


def _leaky_relu(node: Node, x: Tensor) -> Made:
    return library("nn.leaky_relu")(x, node.get("alpha", 0.2), name=node.name)


def _batch_norm(node: Node, x: Tensor, scale: Tensor, offset: Tensor, mean: Tensor, variance: Tensor) -> Made:
    """With moving averages; one that computes them from the batch belongs to training."""
    node.must_be("data_format", "NHWC")
    if node.get("is_training", True):
        raise UnsupportedError("batch normalisation with is_training=True is not supported")
    epsilon = node.get("epsilon", 1e-4)
    y = library("nn.batch_normalization")(
        x, mean, variance, offset, scale, epsilon, name=f"{node.name}/normalized"
    )
    return create("Identity", y, name=node.name)


def _sparse_cross_entropy(node: Node, logits: Tensor, labels: Tensor) -> Made:
    """The losses, and their gradient for the logits."""
    loss = library("nn.sparse_softmax_cross_entropy_with_logits")(
        labels=labels, logits=logits, name=node.name
    )
    share = library("nn.softmax")(logits, name=f"{node.name}/softmax")
    target = library("one_hot")(labels, logits.sizes[-1], dtype=logits.dtype) if logits.sizes else None
    return [
        loss,
        None if target is None else library("subtract")(share, target, name=f"{node.name}/backprop"),
    ]


def _cross_entropy(node: Node, logits: Tensor, labels: Tensor) -> Made:
    """The losses, and their gradient for the logits."""
    loss = create("SoftmaxCrossEntropy", labels, logits, name=node.name)
    share = library("nn.softmax")(logits, name=f"{node.name}/softmax")
    return [loss, library("subtract")(share, labels, name=f"{node.name}/backprop")]


def _top_k(node: Node, x: Tensor, k: Tensor) -> Made:
    return list(library("nn.top_k")(x, known(k), sorted=node.get("sorted", True), name=node.name))


# ---- random numbers: of the same distribution; they are other numbers than TensorFlow's


def _random(name: str, **bounds: float) -> Rule:
    def rule(node: Node, shape: Tensor) -> Made:
        seed = node.get("seed2") or node.get("seed") or None
        return library(name)(
            known(shape), *bounds.values(), dtype=node.get("dtype"), seed=seed, name=node.name
        )

    return rule


def _gradient_of_activation(type_: str) -> Rule:
    """TensorFlow's ReluGrad takes (g, y), the others (y, g)."""
    if type_ == "ReluGrad":
        return lambda node, g, y: create(type_, g, y, name=node.name)
    return lambda node, y, g: create(type_, g, y, name=node.name)


def _gradient_of_bias(node: Node, g: Tensor) -> Made:
    node.must_be("data_format", "NHWC")
    if g.sizes is None:
        raise UnsupportedError("the gradient of a bias for a tensor of unknown rank is not supported")
    return reduce_sum(g, axis=list(range(len(g.sizes) - 1)), name=node.name)


RULES: dict[str, Rule] = {
    **{type_: _plain(name) for type_, name in _PLAIN.items()},
    **{type_: _sized(name) for type_, name in _KNOWN_SIZES.items()},
    **{type_: _reduced(name) for type_, name in _REDUCTIONS.items()},
    "Const": _constant, "Placeholder": _placeholder, "PlaceholderV2": _placeholder,
    "PlaceholderWithDefault": _with_default, "Variable": _variable, "VariableV2": _variable, "VarHandleOp": _variable,
    "ReadVariableOp": _read, "Assign": _assigned(assign), "AssignVariableOp": _assigned(assign),
    "AssignAdd": _assigned(assign_add), "AssignAddVariableOp": _assigned(assign_add),
    "AssignSub": _assigned(assign_sub), "AssignSubVariableOp": _assigned(assign_sub), "NoOp": _nothing,
    "AddN": lambda node, *values: library("add_n")(list(values), name=node.name), "Cast": _cast, "Shape": _shape,
    "Size": _size, "ExpandDims": _expand, "Squeeze": _squeeze, "Pack": _pack, "Unpack": _unpack, "ConcatV2": _concat,
    "Concat": _concat_first, "Split": _split, "SplitV": _split_sizes, "Gather": _gather, "GatherV2": _gather,
    "ResourceGather": _gather, "PadV2": _pad_value, "OneHot": _one_hot, "Select": _where,
    "SelectV2": _where_broadcast, "StridedSlice": _strided_slice, "ArgMax": _arg("argmax"), "ArgMin": _arg("argmin"),
    "Cumsum": _cumulative("cumsum"), "Cumprod": _cumulative("cumprod"), "MatMul": _matmul,
    "BatchMatMul": _batch_matmul, "BatchMatMulV2": _batch_matmul, "BiasAdd": _bias_add, "BiasAddV1": _bias_add,
    "Conv2D": _conv2d, "DepthwiseConv2dNative": _depthwise, "MaxPool": _pooled("nn.max_pool"),
    "AvgPool": _pooled("nn.avg_pool"), "LRN": _lrn, "LeakyRelu": _leaky_relu, "FusedBatchNorm": _batch_norm,
    "FusedBatchNormV2": _batch_norm, "FusedBatchNormV3": _batch_norm, "TopKV2": _top_k,
    "SparseSoftmaxCrossEntropyWithLogits": _sparse_cross_entropy, "SoftmaxCrossEntropyWithLogits": _cross_entropy,
    "RandomUniform": _random("random_uniform"), "RandomStandardNormal": _random("random_normal"),
    "TruncatedNormal": _random("truncated_normal"), "ReluGrad": _gradient_of_activation("ReluGrad"),
    "SigmoidGrad": _gradient_of_activation("SigmoidGrad"), "TanhGrad": _gradient_of_activation("TanhGrad"),
    "BiasAddGrad": _gradient_of_bias,
}  # fmt: skip

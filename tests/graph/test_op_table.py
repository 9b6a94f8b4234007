"""One walk over the whole op table: every gradient rule against float64 central differences, second order too."""

from pathlib import Path

import numpy as np
import pytest
import torch

import lessonlib.graph
from lessonlib.graph import Session, constant, gradients
from lessonlib.graph.create import convert_to_tensor, create_several
from lessonlib.graph.infer import infer
from lessonlib.graph.ops.math import add_n
from lessonlib.graph.ops.reduction import reduce_sum
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, REFUSED, register, table

RNG = np.random.default_rng(0)


def real(*shape: int) -> np.ndarray:
    """Numbers away from 0, where absolute value, ReLU and the like have a corner."""
    values = RNG.uniform(0.3, 1.5, shape)
    return values * RNG.choice([-1, 1], shape)


def positive(*shape: int) -> np.ndarray:
    return RNG.uniform(0.5, 2.0, shape)


def unit(*shape: int) -> np.ndarray:
    return RNG.uniform(-0.8, 0.8, shape)


ONE_HOT = np.eye(3)[[0, 2, 1, 0]]
SQUARE = np.eye(3) * 3 + unit(3, 3)
MOMENT = dict(dim=(1,), keepdim=True)
SAME = {"stride": (2, 2), "padding": "SAME", "dilation": (1, 1)}
POOL = {"window": (2, 2), "stride": (2, 2), "padding": "SAME"}
PLACES = np.array([0, 2, 8, 10, 16, 18]).repeat(2).reshape(1, 3, 2, 2)
# type: (inputs, attributes, inputs to differentiate); a list is a list input
CASES: dict[str, tuple[list, dict, tuple[int, ...]]] = {
    "Add": ([real(3, 2), real(2)], {}, (0, 1)),
    "Sub": ([real(3, 1), real(3, 2)], {}, (0, 1)),
    "Mul": ([real(3, 2), real(1, 2)], {}, (0, 1)),
    "RealDiv": ([real(3, 2), real(2)], {}, (0, 1)),
    "Pow": ([positive(3, 2), real(2)], {}, (0, 1)),
    "Maximum": ([real(3, 2), real(2)], {}, (0, 1)),
    "Minimum": ([real(3, 2), real(2)], {}, (0, 1)),
    "FloorMod": ([positive(3, 2) + 2.1, positive(2)], {}, (0, 1)),
    "LogWherePositive": ([positive(3)], {}, (0,)),
    "Cast": ([real(3)], {"dtype": torch.float64}, (0,)),
    "AddN": ([[real(3, 2), real(3, 2), real(3, 2)]], {}, (0, 1, 2)),
    "Sum": ([real(3, 4)], {"dim": (0,)}, (0,)),
    "Mean": ([real(3, 4)], MOMENT, (0,)),
    "Prod": ([real(3, 4)], {"dim": (1,)}, (0,)),
    "Max": ([real(3, 4)], {"dim": (1,)}, (0,)),
    "Min": ([real(3, 4)], {"dim": (1,)}, (0,)),
    "LogSumExp": ([real(3, 4)], {"dim": (1,)}, (0,)),
    "Cumsum": ([real(3, 4)], {"dim": 1}, (0,)),
    "MatMul": ([real(3, 4), real(4, 2)], {}, (0, 1)),
    "LongMatMul": ([real(3, 4), real(4, 2)], {}, (0, 1)),
    "MatrixTranspose": ([real(3, 4)], {"dim0": -2, "dim1": -1}, (0,)),
    "MatrixInverse": ([SQUARE], {}, (0,)),
    "MatrixDeterminant": ([SQUARE], {}, (0,)),
    "MatrixSolve": ([SQUARE, real(3, 2)], {}, (0, 1)),
    "Trace": ([SQUARE], {}, (0,)),
    "Tensordot": ([real(3, 4), real(4, 2)], {"dims": 1}, (0, 1)),
    "Identity": ([real(3)], {}, (0,)),
    "Reshape": ([real(3, 4)], {"shape": (2, 6)}, (0,)),
    "ReshapeTo": ([real(3, 4), np.array([2, 6])], {}, (0,)),
    "Transpose": ([real(3, 4, 2)], {"dims": (2, 0, 1)}, (0,)),
    "ExpandDims": ([real(3)], {"dim": 1}, (0,)),
    "Squeeze": ([real(3, 1)], {"dim": (1,)}, (0,)),
    "Take": ([real(5, 4)], {"index": (slice(1, 4, 2), 2)}, (0,)),
    "TakeAt": (
        [real(5, 4), [np.array(1)]],
        {"index": (slice(None, None, -2), "at run")},
        (0,),
    ),
    "Conj": ([real(3)], {}, (0,)),
    "PutAt": (
        [real(3), real(5, 4), [np.array(4), np.array(1)]],
        {"index": (slice("at run", None, -2), "at run")},
        (0,),
    ),
    "Slice": ([real(5, 4), np.array([1, 0]), np.array([2, -1])], {}, (0,)),
    "Concat": ([[real(2, 3), real(1, 3)]], {"dim": 0}, (0, 1)),
    "Stack": ([[real(2, 3), real(2, 3)]], {"dim": 1}, (0, 1)),
    "Unstack": ([real(3, 2)], {"dim": 0}, (0,)),
    "JoinState": ([real(3, 2), real(3, 4)], {}, (0, 1)),
    "WhereRows": ([np.array([True, False, True]), real(3, 2), real(3, 2)], {}, (1, 2)),
    "RepeatRows": ([real(1, 3), np.array(4)], {}, (0,)),
    "SplitGates": ([real(3, 4)], {"count": 2}, (0,)),
    "Gather": ([real(4, 2), np.array([[1, 1], [3, 0]])], {"dim": 0}, (0,)),
    "GatherBatched": ([real(2, 3, 4), np.array([[1, 1], [3, 0]])], {"dim": 2, "batch": 1}, (0,)),
    "Tile": ([real(2, 3)], {"dims": (2, 1)}, (0,)),
    "RowsLike": ([real(3, 2), np.array([1, 3, 1]), real(4, 2)], {}, (0,)),
    "SplitRows": ([real(3, 2), np.array([4, 0, 2]), [real(2, 2), real(3, 2)]], {"dim": 0}, (0,)),
    "RowsIn": ([real(3, 2), np.array([1, 3, 1]), np.array([4, 2])], {}, (0,)),
    "TileBy": ([real(2, 3), np.array([2, 1])], {}, (0,)),
    "TransposeBy": ([real(3, 4, 2), np.array([2, 0, 1])], {}, (0,)),
    "TransposeBack": ([real(3, 4, 2), np.array([2, 0, 1])], {}, (0,)),
    "PadBy": ([real(2, 3), np.array([[1, 0], [0, 2]]), real()], {}, (0, 2)),
    "MirrorPad": ([real(3, 4), np.array([[2, 0], [1, 3]])], {"edge": False}, (0,)),
    "SplitEvenly": ([real(4, 2)], {"count": 2, "dim": 0}, (0,)),
    "SplitAt": ([real(4, 2), np.array([1, -1])], {"count": 2, "dim": 0}, (0,)),
    "Pad": ([real(2, 3)], {"pad": (1, 2, 0, 1), "value": 0}, (0,)),
    "Where": ([np.array([True, False]), real(3, 2), real(2)], {}, (1, 2)),
    "Fill": ([np.array([2, 3]), real()], {}, (1,)),
    "SumToShapeOf": ([real(3, 2), real(2)], {}, (0,)),
    "ExpandTo": ([real(2), real(3, 2)], {}, (0,)),
    "Spread": ([real(3), real(3, 4)], {"dim": (1,)}, (0,)),
    "SpreadMean": ([real(3, 1), real(3, 4)], MOMENT, (0,)),
    "ReluGrad": ([real(3, 2), positive(3, 2)], {}, (0,)),
    "SigmoidGrad": ([real(3), positive(3)], {}, (0, 1)),
    "TanhGrad": ([real(3), positive(3)], {}, (0, 1)),
    "Softmax": ([real(3, 4)], {"dim": -1}, (0,)),
    "LogSoftmax": ([real(3, 4)], {"dim": -1}, (0,)),
    "SoftmaxCrossEntropy": ([ONE_HOT, real(4, 3)], {}, (0, 1)),
    "SoftmaxCrossEntropyGrad": ([real(4), ONE_HOT, real(4, 3)], {}, (0, 1, 2)),
    "SparseSoftmaxCrossEntropy": ([np.array([0, 2, 1, 0]), real(4, 3)], {}, (1,)),
    "SigmoidCrossEntropy": ([unit(3), real(3)], {}, (0, 1)),
    "LeakyRelu": ([real(3, 2)], {"negative_slope": 0.2}, (0,)),
    "Conv2D": ([real(1, 4, 5, 2), real(2, 3, 2, 2)], SAME, (0, 1)),
    "Conv2DGradInput": ([real(1, 2, 3, 2), real(1, 4, 5, 2), real(2, 3, 2, 2)], SAME, (0, 2)),
    "Conv2DGradFilter": ([real(1, 2, 3, 2), real(1, 4, 5, 2), real(2, 3, 2, 2)], SAME, (0, 1)),
    "Conv2DTranspose": (
        [real(1, 2, 3, 2), real(2, 3, 2, 2)],
        {"size": (4, 5), "stride": (2, 2), "padding": "SAME"},
        (0, 1),
    ),
    "MaxPool": ([real(1, 5, 4, 2)], POOL, (0,)),
    "MaxPoolGrad": ([real(1, 3, 2, 2), real(1, 5, 4, 2), PLACES], POOL, (0,)),
    "AvgPool": ([real(1, 5, 4, 2)], POOL, (0,)),
    "PutIntoZeros": ([real(2), real(5, 4)], {"index": (slice(1, 4, 2), 2)}, (0,)),
    "SplitAs": ([real(3, 2), [real(1, 2), real(2, 2)]], {"dim": 0}, (0,)),
    "Split": ([real(4, 2)], {"sizes": (1, 3), "dim": 0}, (0,)),
    "KeepWhere": ([real(3, 2), np.array([True, False])], {}, (0,)),
    "DropWhere": ([real(3, 2), np.array([True, False])], {}, (0,)),
    "TopK": ([real(3, 5)], {"k": 2}, (0,)),
    "PutBack": ([real(3, 2), real(3, 5), np.array([[0, 1], [2, 4], [3, 0]])], {}, (0,)),
    "PickLast": ([real(3, 5), np.array([[0, 1], [2, 4], [3, 0]])], {}, (0,)),
    "Print": ([real(3), [real(2)]], {"message": "", "summarize": 1}, (0,)),
    "PlaceholderWithDefault": ([real(3)], {}, (0,)),
    "Vjp": ([[real(3)], [real(3)]], {"of": "Tanh", "arity": (None,), "attrs": ()}, (0, 1)),
}
for _type in (
    "Neg",
    "Abs",
    "Square",
    "Exp",
    "Expm1",
    "Sin",
    "Cos",
    "Tan",
    "Sinh",
    "Cosh",
    "Atan",
    "Erf",
    "Reciprocal",
):
    CASES[_type] = ([real(3, 2)], {}, (0,))
for _type in ("Sqrt", "Rsqrt", "Log", "Log1p"):
    CASES[_type] = ([positive(3, 2)], {}, (0,))
for _type in ("Asin", "Acos"):
    CASES[_type] = ([unit(3, 2)], {}, (0,))
for _type in ("Relu", "Sigmoid", "Tanh", "Relu6", "Elu", "Selu", "Softplus", "Softsign"):
    CASES[_type] = ([real(3, 2)], {}, (0,))

WITH_BODIES = {"Cond", "While", "Recurrence", "BodyVjp"}  # test_control.py and test_loop.py have their cases
ENGINE = str(Path(lessonlib.graph.__file__).parent)  # the rows of TensorFlow's library have tests beside it
DIFFERENTIABLE = sorted(
    type_
    for type_, entry in table().items()
    if entry.place.startswith(ENGINE)
    and entry.grads not in (NOT_DIFFERENTIABLE, REFUSED)
    and type_ not in WITH_BODIES
)


def weighted_output(type_: str):
    """(scalar, flat inputs, positions): all outputs of the op, weighted so that no two elements count alike."""
    inputs, attrs, positions = CASES[type_]
    args = [[constant(v) for v in value] if isinstance(value, list) else constant(value) for value in inputs]
    outputs = [t for t in create_several(type_, *args, **attrs) if t.dtype.is_floating]
    total = add_n([weighted(tensor) for tensor in outputs])
    flat = [tensor for value in args for tensor in (value if isinstance(value, list) else [value])]
    return total, flat, positions


def weighted(tensor):
    if None in tensor.sizes:
        return reduce_sum(tensor * tensor)
    size = int(np.prod(tensor.sizes))
    return reduce_sum(tensor * np.linspace(0.5, 1.5, size).reshape(tensor.sizes))


def central_differences(session, scalar, tensors, tensor, step=1e-6):
    start = {t: t.op.attrs["value"] for t in tensors}
    result = np.zeros(start[tensor].shape)
    for index in np.ndindex(result.shape):
        values = []
        for sign in (1, -1):
            moved = start[tensor].copy()
            moved[index] += sign * step
            values.append(session.run(scalar, {**start, tensor: moved}))
        result[index] = (values[0] - values[1]) / (2 * step)
    return result


def test_every_differentiable_op_has_a_case():
    assert sorted(CASES) == DIFFERENTIABLE


@pytest.mark.parametrize("type_", DIFFERENTIABLE)
def test_gradient_against_central_differences(type_):
    total, flat, positions = weighted_output(type_)
    found = gradients(total, [flat[i] for i in positions])
    with Session(device="cpu") as session:
        for i, gradient in zip(positions, found, strict=True):
            expected = central_differences(session, total, flat, flat[i])
            value = np.zeros_like(expected) if gradient is None else session.run(convert_to_tensor(gradient))
            np.testing.assert_allclose(value, expected, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("type_", DIFFERENTIABLE)
def test_second_order_against_central_differences(type_):
    total, flat, positions = weighted_output(type_)
    first = [convert_to_tensor(g) for g in gradients(total, [flat[i] for i in positions]) if g is not None]
    slope = add_n([weighted(g) for g in first])
    found = gradients(slope, [flat[i] for i in positions])
    with Session(device="cpu") as session:
        for i, gradient in zip(positions, found, strict=True):
            expected = central_differences(session, slope, flat, flat[i])
            value = np.zeros_like(expected) if gradient is None else session.run(convert_to_tensor(gradient))
            np.testing.assert_allclose(value, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("type_", DIFFERENTIABLE)
def test_inferred_shape_is_the_kernels(type_):
    inputs, attrs, _ = CASES[type_]
    args = [[constant(v) for v in value] if isinstance(value, list) else constant(value) for value in inputs]
    with Session(device="cpu") as session:
        for tensor in create_several(type_, *args, **attrs):
            value = session.run(tensor)
            if type_ == "SplitRows":  # only a run knows how many rows
                assert tensor.sizes == (None, *np.shape(value)[1:])
            else:
                assert tensor.sizes == np.shape(value)
            assert tensor.dtype.numpy == value.dtype


def test_registering_twice_names_the_first_place():
    with pytest.raises(ValueError, match=r"Op 'Add' is registered twice: first at .*math\.py:\d+"):
        register("Add", "x y", torch.add, NOT_DIFFERENTIABLE)


def test_a_missing_rule_is_said():
    with pytest.raises(ValueError, match=r"has inputs \('x', 'y'\) but 1 gradient rules"):
        register("Broken", "x y", torch.add, (None,))


def test_a_need_that_no_session_meets_is_said():
    with pytest.raises(
        ValueError, match=r"'Broken' .* needs 'coffee'; a session gives context, device, generator"
    ):
        register("Broken", "x", torch.neg, (None,), needs="coffee")


def test_inference_is_cached_by_what_it_depends_on():
    from lessonlib.graph.dtypes import float32

    spec = [(float32, (None, 3)), (float32, (3,))]
    assert infer(table()["Add"], spec, (None, None), {}) == ((float32, (None, 3)),)

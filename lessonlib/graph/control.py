"""Branches and loops: `cond`, `case` and `while_loop`. Their bodies are graphs of their own, run only when taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch

from lessonlib.graph import nest
from lessonlib.graph.branch import Branch, Spec
from lessonlib.graph.context import RunContext
from lessonlib.graph.create import constant_value, convert_to_tensor, create_several, working_graph
from lessonlib.graph.dtypes import bool_, int32, int64
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import identity
from lessonlib.graph.ops.asserts import assert_less
from lessonlib.graph.ops.math import cast
from lessonlib.graph.ops.pieces import stack
from lessonlib.graph.ops.random import random_uniform
from lessonlib.graph.ops.reduction import reduce_sum
from lessonlib.graph.ops.state import assign
from lessonlib.graph.registry import BY_VJP, register
from lessonlib.graph.shapes import Shape, as_shape, common, compatible, show
from lessonlib.graph.types import TensorLike

Places = tuple[tuple[int, ...], tuple[int, ...]]  # where each of two branches finds what it captures


def choose(
    pred: torch.Tensor, captured: list[torch.Tensor], seeds: list[torch.Tensor], true: Branch, false: Branch,
    places: Places, context: RunContext,
) -> tuple[torch.Tensor, ...]:  # fmt: skip
    context.reseed(seeds)
    taken, which = (true, places[0]) if pred.item() else (false, places[1])
    if context.rows is not None:
        context.rows.not_taken(false if taken is true else true)
    return tuple(taken([captured[i] for i in which], context))


def loop(
    variables: list[torch.Tensor], captured: list[torch.Tensor], seeds: list[torch.Tensor], test: Branch, body: Branch,
    places: Places, limit: int | None, context: RunContext,
) -> tuple[torch.Tensor, ...]:  # fmt: skip
    context.reseed(seeds)
    for_test, for_body = ([captured[i] for i in which] for which in places)
    count = 0
    while (limit is None or count < limit) and test([*variables, *for_test], context)[0].item():
        variables = body([*variables, *for_body], context)
        count += 1
    return tuple(variables)


register(
    "Cond", "pred captured* seeds*", choose, BY_VJP, same="", needs="context", stateful=True, several=True,
    shape=lambda *_, true, false, **__: _agreed(true, false),
)  # fmt: skip
register(
    "While", "variables* captured* seeds*", loop, BY_VJP, same="", needs="context", stateful=True, several=True,
    shape=lambda v, c, s, body, **__: _specs_of(body),
)  # fmt: skip


def _agreed(true: Branch, false: Branch) -> list[Spec]:
    return [(a.dtype, common(a.sizes, b.sizes)) for a, b in zip(true.outputs, false.outputs, strict=True)]


def _specs_of(body: Branch) -> list[Spec]:
    return [
        (out.dtype, common(out.sizes, start.sizes))
        for out, start in zip(body.outputs, body.inputs, strict=True)
    ]


@tf_export("cond")
def cond(
    pred: TensorLike, true_fn: Callable[[], Any] | None = None, false_fn: Callable[[], Any] | None = None,
    strict: bool = False, name: str | None = None, fn1: Callable[[], Any] | None = None,
    fn2: Callable[[], Any] | None = None,
) -> Any:  # fmt: skip
    """What ``true_fn()`` builds when ``pred`` is True in a run, else what ``false_fn()`` builds; only one of them runs.

    The result is nested as the functions' is; a list of one tensor becomes that tensor, unless ``strict``. What was
    built outside and is only used inside runs in any case. ``fn1`` and ``fn2`` are older names of the functions.

    Raises TypeError when pred is no bool, or the two do not give tensors of the same dtypes in the same nesting;
    ValueError when one gives nothing.
    """
    test = convert_to_tensor(pred, bool_)
    first, second = true_fn or fn1, false_fn or fn2
    if first is None or second is None or (true_fn and fn1) or (false_fn and fn2):
        raise InvalidTypeError("tf.cond needs two functions: tf.cond(pred, true_fn, false_fn).")
    graph = working_graph(test)
    with graph.as_default(), graph.name_scope(name or "cond"):
        true, false = Branch(_something(first), name="true_fn"), Branch(_something(second), name="false_fn")
        kinds = [[out.dtype.name for out in branch.outputs] for branch in (true, false)]
        if not nest.same_nesting(true.structure, false.structure):
            raise InvalidTypeError(
                f"Both branches of tf.cond must give the same structure; true_fn gives {true.structure!r}, "
                f"false_fn {false.structure!r}."
            )
        if kinds[0] != kinds[1]:
            raise InvalidTypeError(
                f"Both branches of tf.cond must give the same dtypes; true_fn gives {kinds[0]}, false_fn {kinds[1]}."
            )
        changed = list(dict.fromkeys([*true.assigned, *false.assigned]))
        true.give(changed)
        false.give(changed)
        captured, places = _joined(true, false)
        with graph.control_dependencies([*true.graph.outer_controls, *false.graph.outer_controls]):
            results = create_several(
                "Cond",
                test,
                captured,
                seeds_for(true, false),
                true=true,
                false=false,
                places=places,
                name="Merge",
            )
        results = assign_around(changed, results)
    packed = nest.pack_like(true.structure, results)
    alone = isinstance(packed, (list, tuple)) and len(packed) == 1 and not strict
    return packed[0] if alone else packed


def _something(function: Callable[[], Any]) -> Callable[[], Any]:
    def build() -> Any:
        result = function()
        if result is None:
            raise InvalidValueError(
                "A branch of tf.cond must have a return value, but its function gave None."
            )
        return result

    return build


@tf_export("case")
def case(
    pred_fn_pairs: Any, default: Callable[[], Any] | None = None, exclusive: bool = False, strict: bool = False,
    name: str = "case",
) -> Any:  # fmt: skip
    """The function of the first pair whose predicate is True in a run, else ``default`` (or the last function).

    With ``exclusive``, a run in which more than one predicate is True fails with InvalidArgumentError.
    """
    pairs = list(pred_fn_pairs.items()) if isinstance(pred_fn_pairs, dict) else list(pred_fn_pairs)
    if not pairs:
        raise InvalidValueError("tf.case needs at least one (predicate, function) pair.")
    otherwise = default or pairs[-1][1]
    for predicate, function in reversed(pairs):
        otherwise = _nested(predicate, function, otherwise, strict, name)
    if not exclusive:
        return otherwise()
    true = reduce_sum(cast(stack([convert_to_tensor(predicate, bool_) for predicate, _ in pairs]), int32))
    with get_default_graph().control_dependencies(
        [assert_less(true, 2, message="tf.case: several predicates are True. ")]
    ):
        first = identity(convert_to_tensor(pairs[0][0], bool_))
        rest = [(first, pairs[0][1]), *pairs[1:]]
        return case(rest, default, strict=strict, name=name)


def _nested(
    predicate: Any, function: Callable[[], Any], otherwise: Callable[[], Any], strict: bool, name: str
) -> Callable[[], Any]:
    return lambda: cond(predicate, function, otherwise, strict, name)


@tf_export("while_loop")
def while_loop(
    cond: Callable[..., Any], body: Callable[..., Any], loop_vars: Sequence[Any],
    shape_invariants: Sequence[Any] | None = None, parallel_iterations: int = 10, back_prop: bool = True,
    swap_memory: bool = False, name: str | None = None, maximum_iterations: int | None = None,
    return_same_structure: bool = False,
) -> Any:  # fmt: skip
    """Repeat ``loop_vars = body(*loop_vars)`` as long as ``cond(*loop_vars)``; gives the last values.

    Loop variables may be nested lists, tuples and dicts of tensors; the result is nested like them, but for one alone,
    which is given as it is unless ``return_same_structure``. Gradients go through the loop, also when ``back_prop``
    would let TensorFlow leave them out; ``parallel_iterations`` and ``swap_memory`` change no value.

    Raises ValueError when body gives another number of tensors, another dtype, or a shape that ``shape_invariants``
    (or, when not given, the first values' shapes) do not allow.
    """
    starts = [convert_to_tensor(v) for v in nest.flatten(loop_vars)]
    if not starts:
        raise InvalidValueError("tf.while_loop needs at least one loop variable.")
    limit = None if maximum_iterations is None else constant_value(maximum_iterations)
    if maximum_iterations is not None and limit is None:
        refuse("tf.while_loop", "count in a loop variable.", maximum_iterations=maximum_iterations)
    sizes = [t.sizes for t in starts] if shape_invariants is None else _shapes(loop_vars, shape_invariants)
    specs = [(t.dtype, s) for t, s in zip(starts, sizes, strict=True)]
    graph = working_graph(starts[0])
    with graph.as_default(), graph.name_scope(name or "while"):
        test = Branch(lambda *leaves: cond(*nest.pack_like(loop_vars, leaves)), specs, "cond_fn")
        step = Branch(lambda *leaves: _round(body, loop_vars, leaves), specs, "body_fn")
        _check_body(step)
        if test.assigned:
            raise InvalidValueError("The cond function of tf.while_loop must not assign to variables.")
        changed = step.assigned
        step.give(changed)
        for branch in (test, step):
            branch.take(changed)
        captured, places = _joined(test, step)
        with graph.control_dependencies([*test.graph.outer_controls, *step.graph.outer_controls]):
            results = create_several(
                "While",
                [*starts, *changed],
                captured,
                seeds_for(test, step),
                test=test,
                body=step,
                places=places,
                limit=None if limit is None else int(limit),
                name="Exit",
            )
        results = assign_around(changed, results)
    packed = nest.pack_like(loop_vars, results)
    return packed[0] if len(loop_vars) == 1 and not return_same_structure else packed


def _round(body: Callable[..., Any], loop_vars: Sequence[Any], leaves: Sequence[Tensor]) -> list[Any]:
    """The new values of the loop variables, flat. Raises ValueError when they are not nested like the old ones."""
    result = body(*nest.pack_like(loop_vars, leaves))
    result = result if isinstance(result, (list, tuple)) else [result]
    if len(result) == len(loop_vars) and not nest.same_nesting(list(loop_vars), list(result)):
        raise InvalidValueError(
            f"The body of tf.while_loop must give variables nested like {loop_vars!r}, but gives {result!r}."
        )
    return nest.flatten(result)


def _shapes(structure: Any, shapes: Any) -> list[Shape]:
    """The shape of each leaf, from shapes nested like it: a list stands for a shape where the structure has a leaf."""
    if isinstance(structure, dict):
        return [shape for key in sorted(structure) for shape in _shapes(structure[key], shapes[key])]
    if hasattr(structure, "components"):
        return [tensor.sizes for tensor in structure.components]
    if isinstance(structure, (list, tuple)):
        return [
            found for part, shape in zip(structure, shapes, strict=True) for found in _shapes(part, shape)
        ]
    return [as_shape(shapes)]


def _check_body(body: Branch) -> None:
    if len(body.outputs) != len(body.inputs):
        raise InvalidValueError(
            f"The body of tf.while_loop takes {len(body.inputs)} tensors, but gives {len(body.outputs)}."
        )
    for i, (out, start) in enumerate(zip(body.outputs, body.inputs, strict=True)):
        if out.dtype is not start.dtype:
            raise InvalidTypeError(
                f"Loop variable {i} is {start.dtype.name}, but the body gives {out.dtype.name} for it."
            )
        if not compatible(out.sizes, start.sizes) or (start.sizes is not None and out.sizes is None):
            raise InvalidValueError(
                f"Loop variable {i} has shape {show(start.sizes)}, but the body gives {show(out.sizes)} for it.\n"
                "  Remedy: name the sizes that change in shape_invariants, such as [None, 3]."
            )


def seeds_for(*bodies: Branch) -> list[Tensor]:
    """The seed from which bodies that draw random numbers draw them; none when they do not.

    It is drawn outside, so that the gradient, which runs a body again, draws the same numbers.
    """
    if not any(body.draws for body in bodies):
        return []
    return [random_uniform((), 0, 2**62, int64, name="seed")]


def assign_around(variables: Sequence[Tensor], results: Sequence[Tensor]) -> tuple[Tensor, ...]:
    """The results but for the last ones, which become the values of variables that a body has assigned to."""
    if not variables:
        return tuple(results)
    count = len(results) - len(variables)
    updates = [assign(v, new).op for v, new in zip(variables, results[count:], strict=True)]
    with get_default_graph().control_dependencies(updates):
        return tuple(identity(result) for result in results[:count])


def _joined(first: Branch, second: Branch) -> tuple[list[Tensor], Places]:
    """The outer tensors that two branches need, once each, and where each branch finds its own."""
    together = list(dict.fromkeys([*first.captured, *second.captured]))
    places = tuple(tuple(together.index(tensor) for tensor in branch.captured) for branch in (first, second))
    return together, (places[0], places[1])

"""What a model_fn returns: the parts of the graph that train, measure or predict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lessonlib.graph.create import as_tensor
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Operation
from lessonlib.graph.ops.array import reshape


@tf_export("estimator.ModeKeys")
class ModeKeys:
    """What a model is built for."""

    TRAIN = "train"
    EVAL = "eval"
    PREDICT = "infer"


@tf_export("estimator.EstimatorSpec")
@dataclass(frozen=True)
class EstimatorSpec:
    """The parts of a model for one mode.

    Args:
        mode: one of `ModeKeys`.
        predictions: a tensor (batch, ...) or a dict of them; needed to predict.
        loss: a scalar; needed to train and to measure.
        train_op: what a training step runs; needed to train. It must count in the global step.
        eval_metric_ops: measures by name: pairs (value, update) as `tf.metrics` gives them.
        export_outputs: outputs by name for `Estimator.export_saved_model`.
        training_chief_hooks, training_hooks, evaluation_hooks, prediction_hooks: further hooks for that mode.
        scaffold: a tf.train.Scaffold with an ``init_fn`` or a ``saver`` of its own.

    Raises ValueError when a part that the mode needs is missing, or the loss is no scalar; TypeError for a part of
    another type.
    """

    mode: str
    predictions: Any = None
    loss: Any = None
    train_op: Any = None
    eval_metric_ops: Mapping[str, Any] | None = None
    export_outputs: Mapping[str, Any] | None = None
    training_chief_hooks: Sequence[Any] | None = None
    training_hooks: Sequence[Any] | None = None
    scaffold: Any = None
    evaluation_hooks: Sequence[Any] | None = None
    prediction_hooks: Sequence[Any] | None = None

    def __post_init__(self) -> None:
        if self.mode not in (ModeKeys.TRAIN, ModeKeys.EVAL, ModeKeys.PREDICT):
            raise InvalidValueError(f"mode must be one of tf.estimator.ModeKeys, but is {self.mode!r}.")
        if self.mode == ModeKeys.TRAIN and self.train_op is None:
            raise InvalidValueError(
                "Missing train_op: with mode TRAIN, EstimatorSpec needs train_op=optimizer.minimize(loss, "
                "global_step=tf.train.get_global_step())."
            )
        if self.mode != ModeKeys.PREDICT and self.loss is None:
            raise InvalidValueError("Missing loss: with mode TRAIN and EVAL, EstimatorSpec needs loss=.")
        if self.mode == ModeKeys.PREDICT and self.predictions is None:
            raise InvalidValueError(
                "Missing predictions: with mode PREDICT, EstimatorSpec needs predictions=."
            )
        self._check_types()

    def _check_types(self) -> None:
        if self.train_op is not None and not _is_node(self.train_op):
            raise InvalidTypeError(f"train_op must be Operation or Tensor, given: {self.train_op!r}.")
        if self.loss is not None:
            object.__setattr__(self, "loss", _scalar(self.loss))
        given = (
            self.predictions if isinstance(self.predictions, Mapping) else {"predictions": self.predictions}
        )
        for name, value in given.items():
            if value is not None and as_tensor(value) is None:
                raise InvalidTypeError(f"predictions[{name}] must be Tensor, given: {value!r}.")
        if self.eval_metric_ops is not None and not isinstance(self.eval_metric_ops, Mapping):
            raise InvalidTypeError(f"eval_metric_ops must be a dict, given: {self.eval_metric_ops!r}.")
        for name, pair in (self.eval_metric_ops or {}).items():
            if not isinstance(pair, tuple) or len(pair) != 2:
                raise InvalidTypeError(
                    f"Values of eval_metric_ops must be (metric_value, update_op) tuples, given: {pair!r} for "
                    f"key: {name}."
                )
        for hook in (
            *(self.training_hooks or ()),
            *(self.evaluation_hooks or ()),
            *(self.prediction_hooks or ()),
        ):
            if not hasattr(hook, "before_run"):
                raise InvalidTypeError(f"All hooks must be SessionRunHook instances, given: {hook!r}.")


def _scalar(loss: Any) -> Any:
    tensor = as_tensor(loss)
    if tensor is None:
        raise InvalidTypeError(f"loss must be Tensor, given: {loss!r}.")
    if tensor.sizes not in ((), None):
        if tensor.shape.num_elements() != 1:
            raise InvalidValueError(f"Loss must be scalar, given: {tensor!r} of shape {tensor.shape}.")
        return reshape(tensor, [])
    return tensor


def _is_node(thing: Any) -> bool:
    return isinstance(thing, Operation) or as_tensor(thing) is not None

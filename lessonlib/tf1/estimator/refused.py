"""Estimators that TensorFlow has and lessonlib has not."""

from __future__ import annotations

from typing import Any

from lessonlib.graph.errors import UnsupportedError
from lessonlib.graph.export import tf_export


class _Refused:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        raise UnsupportedError(
            f"tf.estimator.{type(self).__name__} is not supported: lessonlib has no boosted trees.\n"
            "  Remedy: scikit-learn's GradientBoostingClassifier and GradientBoostingRegressor."
        )


@tf_export("estimator.BoostedTreesClassifier")
class BoostedTreesClassifier(_Refused):
    """Not supported. Raises NotImplementedError."""


@tf_export("estimator.BoostedTreesRegressor")
class BoostedTreesRegressor(_Refused):
    """Not supported. Raises NotImplementedError."""

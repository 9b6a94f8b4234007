"""tf.data.Options: how TensorFlow would run a data set. The elements and their order are the same for all of them."""

from __future__ import annotations

from typing import Any

from lessonlib.graph.errors import InvalidTypeError
from lessonlib.graph.export import tf_export

AUTOTUNE = tf_export("data.experimental.AUTOTUNE", "data.AUTOTUNE")(-1)
_NAMES = (
    "autotune", "dataset_name", "deterministic", "experimental_deterministic", "experimental_distribute",
    "experimental_external_state_policy", "experimental_optimization", "experimental_slack",
    "experimental_symbolic_checkpoint", "experimental_threading", "experimental_warm_start", "framework_type",
    "threading",
)  # fmt: skip


class _Group:
    """Settings with names of their own; any of them may be set."""


@tf_export("data.Options")
class Options:
    """Settings for `Dataset.with_options`. They change nothing here: a data set always gives its elements in order.

    Raises AttributeError for a setting that TensorFlow does not have.
    """

    def __init__(self) -> None:
        for name in _NAMES:
            grouped = name.endswith(("optimization", "threading", "distribute", "autotune"))
            super().__setattr__(name, _Group() if grouped else None)

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in _NAMES:
            raise AttributeError(f"tf.data.Options has no setting '{name}'; it has {', '.join(_NAMES)}.")
        super().__setattr__(name, value)

    def merge(self, options: Options) -> Options:
        """These settings, and those of ``options`` where it has some."""
        if not isinstance(options, Options):
            raise InvalidTypeError(f"merge needs tf.data.Options, but got {options!r}.")
        merged = Options()
        for source in (self, options):
            for name in _NAMES:
                if getattr(source, name) is not None:
                    setattr(merged, name, getattr(source, name))
        return merged

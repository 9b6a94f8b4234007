"""Enumerations: values that arguments of TensorFlow's functions take."""

from __future__ import annotations

import enum

from lessonlib.graph.export import tf_export


@tf_export("AggregationMethod")
class AggregationMethod:
    """How `gradients` adds up what comes from several paths; each choice gives the same sum."""

    ADD_N = 0
    DEFAULT = 0
    EXPERIMENTAL_TREE = 1
    EXPERIMENTAL_ACCUMULATE_N = 2


@tf_export("UnconnectedGradients")
class UnconnectedGradients(enum.Enum):
    """What `gradients` gives for an x that no path leads to: None, or zeros."""

    NONE = "none"
    ZERO = "zero"


@tf_export("VariableSynchronization")
class VariableSynchronization(enum.Enum):
    """When copies of a variable on several machines are brought together; a variable ON_READ is not trainable."""

    AUTO = 0
    NONE = 1
    ON_WRITE = 2
    ON_READ = 3


@tf_export("VariableAggregation")
class VariableAggregation(enum.Enum):
    """How copies of a variable on several machines are brought together; here there is one copy."""

    NONE = 0
    SUM = 1
    MEAN = 2
    ONLY_FIRST_REPLICA = 3
    ONLY_FIRST_TOWER = 3  # the older name

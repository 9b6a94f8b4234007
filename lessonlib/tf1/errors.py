"""tf.errors: the errors of the engine under the names that TensorFlow's users know."""

from lessonlib.graph.errors import (
    AlreadyExistsError,
    DataLossError,
    FailedPreconditionError,
    InvalidArgumentError,
    NotFoundError,
    OpError,
    OutOfRangeError,
    ResourceExhaustedError,
)

__all__ = [
    "AlreadyExistsError", "DataLossError", "FailedPreconditionError", "InvalidArgumentError", "NotFoundError",
    "OpError", "OutOfRangeError", "ResourceExhaustedError",
]  # fmt: skip

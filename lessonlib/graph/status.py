"""TensorFlow's error classes by their codes: the rest of those that programs name in ``except``."""

from __future__ import annotations

from typing import Any

from lessonlib.graph.errors import (
    AlreadyExistsError,
    DataLossError,
    FailedPreconditionError,
    InvalidArgumentError,
    InvalidValueError,
    NotFoundError,
    OpError,
    OutOfRangeError,
    ResourceExhaustedError,
)
from lessonlib.graph.export import tf_export


@tf_export("errors.CancelledError")
class CancelledError(OpError):
    """An operation or a step was cancelled."""

    error_code = 1


@tf_export("errors.UnknownError")
class UnknownError(OpError):
    """An error of which nothing more is known."""


@tf_export("errors.DeadlineExceededError")
class DeadlineExceededError(OpError, TimeoutError):
    """A deadline was over before an operation could complete."""

    error_code = 4

    def __str__(self) -> str:
        return self.message


@tf_export("errors.PermissionDeniedError")
class PermissionDeniedError(OpError, PermissionError):
    """The caller may not do this, for example read a file."""

    error_code = 7

    def __str__(self) -> str:
        return self.message


@tf_export("errors.UnauthenticatedError")
class UnauthenticatedError(OpError):
    """The caller has not said who he is."""

    error_code = 16


@tf_export("errors.AbortedError")
class AbortedError(OpError):
    """An operation was aborted, because of another one at the same time."""

    error_code = 10


@tf_export("errors.UnimplementedError")
class UnimplementedError(OpError, NotImplementedError):
    """An operation has not been implemented."""

    error_code = 12


@tf_export("errors.InternalError")
class InternalError(OpError):
    """The system broke one of its own rules."""

    error_code = 13


@tf_export("errors.UnavailableError")
class UnavailableError(OpError):
    """The runtime cannot be reached now."""

    error_code = 14


KNOWN: dict[str, type[OpError]] = {
    "CANCELLED": CancelledError,
    "UNKNOWN": UnknownError,
    "INVALID_ARGUMENT": InvalidArgumentError,
    "DEADLINE_EXCEEDED": DeadlineExceededError,
    "NOT_FOUND": NotFoundError,
    "ALREADY_EXISTS": AlreadyExistsError,
    "PERMISSION_DENIED": PermissionDeniedError,
    "RESOURCE_EXHAUSTED": ResourceExhaustedError,
    "FAILED_PRECONDITION": FailedPreconditionError,
    "ABORTED": AbortedError,
    "OUT_OF_RANGE": OutOfRangeError,
    "UNIMPLEMENTED": UnimplementedError,
    "INTERNAL": InternalError,
    "UNAVAILABLE": UnavailableError,
    "DATA_LOSS": DataLossError,
    "UNAUTHENTICATED": UnauthenticatedError,
}
OK, CANCELLED, UNKNOWN, INVALID_ARGUMENT, DEADLINE_EXCEEDED, NOT_FOUND, ALREADY_EXISTS = range(7)
PERMISSION_DENIED, RESOURCE_EXHAUSTED, FAILED_PRECONDITION, ABORTED, OUT_OF_RANGE, UNIMPLEMENTED = range(
    7, 13
)
INTERNAL, UNAVAILABLE, DATA_LOSS, UNAUTHENTICATED = range(13, 17)
tf_export("errors.OK")(OK)
for _name, _class in KNOWN.items():
    tf_export(f"errors.{_name}")(_class.error_code)


@tf_export("errors.exception_type_from_error_code")
def exception_type_from_error_code(error_code: int) -> type[OpError]:
    """The class of an error code. Raises KeyError when there is none."""
    return {cls.error_code: cls for cls in KNOWN.values()}[error_code]


@tf_export("errors.error_code_from_exception_type")
def error_code_from_exception_type(cls: Any) -> int:
    """The code of an error class. Raises ValueError when it has none."""
    if isinstance(cls, type) and issubclass(cls, OpError):
        return cls.error_code
    raise InvalidValueError(f"{cls!r} is none of TensorFlow's error classes.")

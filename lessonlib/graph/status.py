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


@tf_export("errors.UnknownError")
class UnknownError(OpError):
    """An error of which nothing more is known."""


@tf_export("errors.DeadlineExceededError")
class DeadlineExceededError(OpError, TimeoutError):
    """A deadline was over before an operation could complete."""

    def __str__(self) -> str:
        return self.message


@tf_export("errors.PermissionDeniedError")
class PermissionDeniedError(OpError, PermissionError):
    """The caller may not do this, for example read a file."""

    def __str__(self) -> str:
        return self.message


@tf_export("errors.UnauthenticatedError")
class UnauthenticatedError(OpError):
    """The caller has not said who he is."""


@tf_export("errors.AbortedError")
class AbortedError(OpError):
    """An operation was aborted, because of another one at the same time."""


@tf_export("errors.UnimplementedError")
class UnimplementedError(OpError, NotImplementedError):
    """An operation has not been implemented."""


@tf_export("errors.InternalError")
class InternalError(OpError):
    """The system broke one of its own rules."""


@tf_export("errors.UnavailableError")
class UnavailableError(OpError):
    """The runtime cannot be reached now."""


CODES: dict[str, tuple[int, type[OpError] | None]] = {
    "OK": (0, None),
    "CANCELLED": (1, CancelledError),
    "UNKNOWN": (2, UnknownError),
    "INVALID_ARGUMENT": (3, InvalidArgumentError),
    "DEADLINE_EXCEEDED": (4, DeadlineExceededError),
    "NOT_FOUND": (5, NotFoundError),
    "ALREADY_EXISTS": (6, AlreadyExistsError),
    "PERMISSION_DENIED": (7, PermissionDeniedError),
    "RESOURCE_EXHAUSTED": (8, ResourceExhaustedError),
    "FAILED_PRECONDITION": (9, FailedPreconditionError),
    "ABORTED": (10, AbortedError),
    "OUT_OF_RANGE": (11, OutOfRangeError),
    "UNIMPLEMENTED": (12, UnimplementedError),
    "INTERNAL": (13, InternalError),
    "UNAVAILABLE": (14, UnavailableError),
    "DATA_LOSS": (15, DataLossError),
    "UNAUTHENTICATED": (16, UnauthenticatedError),
}
OK, CANCELLED, UNKNOWN, INVALID_ARGUMENT, DEADLINE_EXCEEDED, NOT_FOUND, ALREADY_EXISTS = range(7)
PERMISSION_DENIED, RESOURCE_EXHAUSTED, FAILED_PRECONDITION, ABORTED, OUT_OF_RANGE, UNIMPLEMENTED = range(
    7, 13
)
INTERNAL, UNAVAILABLE, DATA_LOSS, UNAUTHENTICATED = range(13, 17)
for _name, (_code, _) in CODES.items():
    tf_export(f"errors.{_name}")(_code)


@tf_export("errors.exception_type_from_error_code")
def exception_type_from_error_code(error_code: int) -> type[OpError]:
    """The class of an error code. Raises KeyError when there is none."""
    classes = {code: cls for code, cls in CODES.values() if cls is not None}
    return classes[error_code]


@tf_export("errors.error_code_from_exception_type")
def error_code_from_exception_type(cls: Any) -> int:
    """The code of an error class. Raises ValueError when it has none."""
    for code, known in CODES.values():
        if known is not None and isinstance(cls, type) and issubclass(cls, known):
            return code
    raise InvalidValueError(f"{cls!r} is none of TensorFlow's error classes.")

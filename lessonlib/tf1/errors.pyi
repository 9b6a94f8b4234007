"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.graph.errors import AlreadyExistsError as AlreadyExistsError
from lessonlib.graph.errors import CancelledError as CancelledError
from lessonlib.graph.errors import DataLossError as DataLossError
from lessonlib.graph.errors import FailedPreconditionError as FailedPreconditionError
from lessonlib.graph.errors import InvalidArgumentError as InvalidArgumentError
from lessonlib.graph.errors import NotFoundError as NotFoundError
from lessonlib.graph.errors import OpError as OpError
from lessonlib.graph.errors import OutOfRangeError as OutOfRangeError
from lessonlib.graph.errors import ResourceExhaustedError as ResourceExhaustedError

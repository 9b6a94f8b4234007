"""tf.logging: messages to stderr through Python's logger ``tensorflow``, as TensorFlow 1 writes them."""

from __future__ import annotations

import logging as _logging
import sys
from typing import Any

from lessonlib.graph.export import tf_export
from lessonlib.graph.place import users_line
from lessonlib.tf1.namespace import namespace

DEBUG = tf_export("logging.DEBUG")(_logging.DEBUG)
INFO = tf_export("logging.INFO")(_logging.INFO)
WARN = tf_export("logging.WARN")(_logging.WARNING)
ERROR = tf_export("logging.ERROR")(_logging.ERROR)
FATAL = tf_export("logging.FATAL")(_logging.CRITICAL)


class _Stderr(_logging.Handler):
    """Writes to what sys.stderr is at the time: in a notebook each cell has its own."""

    def emit(self, record: _logging.LogRecord) -> None:
        print(self.format(record), file=sys.stderr, flush=True)


_logger = _logging.getLogger("tensorflow")
if not _logger.handlers:
    _handler = _Stderr()
    _handler.setFormatter(_logging.Formatter(_logging.BASIC_FORMAT))
    _logger.addHandler(_handler)
    _logger.propagate = False
    _logger.setLevel(WARN)

debug = tf_export("logging.debug")(_logger.debug)
info = tf_export("logging.info")(_logger.info)
warn = tf_export("logging.warn", "logging.warning")(_logger.warning)
warning = warn
error = tf_export("logging.error")(_logger.error)
fatal = tf_export("logging.fatal")(_logger.critical)


@tf_export("logging.log")
def log(level: int, msg: str, *args: Any, **kwargs: Any) -> None:
    """Write a message of any level; ``args`` fill its % places, ``kwargs`` are those of Python's Logger.log."""
    _logger.log(level, msg, *args, **kwargs)


@tf_export("logging.log_if")
def log_if(level: int, msg: str, condition: Any, *args: Any) -> None:
    """Write a message of any level when ``condition`` is true."""
    if condition:
        _logger.log(level, msg, *args)


@tf_export("logging.log_first_n")
def log_first_n(level: int, msg: str, n: int, *args: Any) -> None:
    """Write a message the first ``n`` times that this line of the program is reached."""
    log_if(level, msg, _times_before(users_line()) < n, *args)


@tf_export("logging.log_every_n")
def log_every_n(level: int, msg: str, n: int, *args: Any) -> None:
    """Write a message the first of each ``n`` times that this line of the program is reached."""
    log_if(level, msg, _times_before(users_line()) % n == 0, *args)


def _times_before(line: tuple[str, int]) -> int:
    count = _reached.get(line, 0)
    _reached[line] = count + 1
    return count


_reached: dict[tuple[str, int], int] = {}  # how often a line of a program asked to log


@tf_export("logging.vlog")
def vlog(level: int, msg: str, *args: Any, **kwargs: Any) -> None:
    """Write a message of any level."""
    _logger.log(level, msg, *args, **kwargs)


@tf_export("logging.TaskLevelStatusMessage")
def TaskLevelStatusMessage(msg: str) -> None:
    """Write a message about the whole program, as an error."""
    _logger.error(msg)


@tf_export("logging.flush")
def flush() -> None:
    """Nothing waits: each message is written at once."""
    for handler in _logger.handlers:
        handler.flush()


@tf_export("get_logger")
def get_logger() -> _logging.Logger:
    """Python's logger ``tensorflow``, through which all messages go."""
    return _logger


@tf_export("logging.set_verbosity")
def set_verbosity(v: int) -> None:
    """Show messages of this level and above: tf.logging.INFO shows more than the usual WARN."""
    _logger.setLevel(v)


@tf_export("logging.get_verbosity")
def get_verbosity() -> int:
    """The level from which messages are shown."""
    return _logger.getEffectiveLevel()


__getattr__, __dir__ = namespace(globals())

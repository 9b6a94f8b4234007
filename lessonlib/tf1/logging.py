"""tf.logging: messages to stderr through Python's logger ``tensorflow``, as TensorFlow 1 writes them."""

from __future__ import annotations

import logging as _logging
import sys
from typing import Any

DEBUG, INFO, WARN = _logging.DEBUG, _logging.INFO, _logging.WARNING
ERROR, FATAL = _logging.ERROR, _logging.CRITICAL


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

debug = _logger.debug
info = _logger.info
warn = warning = _logger.warning
error = _logger.error
fatal = _logger.critical


def log(level: int, msg: str, *args: Any) -> None:
    """Write a message of any level; ``args`` fill its % places."""
    _logger.log(level, msg, *args)


def set_verbosity(v: int) -> None:
    """Show messages of this level and above: tf.logging.INFO shows more than the usual WARN."""
    _logger.setLevel(v)


def get_verbosity() -> int:
    """The level from which messages are shown."""
    return _logger.getEffectiveLevel()


__all__ = [
    "DEBUG", "ERROR", "FATAL", "INFO", "WARN", "debug", "error", "fatal", "get_verbosity", "info", "log",
    "set_verbosity", "warn", "warning",
]  # fmt: skip

"""tf.app: flags, and the run of a program's main function."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

from lessonlib.graph.export import tf_export
from lessonlib.tf1 import flags
from lessonlib.tf1.namespace import namespace

tf_export("app.flags")(flags)


@tf_export("app.run")
def run(main: Callable[[list[str]], Any] | None = None, argv: Sequence[str] | None = None) -> None:
    """Read the flags, call ``main`` (the program's own when not said) with the rest of the command line, and exit.

    A flag with a wrong value ends the program with its message. In a notebook nothing exits when all went well.
    """
    given = list(sys.argv if argv is None else argv)
    try:
        rest = flags.FLAGS(given)
    except flags.IllegalFlagValueError as error:
        sys.exit(f"FATAL Flags parsing error: {error}")
    status = (main or sys.modules["__main__"].main)(rest)
    if status is not None or not flags.in_notebook():
        sys.exit(status)


__getattr__, __dir__ = namespace(globals())

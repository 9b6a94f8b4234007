"""tf.app.flags: named options of a program, read from its command line (by absl, as in TensorFlow)."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Any

from absl import flags as _absl

from lessonlib.graph.export import tf_export
from lessonlib.tf1.namespace import namespace

IllegalFlagValueError = tf_export("flags.IllegalFlagValueError")(_absl.IllegalFlagValueError)
DuplicateFlagError = tf_export("flags.DuplicateFlagError")(_absl.DuplicateFlagError)
_values = _absl.FlagValues()  # type: ignore[no-untyped-call]


@tf_export("flags.Flags")
class Flags:
    """The flags as attributes, ``FLAGS.batch_size``; the command line is read when the first one is asked for.

    What is no flag on the command line is left alone, so that a notebook's kernel, too, can be asked.
    """

    def __getattr__(self, name: str) -> Any:
        if not _values.is_parsed():
            self(sys.argv)
        if name not in _values and not hasattr(_values, name):
            near = get_close_matches(name, list(_values), 3)
            hint = f" Did you mean {', '.join(near)}?" if near else " tf.app.flags.DEFINE_string makes one."
            raise AttributeError(f"There is no flag '{name}'.{hint}")
        return getattr(_values, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(_values, name, value)

    def __call__(self, argv: Sequence[str]) -> list[str]:
        """Read a command line: its first item, and what is no flag, are returned. Raises IllegalFlagValueError."""
        return list(_values(list(argv), known_only=True))

    def __contains__(self, name: str) -> bool:
        return name in _values


FLAGS = tf_export("flags.FLAGS")(Flags())


def in_notebook() -> bool:
    """Whether IPython runs this program."""
    return hasattr(builtins, "__IPYTHON__")


def _definer(define: Callable[..., Any], kind: str) -> Callable[..., None]:
    def function(flag_name: str, default_value: Any, docstring: str | None = None, **options: Any) -> None:
        if flag_name in _values and in_notebook():  # a cell that runs again
            delattr(_values, flag_name)
        define(flag_name, default_value, docstring, flag_values=_values, **options)

    function.__doc__ = (
        f"Make the flag ``--flag_name``, {kind}. Raises DuplicateFlagError for a second one of its name."
    )
    return function


DEFINE_string = tf_export("flags.DEFINE_string")(_definer(_absl.DEFINE_string, "a text"))
DEFINE_integer = tf_export("flags.DEFINE_integer")(_definer(_absl.DEFINE_integer, "a whole number"))
DEFINE_float = tf_export("flags.DEFINE_float")(_definer(_absl.DEFINE_float, "a number"))
DEFINE_boolean = tf_export("flags.DEFINE_boolean", "flags.DEFINE_bool")(
    _definer(_absl.DEFINE_boolean, "True with --flag_name, False with --noflag_name")
)
DEFINE_bool = DEFINE_boolean
DEFINE_list = tf_export("flags.DEFINE_list")(_definer(_absl.DEFINE_list, "texts separated by commas"))


@tf_export("flags.DEFINE_enum")
def DEFINE_enum(
    flag_name: str, default_value: Any, enum_values: Sequence[str], docstring: str | None = None
) -> None:
    """Make the flag ``--flag_name``, one of ``enum_values``. Raises DuplicateFlagError for a second one of its name."""
    if flag_name in _values and in_notebook():
        delattr(_values, flag_name)
    _absl.DEFINE_enum(flag_name, default_value, list(enum_values), docstring, flag_values=_values)


__getattr__, __dir__ = namespace(globals())

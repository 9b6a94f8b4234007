"""One call, evaluated on TensorFlow or on lessonlib, as plain data that both can be compared by.

A file of ``calls/`` holds ``CALLS``, a dictionary of functions ``call(tf, run)``: ``tf`` is either library, and
``run(fetches, feed)`` runs in the call's own session, where all variables are initialised. Its optional ``DIFFERENT``
says for a call why lessonlib's answer is another one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Call = Callable[[Any, Callable[..., Any]], Any]


def evaluate(tf: Any, call: Call) -> Any:
    """What the call gives: a description of its values, or ``"raises "`` and the name of the error's class."""
    try:
        return described(_result(tf, call))
    except Exception as error:
        return f"raises {type(error).__name__}"


def raised_by(tf: Any, call: Call) -> list[str]:
    """The names of the classes of the error that the call raises; none when it raises none."""
    try:
        _result(tf, call)
    except Exception as error:
        return [cls.__name__ for cls in type(error).__mro__]
    return []


def _result(tf: Any, call: Call) -> Any:
    tf.reset_default_graph()
    tf.set_random_seed(1)
    with tf.Session() as sess:
        started: list[bool] = []

        def run(fetches: Any, feed: Any = None) -> Any:
            if not started:
                sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
                started.append(True)
            return sess.run(fetches, feed)

        return call(tf, run)


def described(value: Any) -> Any:
    """``{"dtype", "shape", "values"}`` of an array; lists and dictionaries of them; other values as text."""
    if isinstance(value, dict):
        return {str(key): described(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [described(item) for item in value]
    if isinstance(value, (np.ndarray, np.generic, int, float, bytes)):
        array = np.asarray(value)
        return {
            "dtype": _kind(array),
            "shape": list(array.shape),
            "values": [_plain(x) for x in array.ravel()],
        }
    return None if value is None else str(value)


def _kind(array: np.ndarray) -> str:
    return "string" if array.dtype.kind in "OSU" else array.dtype.name


def _plain(x: Any) -> Any:
    if isinstance(x, bytes):
        return x.decode("latin-1")
    if isinstance(x, (str, bool, np.bool_, int, np.integer)):
        return x if isinstance(x, str) else x.item() if isinstance(x, np.generic) else x
    if isinstance(x, (complex, np.complexfloating)):
        return [_plain(x.real), _plain(x.imag)]
    return float(f"{float(x):.7g}")

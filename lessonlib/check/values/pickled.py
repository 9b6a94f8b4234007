"""Objects of libraries that a test makes, as pickle writes them: what they hold is too much to be listed here.

A test's own process writes them and the learner's reads them, never the other way round.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Sequence
from typing import Any


def written(value: Any, held: Sequence[Any] = ()) -> bytes:
    """What `read` makes the value from. The parts `held` are not written, only that they stand there.

    Raises TypeError where another part of it belongs to the test alone.
    """
    places = {id(part): place for place, part in enumerate(held)}

    class Pickler(pickle.Pickler):
        def persistent_id(self, part: Any) -> int | None:
            return places.get(id(part))

    stream = io.BytesIO()
    try:
        Pickler(stream).dump(value)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise TypeError(
            f"A test cannot pass this {type(value).__name__} to the learner's code ({error}). Make it in an answer "
            "cell."
        ) from None
    if b"__main__" in stream.getvalue():
        raise TypeError(
            f"A test cannot pass this {type(value).__name__} to the learner's code: something in it is of a class of "
            "the test's own. Make it in an answer cell."
        )
    return stream.getvalue()


def read(content: bytes, held: Sequence[Any] = ()) -> Any:
    """The value that the test wrote, with these parts. Only for the learner's process: it may run any code."""

    class Unpickler(pickle.Unpickler):
        def persistent_load(self, place: int) -> Any:
            return held[place]

    return Unpickler(io.BytesIO(content)).load()

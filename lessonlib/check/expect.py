"""Comparisons that explain themselves: each raises CheckFailed with what was looked at, what came back, what was
expected, and a hint.

Every value is first reduced to plain data (plain.py), so that no method of the learner's objects takes part. NaN
passes no comparison.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from lessonlib.check.answer import Handle
from lessonlib.check.describe import describe, typed
from lessonlib.check.explained import explanations
from lessonlib.check.failure import CheckFailed, LearnerError
from lessonlib.check.grammar import not_right, said
from lessonlib.check.sealing import DIGITS, normalise, seal
from lessonlib.check.source import Ref, Refused
from lessonlib.check.values.plain import to_plain

VALUE = "The value"


def equal(got: Any, want: Any, what: str = VALUE, hint: str = "") -> None:
    """Check that `got` equals `want`: same structure, same values. Raises CheckFailed when it does not.

    1 and 1.0 are equal, 1 and True are not, and NaN equals nothing.
    """
    got, want = _plain(got, what), to_plain(want, _refuse)
    if not _same(got, want):
        alike = describe(got) == describe(want)
        words = typed if alike or isinstance(got, bool) or isinstance(want, bool) else describe
        raise CheckFailed(not_right(what), words(got), words(want), hint)


def close(
    got: Any, want: Any, what: str = VALUE, rtol: float = 1e-5, atol: float = 1e-6, hint: str = ""
) -> None:
    """Check that `got` is finite, has the shape of `want`, and lies within `atol + rtol * |want|` of it everywhere.

    Raises CheckFailed when it does not, and ValueError when `want` is not finite.
    """
    target = _numbers(to_plain(want, _refuse))
    if target is None or not np.isfinite(target).all():
        raise ValueError(f"expect.close compares with finite numbers, not with {describe(want)}.")
    array = _array(got, what, expected=describe(want), hint=hint)
    if array.shape != target.shape:
        raise CheckFailed(
            f"{said(what, 'has', 'have')} the wrong shape.", f"{array.shape}", f"{target.shape}", hint
        )
    _finite(array, what, expected=describe(want), hint=hint)
    excess = np.abs(array - target) - (atol + rtol * np.abs(target))
    if (excess > 0).any():
        place = np.unravel_index(int(np.argmax(excess)), excess.shape)
        where = f" (largest difference, at {[int(i) for i in place]})" if place else ""
        raise CheckFailed(not_right(what), f"{array[place]:.8g}{where}", f"{target[place]:.8g}", hint)


def shape(got: Any, want: Sequence[int], what: str = VALUE, hint: str = "") -> None:
    """Check that `got` is an array (or nested lists of numbers) of the shape `want`. Raises CheckFailed when it is
    not.
    """
    array = _array(got, what, expected=f"an array of shape {tuple(want)}", hint=hint)
    if array.shape != tuple(want):
        raise CheckFailed(
            f"{said(what, 'has', 'have')} the wrong shape.", f"{array.shape}", f"{tuple(want)}", hint
        )


def between(got: Any, low: float, high: float, what: str = VALUE, hint: str = "") -> None:
    """Check that `got` is one finite number from `low` to `high`, both included. Raises CheckFailed when it is not."""
    expected = f"a number from {low:g} to {high:g}"
    array = _array(got, what, expected, hint)
    if array.shape != ():
        raise CheckFailed(
            f"{said(what, 'is', 'are')} not a single number.",
            f"an array of shape {array.shape}",
            expected,
            hint,
        )
    _finite(array, what, expected, hint)
    if not low <= float(array) <= high:
        raise CheckFailed(
            f"{said(what, 'is', 'are')} not in the expected range.", f"{float(array):.8g}", expected, hint
        )


def that(condition: Any, message: str, hint: str = "") -> None:
    """Check that `condition` is exactly True. Raises CheckFailed with `message`, which says what does not hold."""
    plain = _plain(condition, message)
    if plain is False:
        raise CheckFailed(message, hint=hint)
    if plain is not True:
        raise CheckFailed(message, typed(plain), "True", hint)


def predicted(got: Any, want: Any, what: str = VALUE, hint: str = "") -> None:
    """As `equal`, for a value that the learner predicts: the message about a wrong answer does not reveal the right
    one.

    Numbers may differ by a hundredth where `want` is not whole; case and spaces in texts do not count.
    Raises CheckFailed when they differ.
    """
    plain, target = _plain(got, what), to_plain(want, _refuse)
    if isinstance(plain, str) and isinstance(target, str):
        same = normalise(plain) == normalise(target)
    else:
        same = _same(plain, target) or _nearly(_numbers(plain), _numbers(target))
    if not same:
        raise CheckFailed(not_right(what), describe(plain), hint=hint)


def sealed(
    got: Any, key: str, digest: str, what: str = "", options: Iterable[str] = (), hint: str = ""
) -> None:
    """Check that `got` is the answer for which `seal(key, answer)` returned `digest`. `options`: the possible
    answers.

    In a text `options` each character is one option. An answer that is a list or a set must hold options only, and a
    text of several letters, such as "a, d", is read as a list of them. If the notebook has an explanation of the
    right answer, it is shown.

    Raises CheckFailed for any other answer, and ValueError when `digest` is not a seal.
    """
    if not re.fullmatch(rf"[0-9a-f]{{{DIGITS}}}", digest):
        raise ValueError(
            f"{digest!r} is not a seal. Make one with: python -m lessonlib.check.seal {key} ANSWER"
        )
    what = what or f"The answer to {key}"
    choices = [normalise(option) for option in options]
    is_set = isinstance(got, (set, frozenset)) or (
        isinstance(got, Handle) and got._ref.type_name in ("set", "frozenset")
    )
    plain = _letters(_plain(list(got) if is_set else got, what), choices)
    try:
        parts = [normalise(part) for part in plain] if isinstance(plain, list) else [normalise(plain)]
        same = seal(key, plain) == digest
    except TypeError:
        expected = _answers(choices) if choices else "a text or a number"
        raise CheckFailed(
            f"{said(what, 'is', 'are')} not in the expected form.", typed(plain), expected, hint
        ) from None
    if choices and not (parts and set(parts) <= set(choices)):
        message = f"{said(what, 'is', 'are')} not one of the options."
        raise CheckFailed(message, describe(plain), _answers(choices), hint)
    if not same:
        raise CheckFailed(not_right(what), describe(plain), "another answer", hint)
    explanations.tell(key, plain, what)


def _letters(answer: Any, choices: Sequence[str]) -> Any:
    """A text such as "a, d" or "ad" as the list of its letters, if all options are letters; otherwise the answer
    itself.
    """
    if not isinstance(answer, str) or any(len(choice) != 1 for choice in choices):
        return answer
    letters = re.findall(r"\w", answer.casefold())
    return letters if len(letters) > 1 and set(letters) <= set(choices) else answer


def _answers(choices: Sequence[str]) -> str:
    """The options in words, and how to write several of them."""
    several = f", or a list of them, such as {choices[:2]}".replace("'", '"') if len(choices) > 2 else ""
    return f"one of {', '.join(choices)}{several}"


def raises(
    call: Callable[[], Any], error: str, match: str = "", what: str = "The call", hint: str = ""
) -> None:
    """Check that `call()`, which uses `answer`, stops the learner's code with `error` and a message that contains a
    match of the regular expression `match`. Raises CheckFailed when it does not.

    `error` is the name of the error's class or of one of its bases, with or without its module.
    """
    expected = f"{error}" + (f" with a message that matches {match!r}" if match else "")
    try:
        result = call()
    except LearnerError as raised:
        if error.rpartition(".")[2] in raised.types and re.search(match, raised.message):
            return
        got = f"{raised.types[0]}: {raised.message}"
        raise CheckFailed(f"{what} raises another error.", got, expected, hint) from None
    raise CheckFailed(f"{what} raises no error.", f"the result {describe(result)}", expected, hint)


def _plain(got: Any, what: str) -> Any:
    """`got` without any object of the learner's that could speak for itself; a handle stays a handle."""
    try:
        return to_plain(got, _Opaque)
    except Refused as refused:
        raise CheckFailed(f"{what} cannot be checked: {refused}.") from None


class _Opaque(Ref):
    """Stands for an object that is not plain data: equal to itself only."""

    def __init__(self, value: Any) -> None:
        super().__init__(type(value).__name__)
        self._words = repr(value) if isinstance(value, Handle) else f"an object of type {self.type_name}"

    def __repr__(self) -> str:
        return self._words


def _refuse(value: Any) -> Ref:
    raise TypeError(f"A check compares with plain data, not with a {type(value).__name__}.")


def _same(got: Any, want: Any) -> bool:
    if isinstance(got, np.ndarray) or isinstance(want, np.ndarray):
        return _same_arrays(got, want)
    if isinstance(got, dict) and isinstance(want, dict):
        return got.keys() == want.keys() and all(_same(got[key], want[key]) for key in want)
    if isinstance(got, list) and isinstance(want, list):
        return len(got) == len(want) and all(map(_same, got, want))
    kinds = {type(got), type(want)}
    return bool(got == want) and (len(kinds) == 1 or kinds == {int, float})


def _same_arrays(got: Any, want: Any) -> bool:
    """Whether two values are equal, where an array equals nested lists (0-d: a scalar) of the same shape, kind and
    values.
    """
    try:
        left, right = np.asarray(got), np.asarray(want)
    except ValueError:  # ragged lists
        return False
    families = {"number" if array.dtype.kind in "iuf" else array.dtype.kind for array in (left, right)}
    return len(families) == 1 and families <= {"number", *"bUS"} and np.array_equal(left, right)


def _nearly(got: np.ndarray[Any, Any] | None, want: np.ndarray[Any, Any] | None) -> bool:
    if got is None or want is None or got.shape != want.shape or (want == want.round()).all():
        return False
    return np.allclose(got, want, rtol=0.01, atol=0)


def _numbers(value: Any) -> np.ndarray[Any, Any] | None:
    """Plain `value` as a float64 array, or None if it is not made of numbers (booleans and texts are not numbers)."""
    try:
        array = np.asarray(value)
    except ValueError:  # ragged lists
        return None
    return array.astype(np.float64) if array.dtype.kind in "iuf" and not _holds_bool(value) else None


def _holds_bool(value: Any) -> bool:
    return any(map(_holds_bool, value)) if isinstance(value, list) else isinstance(value, bool)


def _array(got: Any, what: str, expected: str, hint: str) -> np.ndarray[Any, Any]:
    plain = _plain(got, what)
    array = _numbers(plain)
    if array is None:
        raise CheckFailed(f"{said(what, 'is', 'are')} not made of numbers.", typed(plain), expected, hint)
    return array


def _finite(array: np.ndarray[Any, Any], what: str, expected: str, hint: str) -> None:
    if not np.isfinite(array).all():
        bad = array[~np.isfinite(array)]
        count = f"{bad.size} of {array.size} values not finite, such as " if array.size > 1 else ""
        raise CheckFailed(f"{said(what, 'is', 'are')} not finite.", f"{count}{bad[0]}", expected, hint)

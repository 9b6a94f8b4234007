"""What a reply of a learner's process may be: each part is checked before it is used. WireError says what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lessonlib.check.failure import shorten
from lessonlib.check.source import (
    ABILITIES,
    Callback,
    Fault,
    Global,
    Missing,
    Own,
    Ref,
    Refused,
    Twin,
    Written,
)
from lessonlib.check.values.plain import is_tensor, to_plain
from lessonlib.check.values.wire import WireError

_MOST_NAMES = 100
_LONGEST_NAME = 256


class RemoteRef(Ref):
    """A reference of which this side knows only the number."""

    def __init__(
        self,
        number: int,
        type_name: str,
        error_names: Sequence[str] = (),
        abilities: Sequence[str] = (),
    ) -> None:
        super().__init__(clean(type_name), [clean(name) for name in error_names], abilities)
        self.number = number


class TimedOut(Exception):
    """A question was stopped at its time limit; the next one can be asked."""


def clean(text: str) -> str:
    """`text` without unpaired surrogates, which no file can hold."""
    return text.encode("utf-8", "replace").decode()


def is_text(value: Any, text: str) -> bool:
    return type(value) is str and value == text  # an array would compare element by element


def value_of(kind: str, content: Any) -> Any:
    match kind, content:
        case "value", value:
            return value
        case "missing", [str(name), list(tasks)] if len(tasks) <= _MOST_NAMES:
            raise Missing(_words(name), [_words(task) for task in tasks])
        case "refused", str(reason):
            raise Refused(_words(reason))
        case "fault", [list(types), str(message), str(line), list(qualified), list(values), dict(others)] if (
            _are_few(types, qualified) and all(map(_is_attribute, others))
        ):
            names = tuple(_words(name) for name in qualified)
            kinds = tuple(_words(kind) for kind in types)
            raise Fault(kinds, _words(message), _words(line), names, values, others)
        case "late", None:
            raise TimedOut
    raise WireError("a reply of an unknown kind")


def _is_attribute(name: Any) -> bool:
    return type(name) is str and name.isidentifier() and name[:1] != "_"


def _are_few(*lists: list[Any]) -> bool:
    return all(0 < len(one) <= _MOST_NAMES for one in lists)


def callback(content: Any) -> tuple[int, list[Any], dict[str, Any]]:
    match content:
        case [int(number), list(args), dict(named)] if all(type(name) is str for name in named):
            return number, args, named
    raise WireError("a call back that is none")


def exact(reply: Any) -> tuple[Any, list[Any], str, int | None]:
    match reply:
        case [value, list(changed), str(printed), int() | None as same]:
            pairs = [(number, after) for number, after in map(_pair, changed)]
            return value, pairs, clean(printed), same
    raise WireError("a reply without its four parts")


def _pair(pair: Any) -> tuple[int, Any]:
    if type(pair) is not list or len(pair) != 2 or type(pair[0]) is not int:
        raise WireError("a changed argument that is none")
    return pair[0], pair[1]


def plain(value: Any) -> Any:
    return to_plain(value, _not_plain)


def reference(value: Any) -> Ref:
    if not isinstance(value, RemoteRef):
        raise WireError("no reference where one is due")
    return value


def content(value: Any) -> bytes:
    if type(value) is not bytes:
        raise WireError("a file that is not bytes")
    return value


def names(value: Any) -> list[str]:
    if type(value) is not list or not all(type(name) is str for name in value):
        raise WireError("names of files that are not text")
    return [clean(name) for name in value]


def nothing(value: Any) -> None:
    if value is not None:
        raise WireError("a value where none is due")


def counts(value: Any) -> dict[str, int]:
    if type(value) is not dict or not all(type(count) is int for count in value.values()):
        raise WireError("counts that are no numbers")
    return value


def _words(text: Any) -> str:
    if type(text) is not str:
        raise WireError("words that are not text")
    return clean(shorten(text))


def name_of(ref: Ref) -> list[Any]:
    match ref:
        case RemoteRef():
            return ["object", ref.number]
        case Global():
            return ["global", ref.name]
        case Callback():
            return ["callback", [ref.number, *ref.facts]]
        case Own():
            return ["own", [ref.number, ref.type_name, ref.functions]]
        case Written():
            return ["written", [ref.content, ref.held]]
        case Twin():
            return ["twin", [ref.number, ref.part, ref.new]]
    raise TypeError("This reference comes from another source of answers.")


def referred(content: Any) -> Ref:
    match content:
        case ["twin", [int(number), str(part), new]] if new is None or _is_tensor_to_make(new):
            return Twin(number, part, new)
        case ["lent", int(number)]:
            return Callback(number)
        case [int(number), str(type_name), list(error_names), list(abilities)] if number >= 0 and all(
            type(name) is str for name in error_names + abilities
        ):
            able = [name for name in ABILITIES if name in abilities]
            return RemoteRef(number, type_name[:_LONGEST_NAME], error_names[:_MOST_NAMES], able)
    raise WireError("a reference that is none")


def _is_tensor_to_make(new: Any) -> bool:
    match new:
        case [data, bool(), gradient, bool()] if is_tensor(data) and data.is_floating_point():
            return gradient is None or (
                is_tensor(gradient) and (gradient.dtype, gradient.shape) == (data.dtype, data.shape)
            )
    return False


def _not_plain(value: Any) -> Ref:
    raise WireError(f"a {type(value).__name__} where there can be none")

"""HParams: the numbers and names that a model is built with, as attributes that can be set from a command line."""

from __future__ import annotations

import ast
import json
import re
from typing import Any

from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export

_PAIR = re.compile(r"(?P<name>[A-Za-z_]\w*)\s*=\s*(?P<value>\[[^\]]*\]|[^,\[]*)(,|$)")


@tf_export("contrib.training.HParams")
class HParams:
    """Hyperparameters as attributes: ``HParams(lr=0.1, layers=[64, 64]).lr``. Each keeps its type."""

    def __init__(self, hparam_def: Any = None, model_structure: Any = None, **kwargs: Any) -> None:
        if hparam_def is not None or model_structure is not None:
            raise InvalidTypeError("HParams takes hyperparameters by name only: HParams(learning_rate=0.1).")
        self._types: dict[str, tuple[type, bool]] = {}
        for name, value in kwargs.items():
            self.add_hparam(name, value)

    def add_hparam(self, name: str, value: Any) -> None:
        """Add one. Raises ValueError when the name is taken, or the value is an empty list."""
        if hasattr(self, name):
            raise InvalidValueError(f"Hyperparameter name is reserved or taken: {name}.")
        several = isinstance(value, (list, tuple))
        if several and not value:
            raise InvalidValueError(f"Multi-valued hyperparameters cannot be empty: {name}.")
        self._types[name] = (type(value[0] if several else value), several)
        setattr(self, name, value)

    def set_hparam(self, name: str, value: Any) -> None:
        """Change one; the new value must be of its type. Raises ValueError, or KeyError for no such name."""
        kind, several = self._types[name]
        if isinstance(value, (list, tuple)) != several:
            wanted = "a list" if several else "a single value"
            raise InvalidValueError(f"The hyperparameter {name} is {wanted}, but got {value!r}.")
        setattr(self, name, [_cast(name, kind, v) for v in value] if several else _cast(name, kind, value))

    def del_hparam(self, name: str) -> None:
        """Remove one, if it is there."""
        if name in self._types:
            delattr(self, name)
            del self._types[name]

    def parse(self, values: str) -> HParams:
        """Change several, written as ``"lr=0.1,layers=[64,32]"``. Raises ValueError for a bad name or value."""
        place = 0
        while place < len(values):
            found = _PAIR.match(values, place)
            if found is None:
                raise InvalidValueError(f"Malformed hyperparameter value: {values[place:]!r}.")
            name, text = found["name"], found["value"].strip()
            if name not in self._types:
                raise InvalidValueError(
                    f"Unknown hyperparameter: {name}; there are: {', '.join(self._types)}."
                )
            kind, several = self._types[name]
            parts = [part.strip() for part in text.strip("[]").split(",")] if several else [text]
            read = [_read(name, kind, part) for part in parts]
            self.set_hparam(name, read if several else read[0])
            place = found.end()
        return self

    def override_from_dict(self, values_dict: dict[str, Any]) -> HParams:
        """Change several. Raises KeyError for no such name."""
        for name, value in values_dict.items():
            self.set_hparam(name, value)
        return self

    def values(self) -> dict[str, Any]:
        """All of them, by name."""
        return {name: getattr(self, name) for name in self._types}

    def get(self, key: str, default: Any = None) -> Any:
        """One of them, or the default."""
        return getattr(self, key) if key in self._types else default

    def to_json(self, indent: Any = None, separators: Any = None, sort_keys: bool = False) -> str:
        """All of them as JSON."""
        return json.dumps(self.values(), indent=indent, separators=separators, sort_keys=sort_keys)

    def parse_json(self, values_json: str) -> HParams:
        """Change several, from JSON."""
        return self.override_from_dict(json.loads(values_json))

    def __contains__(self, key: str) -> bool:
        return key in self._types

    def __repr__(self) -> str:
        return f"HParams({', '.join(f'{name}={value!r}' for name, value in self.values().items())})"


def _read(name: str, kind: type, text: str) -> Any:
    if kind is str:
        return text
    try:
        return ast.literal_eval({"true": "True", "false": "False"}.get(text, text))
    except (ValueError, SyntaxError):
        raise InvalidValueError(
            f"Could not parse hparam '{name}' of type '{kind.__name__}' with value {text!r}."
        ) from None


def _cast(name: str, kind: type, value: Any) -> Any:
    same_kind = isinstance(value, str) == (kind is str) and (kind is not int or float(value).is_integer())
    if kind is type(None) or isinstance(value, kind):
        return value
    if not same_kind or (kind is bool and value not in (0, 1)):
        raise InvalidValueError(
            f"Could not cast hparam '{name}' of type '{kind.__name__}' from value {value!r}."
        )
    return kind(value)

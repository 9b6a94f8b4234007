"""The page of supported names, made from the code: ``python -m lessonlib.tf1.names > docs/names.md``."""

from __future__ import annotations

import inspect
import re
from types import ModuleType
from typing import Any

from lessonlib.graph.export import Export, exports
from lessonlib.tf1.namespace import LATER, module_of, namespaces

_HEAD = """\
# Supported names

What `import lessonlib.tf1 as tf` has, module by module. This page is made from the code:

```
python -m lessonlib.tf1.names > docs/names.md
```

A name that is not here raises an `AttributeError` that says which names come nearest."""


def page() -> str:
    """The page as Markdown: one table a namespace, one row a name, with the first sentence of its docstring."""
    for name in LATER:
        module_of(name)
    home: dict[int, str] = {}
    parts = [_HEAD]
    for path in namespaces():
        own = [export for export in exports().values() if export.namespace == path]
        rows = [
            f"| `{export.last}` | {_said_of(export, home)} |"
            for export in sorted(own, key=lambda export: export.last)
            if not isinstance(export.value, ModuleType)
        ]
        title = f"## {_written(path)}\n\n{_sentence(module_of(path))}"
        parts.append(
            "\n".join([title, "", "| name | what it is |", "| --- | --- |", *rows]) if rows else title
        )
    return "\n\n".join(parts) + "\n"


def _written(path: str) -> str:
    """As a program writes it: ``tf.nn.relu``."""
    return f"tf.{path}".rstrip(".")


def _said_of(export: Export, home: dict[int, str]) -> str:
    value, written = export.value, _written(export.name)
    if not (inspect.isclass(value) or inspect.isroutine(value)):
        text = repr(value)  # an address says nothing, and changes
        return _sentence(type(value)) if " at 0x" in text else f"{type(value).__name__}: `{text}`."
    if home.setdefault(id(value), written) != written:
        return f"The same as `{home[id(value)]}`."
    members = _members(value) if inspect.isclass(value) else []
    return _sentence(value) + (f" Has {', '.join(f'`{name}`' for name in members)}." if members else "")


def _members(cls: type) -> list[str]:
    """The public methods and attributes that a class gets from lessonlib's code."""
    ours = [vars(base) for base in cls.__mro__ if base.__module__.startswith("lessonlib.")]
    return sorted({name for names in ours for name in names if not name.startswith("_")})


def _sentence(value: Any) -> str:
    """The first sentence of a docstring, fit for a table."""
    paragraph = " ".join((inspect.getdoc(value) or "").split("\n\n")[0].split())
    first = re.split(r"(?<=[.:])\s+(?=[A-Z])", paragraph)[0]
    text = first.replace("``", "`").replace("|", "\\|")
    return text if text.endswith((".", ":", ";")) or not text else f"{text}."


if __name__ == "__main__":
    print(page(), end="")

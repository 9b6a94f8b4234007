"""The page of supported names, made from the code: ``python -m lessonlib.tf1.names > docs/names.md``."""

from __future__ import annotations

import inspect
import pkgutil
import re
from importlib import import_module
from types import ModuleType
from typing import Any

import lessonlib.tf1 as tf

_HEAD = """\
# Supported names

What `import lessonlib.tf1 as tf` has, module by module. This page is made from the code:

```
python -m lessonlib.tf1.names > docs/names.md
```

A name that is not here raises an `AttributeError` that says which names come nearest."""


def page() -> str:
    """The page as Markdown: one table a module, one row a name, with the first sentence of its docstring."""
    home: dict[int, str] = {}
    parts = [_HEAD]
    for path, module in modules():
        rows = [
            f"| `{name}` | {_said_of(getattr(module, name), f'{path}.{name}', home)} |"
            for name in public_names(module)
            if not isinstance(getattr(module, name), ModuleType)
        ]
        title = f"## {path}\n\n{_sentence(module)}"
        parts.append(
            "\n".join([title, "", "| name | what it is |", "| --- | --- |", *rows]) if rows else title
        )
    return "\n\n".join(parts) + "\n"


def modules() -> list[tuple[str, ModuleType]]:
    """(name as a program writes it, module) of tf and of all that it leads to, sorted, each module once."""
    found: dict[ModuleType, str] = {}
    waiting = [("tf", tf)]
    while waiting:
        path, module = waiting.pop(0)
        if found.setdefault(module, path) == path:
            inside = [(name, getattr(module, name)) for name in public_names(module)]
            waiting += [(f"{path}.{name}", value) for name, value in inside if isinstance(value, ModuleType)]
    return sorted((path, module) for module, path in found.items())


def public_names(module: ModuleType) -> list[str]:
    """What a module says is public, or else what it defines and the modules in its folder."""
    if module is tf:
        return [*tf.__all__, *tf._ON_FIRST_USE]
    if hasattr(module, "__all__"):
        return list(module.__all__)
    inner = [entry.name for entry in pkgutil.iter_modules(getattr(module, "__path__", []))]
    for name in inner:
        import_module(f"{module.__name__}.{name}")
    own = [
        name for name, value in vars(module).items() if getattr(value, "__module__", "") == module.__name__
    ]
    return sorted(name for name in {*inner, *own} if not name.startswith("_"))


def _said_of(value: Any, path: str, home: dict[int, str]) -> str:
    if not (inspect.isclass(value) or inspect.isroutine(value)):
        text = repr(value)  # an address says nothing, and changes
        return _sentence(type(value)) if " object at 0x" in text else f"{type(value).__name__}: `{text}`."
    if home.setdefault(id(value), path) != path:
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

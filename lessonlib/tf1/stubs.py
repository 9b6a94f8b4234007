"""Stubs of the namespaces, for editors and type checkers: ``python -m lessonlib.tf1.stubs`` writes them.

The names of ``tf.nn`` come from a table (`lessonlib.tf1.namespace`), which no editor reads. The stub says the
same as import lines. A namespace that defines all its names itself needs no stub.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from lessonlib.graph.export import Export, exports
from lessonlib.tf1.namespace import ROOT, module_of, names_in, namespaces

_HEAD = '"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""'


def stubs() -> dict[Path, str]:
    """File -> content, for each namespace that has names of other modules."""
    for name in ("contrib", "examples"):  # what Keras has is found in Keras
        module_of(name)
    return {
        _file(path): _stub(path)
        for path in namespaces()
        if any(export.module != _module(path) for export in _own(path))
    }


def _stub(path: str) -> str:
    module = _module(path)
    defined = [export.name for export in _own(path) if export.module == module]
    if defined:
        raise ValueError(
            f"{module} defines {', '.join(defined)}, but also has names of other modules: a stub would hide what it "
            "defines from type checkers.\n  Remedy: move the definitions to a module beside it."
        )
    lines = [f"from {module} import {name} as {name}" for name in _namespaces_in(path)]
    lines += [f"from {e.module} import {_attribute(e)} as {e.last}" for e in _own(path)]
    return "\n".join([_HEAD, "", *sorted(lines)]) + "\n"


def _own(path: str) -> list[Export]:
    return [export for export in exports().values() if export.namespace == path]


def _namespaces_in(path: str) -> list[str]:
    start = f"{path}." if path else ""
    return [name for name in names_in(path) if start + name not in exports()]


def _attribute(export: Export) -> str:
    """How the defining module itself calls the value."""
    found = [name for name, value in vars(import_module(export.module)).items() if value is export.value]
    return export.last if export.last in found else found[0]


def _module(path: str) -> str:
    return f"{ROOT}.{path}".rstrip(".")


def _file(path: str) -> Path:
    spec = find_spec(_module(path))
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).with_suffix(".pyi")


if __name__ == "__main__":
    for file, content in stubs().items():
        file.write_text(content, "utf-8")

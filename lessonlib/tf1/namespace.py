"""Modules as namespaces: what ``tf``, ``tf.nn``, ``tf.train`` ... have is what the table of public names says.

A module of `lessonlib.tf1` ends in ``__getattr__, __dir__ = namespace(globals())``. It may define names itself, as
`lessonlib.tf1.gfile` does; the others come from the modules that define them, when they are asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from importlib import import_module
from types import ModuleType
from typing import Any

from lessonlib.graph.errors import GraphError
from lessonlib.graph.export import exports, find

ROOT = "lessonlib.tf1"
# Loaded when first used: Keras takes seconds, and few programs use the others.
LATER = ("contrib", "estimator", "examples", "feature_column", "keras", "saved_model")
# A program that star-imports tf goes on printing with Python's print.
NOT_BY_STAR = ("contrib", "examples", "keras", "print")


# What TensorFlow 1 has, lessonlib never will, and what to do instead.
_ONE_PROCESS = "it trains in one process: take tf.Session(), or torch.distributed in PyTorch"
_GRAPHS_ONLY = "it builds graphs and runs them: take tf.Session().run, or write the eager program in PyTorch"
ABSENT = {
    "GradientTape": _GRAPHS_ONLY,
    "contrib.boosted_trees": "take scikit-learn's GradientBoostingClassifier",
    "contrib.distribute": _ONE_PROCESS,
    "contrib.eager": _GRAPHS_ONLY,
    "contrib.tpu": "it computes on the CPU or on CUDA: take tf.Session()",
    "distribute": _ONE_PROCESS,
    "tpu": "it computes on the CPU or on CUDA: take tf.Session()",
}


class UnknownNameError(GraphError, AttributeError):
    """A namespace has no such name."""


def namespace(module: dict[str, Any]) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """``__getattr__`` and ``__dir__`` (PEP 562) for the module whose globals are ``module``."""
    path = module["__name__"].removeprefix(ROOT).removeprefix(".")

    def __getattr__(name: str) -> Any:
        if not path and name in LATER:
            return module_of(name)
        if name == "__all__":  # for ``from lessonlib.tf1 import *``, which loads what it names
            return [name for name in names_in(path) if path or name not in NOT_BY_STAR]
        export = find(f"{path}.{name}" if path else name)
        if export is None:
            raise UnknownNameError(_unknown(path, name))
        module[name] = export.value  # the next look-up does not come here
        return export.value

    def __dir__() -> list[str]:
        return sorted([*names_in(path), *(name for name in module if name.startswith("__"))])

    return __getattr__, __dir__


def module_of(path: str) -> ModuleType:
    """The module that stands for a namespace: `lessonlib.tf1` for ``""``, `lessonlib.tf1.nn` for ``"nn"``."""
    return import_module(f"{ROOT}.{path}".rstrip("."))


def namespaces() -> list[str]:
    """The namespaces that have names, and those that these are in, sorted: ``""`` (``tf`` itself), ``"app"`` ..."""
    found = {""}
    for export in exports().values():
        parts = export.namespace.split(".")
        found |= {".".join(parts[:depth]) for depth in range(1, len(parts) + 1)}
    return sorted(found)


def names_in(path: str) -> list[str]:
    """The public names of a namespace, sorted; the namespaces in it are among them."""
    start = f"{path}." if path else ""
    names = {name[len(start) :].split(".")[0] for name in exports() if name.startswith(start)}
    return sorted(names if path else names.union(LATER))


def _unknown(path: str, name: str) -> str:
    full = f"{path}.{name}".lstrip(".")
    if full in ABSENT:
        return f"lessonlib has no tf.{full}; {ABSENT[full]}."
    near = [f"tf.{full}" for full in _nearest(path, name)]
    hint = f" The nearest that it has: {', '.join(near)}." if near else ""
    return f"{ROOT}{'.' * bool(path)}{path} has no '{name}'.{hint}"


def _nearest(path: str, name: str) -> list[str]:
    """Up to three public names that ``name`` may stand for: the same one elsewhere, then similar ones, here first."""
    known = exports().values()
    elsewhere = [export.name for export in known if export.last == name]
    here = {export.last: export.name for export in known if export.namespace == path}
    similar = [here[last] for last in get_close_matches(name, here, 3, 0.6)]
    if not elsewhere and not similar:
        anywhere = {export.last: export.name for export in known}
        similar = [anywhere[last] for last in get_close_matches(name, anywhere, 3, 0.8)]
    return [*elsewhere, *similar][:3]

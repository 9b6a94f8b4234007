"""Writing a straight-line Python program: names, lines, imports and constants, and the function they make."""

from __future__ import annotations

import keyword
import re
import sys
from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F

from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.shapes import show

_SHOWN_ELEMENTS = 8
_MODULES = {"torch": torch, "F": F}


class ProgramText:
    """The text of one function, ``program``, written line by line."""

    def __init__(self) -> None:
        self.namespace: dict[str, Any] = dict(_MODULES)
        self._taken = {*_MODULES, "program", "record", "constants"}
        self._imports: dict[str, set[str]] = {}
        self._kernels: dict[Callable[..., Any], str] = {}
        self._constants: list[str] = []
        self._lines: list[tuple[str, Operation | None, tuple[str, ...]]] = []

    def fresh(self, wanted: str) -> str:
        """A Python name like ``wanted`` that nothing else has."""
        base = re.sub(r"\W", "_", wanted)
        base = f"_{base}" if not base or base[0].isdigit() or keyword.iskeyword(base) else base
        name, count = base, 1
        while name in self._taken:
            name, count = f"{base}_{count}", count + 1
        self._taken.add(name)
        return name

    def line(self, text: str, op: Operation | None = None, inputs: tuple[str, ...] = ()) -> None:
        """Add a line; when it fails, ``op`` is to blame, and ``inputs`` are the names of its arguments."""
        self._lines.append((text, op, inputs))

    def define(self, wanted: str, value: Any) -> str:
        """The name of an object that the program uses and that has no text: a function or a generator."""
        name = self.fresh(wanted)
        self.namespace[name] = value
        return name

    def constant(self, tensor: Tensor, value: Any) -> str:
        """The name of a constant, shown above the function."""
        name = self.define(tensor.op.name if tensor.index == 0 else tensor.name, value)
        if not isinstance(value, torch.Tensor):
            shown = repr(value)
        elif value.numel() <= _SHOWN_ELEMENTS:
            shown = f"torch.tensor({value.tolist()}, dtype={value.dtype})"
        else:
            shown = f"constants[{tensor.name!r}]  # {tensor.dtype.name} {show(tuple(value.shape))}"
        self._constants.append(f"{name} = {shown}")
        return name

    def spelling(self, kernel: Callable[..., Any]) -> str:
        """How the program calls a kernel: ``torch.add``, ``F.elu``, or the name of a function that it imports.

        Two kernels, or a kernel and a value, may be called alike: each has a name of its own in the program.
        """
        own = kernel.__name__
        for prefix, module in _MODULES.items():
            if getattr(module, own, None) is kernel:
                return f"{prefix}.{own}"
        if kernel not in self._kernels:
            name = self._kernels[kernel] = self.define(own, kernel)
            if getattr(sys.modules.get(kernel.__module__), own, None) is kernel:
                shown = own if name == own else f"{own} as {name}"
                self._imports.setdefault(kernel.__module__, set()).add(shown)
        return self._kernels[kernel]

    def literal(self, key: str, value: Any) -> str:
        """An attribute as the program writes it: its text, or the name of an object that has none."""
        if _has_text(value):
            return repr(value)
        return self.define(getattr(value, "__name__", getattr(value, "name", key)), value)

    def function(self, parameters: list[str]) -> tuple[str, Callable[..., Any]]:
        """(source of the whole program, the function)."""
        body = [f"    {line}" for line, _, _ in self._lines]
        text = "\n".join([f"def program({', '.join(parameters)}):", *body]) + "\n"
        exec(compile(text, "<plan>", "exec"), self.namespace)
        imports = [
            f"from {module} import {', '.join(sorted(n))}" for module, n in sorted(self._imports.items())
        ]
        if any("F." in line for line in body):
            imports.insert(0, "import torch.nn.functional as F")
        parts = ["\n".join(["import torch", *imports]), "\n".join(self._constants), f"\n{text}"]
        return "\n\n".join(part for part in parts if part), self.namespace["program"]

    def blame(self) -> dict[int, tuple[Operation, tuple[str, ...]]]:
        """Line number -> the operation that the line runs, and the names of its arguments."""
        return {i: (op, inputs) for i, (_, op, inputs) in enumerate(self._lines, start=2) if op is not None}


def _has_text(value: Any) -> bool:
    if isinstance(value, tuple):
        return all(map(_has_text, value))
    return value is None or isinstance(
        value, (bool, int, float, str, bytes, slice, torch.dtype, type(Ellipsis))
    )


def listing(items: list[str]) -> str:
    """The inside of a tuple."""
    return ", ".join(items) + ("," if len(items) == 1 else "")

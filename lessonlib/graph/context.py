"""What a session keeps for the kernels of its operations, besides the values of variables.

A kernel that needs more than its inputs and attributes says so in its row of the op table, ``needs="generator"``, and
takes a keyword argument of that name. There is nowhere else for a kernel to keep anything: two sessions share nothing.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import torch

from lessonlib.graph.devices import Devices
from lessonlib.graph.node import Operation
from lessonlib.graph.values import constant_on

GeneratorSource = Callable[[Operation], torch.Generator]
T = TypeVar("T")


class KernelState:
    """What one operation keeps from run to run in one session: ``value``, None at first.

    When the session closes, a value with a method ``cancel`` is told so: threads may wait for it.
    """

    __slots__ = ("_lock", "closed", "value")

    def __init__(self, closed: bool = False) -> None:
        self.value: Any = None
        self.closed = closed
        self._lock = threading.Lock()

    def once(self, make: Callable[[], T]) -> T:
        """The value, which the first call makes, whatever number of threads come at the same time."""
        with self._lock:
            if self.value is None:
                self.value = make()
            value: T = self.value
            return value

    def close(self) -> None:
        """The session is closed."""
        self.closed = True
        if hasattr(self.value, "cancel"):
            self.value.cancel()


class RunContext:
    """What plans bind of the session for which they are compiled.

    Args:
        home: the device of constants, and of every operation outside device scopes.
        devices: what the names of device scopes mean; None ignores the scopes.
        generators: gives the generator from which an operation draws; by default each has one of its own.
    """

    def __init__(
        self, home: torch.device, devices: Devices | None = None, generators: GeneratorSource | None = None
    ) -> None:
        self.home, self.devices, self.closed = home, devices, False
        self.plans: dict[Any, Any] = {}  # of the bodies of branches and loops
        self.rows: Any = None  # in a gradient of bodies: the `RowsTaken` that watches their gathers
        self._source = generators or self._own_generator
        self._shared = torch.default_generator  # of a body: see `body`
        self._constants: dict[Operation, Any] = {}
        self._generators: dict[Operation, torch.Generator] = {}
        self._states: dict[Operation, KernelState] = {}
        self._bodies: dict[Operation, RunContext] = {}

    def kernel(self, op: Operation) -> Callable[..., Any]:
        """The kernel of ``op``, or what watches it."""
        watching: Callable[..., Any] | None = None if self.rows is None else self.rows.kernel(op)
        return watching or op.entry.kernel

    def needed(self, op: Operation) -> dict[str, Any]:
        """The keyword arguments that the kernel of ``op`` takes besides its attributes."""
        return {need: _NEEDS[need](self, op) for need in op.entry.needs}

    def constant(self, op: Operation) -> Any:
        """The value of a Const operation, on the home device."""
        if op not in self._constants:
            self._constants[op] = constant_on(op, self.home)
        return self._constants[op]

    def device(self, op: Operation) -> torch.device:
        """The device on which ``op`` runs."""
        return self.away(op) or self.home

    def away(self, op: Operation) -> torch.device | None:
        """The device on which ``op`` runs when that is not the home device."""
        return None if self.devices is None else self.devices.away(op)

    def generator(self, op: Operation) -> torch.Generator:
        """The random generator from which ``op`` draws."""
        return self._source(op)

    def state(self, op: Operation) -> KernelState:
        """What ``op`` keeps from run to run."""
        return self._states.setdefault(op, KernelState(self.closed))

    def body(self, op: Operation) -> RunContext:
        """The context of the bodies of a branch or loop: on its device, with a generator for all of them.

        The gradient of a body runs the body again, and must draw the same numbers: see `reseed`.
        """
        if op not in self._bodies:
            self._bodies[op] = RunContext(self.device(op))
            self._bodies[op].rows = self.rows
            self._bodies[op]._share(torch.Generator(self.device(op)))
        return self._bodies[op]

    def _share(self, generator: torch.Generator) -> None:
        self._shared, self._source = generator, lambda _: generator

    def reseed(self, seeds: list[torch.Tensor]) -> None:
        """Let the bodies draw what follows from ``seeds``, at most one number, which an operation outside drew."""
        for seed in seeds:
            self._shared.manual_seed(int(seed))

    def clear(self) -> None:
        """Forget everything, and let no thread wait for something that will not come."""
        self.closed = True
        for state in list(self._states.values()):
            state.close()
        for store in (self.plans, self._constants, self._generators, self._states, self._bodies):
            store.clear()

    def _own_generator(self, op: Operation) -> torch.Generator:
        if op not in self._generators:
            self._generators[op] = seeded(torch.Generator(self.device(op)), op.graph.seeds.get(op, ()))
        return self._generators[op]


_NEEDS: dict[str, Callable[[RunContext, Operation], Any]] = {
    "context": RunContext.body,
    "device": RunContext.device,
    "generator": RunContext.generator,
    "state": RunContext.state,
}


def seeded(generator: torch.Generator, seeds: tuple[int, ...]) -> torch.Generator:
    """The generator, seeded with one number made of all ``seeds``, or at random when there are none."""
    if seeds:
        mixed = np.random.SeedSequence([seed % 2**63 for seed in seeds])  # near seeds, far sequences
        generator.manual_seed(int(mixed.generate_state(1, np.uint64)[0] >> 1))
    else:
        generator.manual_seed(entropy())
    return generator


def entropy() -> int:
    """A number of 63 bits from the operating system: the seed of whatever was given none."""
    return secrets.randbits(63)

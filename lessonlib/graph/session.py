"""Sessions: where a graph's variables have their values, and where it runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import torch

from lessonlib.graph import defaults
from lessonlib.graph.context import RunContext
from lessonlib.graph.devices import DeviceAttributes, Devices, listed
from lessonlib.graph.errors import (
    ClosedSessionError,
    FeedKeyError,
    ForeignGraphError,
    InvalidArgumentError,
    InvalidTypeError,
    InvalidValueError,
    UnfedPlaceholderError,
    UninitializedVariableError,
    UnsupportedError,
)
from lessonlib.graph.export import tf_export
from lessonlib.graph.failure import located
from lessonlib.graph.fetches import Structure
from lessonlib.graph.graph import Graph, ancestors, get_default_graph
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.partial import PartialRun
from lessonlib.graph.plan import Plan, compile_plan
from lessonlib.graph.step import Step, step_of
from lessonlib.graph.threads import threads_for
from lessonlib.graph.timeline import Timed, step_stats
from lessonlib.graph.types import FeedDict, FeedKey, Fetches
from lessonlib.graph.values import to_numpy, to_torch
from lessonlib.memory import keep_freed_memory

Note = Callable[
    [Operation, tuple[Any, ...], float], None
]  # what each operation put out, and the seconds it took


@tf_export("Session")
class Session:
    """Runs parts of one graph. Its variables are its own: two sessions on one graph share nothing.

    Args:
        target: taken for TensorFlow's sake; must be empty.
        graph: the graph to run; the default graph when not said.
        config: taken for TensorFlow's sake, and ignored.
        device: ``"cpu"``, ``"cuda"`` ...; CUDA when it is there, when not said. Operations made in a device scope
            run where the scope says (`lessonlib.graph.devices`).
    """

    def __init__(
        self, target: str = "", graph: Graph | None = None, config: Any = None, device: Any = None
    ) -> None:
        if target:
            raise InvalidValueError(
                f"lessonlib runs in this process only: target must be '', but is {target!r}."
            )
        self.graph = graph if graph is not None else get_default_graph()
        self.device = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
        keep_freed_memory()
        self._context = RunContext(self.device, Devices.around(self.device))
        self._values: dict[Operation, torch.Tensor] = {}
        self._plans: dict[Any, tuple[Structure, Plan]] = {}
        self._closed = False
        self._blocks: list[ExitStack] = []

    # ---- running

    @property
    def graph_def(self) -> Any:
        """The graph as a `tf.GraphDef`; see `Graph.as_graph_def`."""
        return self.graph.as_graph_def()

    def run(
        self,
        fetches: Fetches,
        feed_dict: FeedDict | None = None,
        options: Any = None,
        run_metadata: Any = None,
    ) -> Any:
        """Compute ``fetches`` and return their values as NumPy, in the same structure; an Operation gives None.

        Args:
            fetches: a tensor, variable, operation or name, or a list, tuple or dict of them.
            feed_dict: values for placeholders, or for any other tensor, in this run.
            options: RunOptions; with a ``trace_level``, the run notes what each operation did, and for how long.
            run_metadata: a RunMetadata, into whose ``step_stats`` this is written (`lessonlib.graph.timeline`).

        Raises:
            RuntimeError: the session is closed.
            TypeError: something that cannot be fetched or fed.
            ValueError: a fed shape that does not fit, or a tensor of another graph.
            InvalidArgumentError: a placeholder is not fed, or an operation failed.
            FailedPreconditionError: a variable has no value yet.
        """
        if options is not None or run_metadata is not None:
            return self._observed(fetches, feed_dict, options, run_metadata)
        feeds = self._feeds(feed_dict)
        structure, plan = self._look_up(fetches, tuple(feeds))
        arguments = self._bind(plan, feeds)
        values, new = self._execute(plan, arguments)
        if new:
            self._values.update(zip(plan.writes, new, strict=True))
        return structure.pack([to_numpy(value) for value in values])

    def plan(self, fetches: Fetches, feed_dict: FeedDict | Sequence[FeedKey] | None = None) -> Plan:
        """The program that ``run`` would execute; its ``source`` is the PyTorch that the graph stands for.

        ``feed_dict`` may be a dict as for `run`, or only a list of the tensors that would be fed; when it is not
        given, these are the placeholders that the fetches need.
        """
        if feed_dict is None:
            leaves = Structure(self.graph, fetches).leaves
            needed = ancestors([leaf if isinstance(leaf, Operation) else leaf.op for leaf in leaves])
            feed_dict = [op.outputs[0] for op in needed if op.type == "Placeholder"]
        return self._look_up(fetches, tuple(self._feed_tensor(key) for key in feed_dict))[1]

    def trace(self, fetches: Fetches, feed_dict: FeedDict | None = None) -> list[Step]:
        """Run like `run`, and return what each operation did, in the order of running."""
        feeds = self._feeds(feed_dict)
        steps = [step_of(tensor.op, (value,), 0.0) for tensor, value in feeds.items()]
        self._traced(fetches, feeds, lambda op, outputs, spent: steps.append(step_of(op, outputs, spent)))
        return steps

    def _traced(self, fetches: Fetches, feeds: dict[Tensor, Any], note: Note) -> Any:
        """Run like `run`, and call ``note`` after each operation."""
        structure = Structure(self.graph, fetches)
        plan = compile_plan(structure.leaves, tuple(feeds), self._context, traced=True)
        started = [time.perf_counter()]

        def record(position: int, outputs: tuple[Any, ...]) -> None:
            note(plan.order[position], outputs, time.perf_counter() - started[0])
            started[0] = time.perf_counter()

        values, new = self._execute(plan, [*self._bind(plan, feeds), record])
        self._values.update(zip(plan.writes, new, strict=True))
        return structure.pack([to_numpy(value) for value in values])

    def _observed(self, fetches: Fetches, feed_dict: FeedDict | None, options: Any, metadata: Any) -> Any:
        """A run that fills ``metadata``, as far as ``options`` ask for it."""
        for given, kind in ((options, "RunOptions"), (metadata, "RunMetadata")):
            if given is not None and type(given).__name__ != kind:
                raise InvalidTypeError(f"A run takes a tf.{kind}, not {given!r}.")
        if metadata is not None:
            metadata.Clear()
        if not getattr(options, "trace_level", 0):
            return self.run(fetches, feed_dict)
        run: list[Timed] = []

        def note(op: Operation, outputs: tuple[Any, ...], spent: float) -> None:
            run.append(Timed(op, time.time() - spent, spent, str(self._context.device(op)), outputs))

        result = self._traced(fetches, self._feeds(feed_dict), note)
        if metadata is not None:
            metadata.step_stats.CopyFrom(step_stats(run))
            if options.output_partition_graphs:
                metadata.partition_graphs.append(self.graph.as_graph_def())
        return result

    def make_callable(
        self, fetches: Fetches, feed_list: Sequence[FeedKey] | None = None, accept_options: bool = False
    ) -> Callable[..., Any]:
        """A function that runs ``fetches``, with one argument for the value of each of ``feed_list``.

        With ``accept_options`` it also takes ``options`` and ``run_metadata``. Raises TypeError for something that
        cannot be fetched or fed; the function raises InvalidArgumentError for another number of values.
        """
        keys = [self._feed_tensor(key) for key in feed_list or ()]
        Structure(self.graph, fetches)

        def call(*values: Any, **given: Any) -> Any:
            if len(values) != len(keys):
                raise InvalidArgumentError(
                    None, None, f"The function takes {len(keys)} values, but {len(values)} were given."
                )
            if given and not (accept_options and given.keys() <= {"options", "run_metadata"}):
                raise InvalidTypeError(
                    f"The function takes no {', '.join(given)}: accept_options says which."
                )
            return self.run(fetches, dict(zip(keys, values, strict=True)), **given)

        return call

    def partial_run_setup(self, fetches: Fetches, feeds: Sequence[FeedKey] | None = None) -> PartialRun:
        """Announce what several calls of `partial_run` will fetch and feed; they get what this returns."""
        leaves = Structure(self.graph, fetches).leaves
        return PartialRun(leaves, [self._feed_tensor(key) for key in feeds or ()])

    def partial_run(self, handle: PartialRun, fetches: Fetches, feed_dict: FeedDict | None = None) -> Any:
        """Go on with a run: compute some of the announced fetches from what was fed and computed so far.

        Raises InvalidArgumentError for a fetch or feed that was not announced, or comes a second time.
        """
        feeds = self._feeds(feed_dict)
        leaves = Structure(self.graph, fetches).leaves
        handle.check(leaves, feeds)
        handle.check_effects(leaves)
        result = self._traced(
            fetches, {**handle.known, **feeds}, lambda op, outputs, spent: handle.note(op, outputs)
        )
        handle.known.update(feeds)
        return result

    def list_devices(self) -> list[DeviceAttributes]:
        """The devices of this machine: the CPU, and each CUDA device."""
        return listed()

    @staticmethod
    def reset(target: str, containers: Any = None, config: Any = None) -> None:
        """Cannot be called: TensorFlow would clear the variables of all sessions. Close the sessions instead."""
        raise UnsupportedError(
            "Session.reset is not supported: sessions share no variables here.\n"
            "  Remedy: close the session and open a new one."
        )

    @property
    def sess_str(self) -> str:
        """The target: always empty."""
        return ""

    def _feeds(self, feed_dict: FeedDict | None) -> dict[Tensor, Any]:
        if self._closed:
            raise ClosedSessionError
        if not feed_dict:
            return {}
        feeds: dict[Tensor, Any] = {}
        for key, value in feed_dict.items():
            if hasattr(key, "components"):  # a sparse tensor is fed as the tensors that it is made of
                feeds |= self._feeds(dict(zip(key.components, value, strict=True)))
                continue
            tensor = self._feed_tensor(key)
            feeds[tensor] = to_torch(tensor, value, self.device)
        return feeds

    def _feed_tensor(self, key: Any) -> Tensor:
        if isinstance(key, Tensor):
            tensor: Any = key
        else:
            try:
                tensor = self.graph.as_graph_element(key)
            except TypeError:
                raise FeedKeyError(key) from None
        if not isinstance(tensor, Tensor):
            raise FeedKeyError(key)
        if tensor.graph is not self.graph:
            raise ForeignGraphError.fetch(tensor)
        if not self.graph.is_feedable(tensor):
            raise InvalidValueError(f"Tensor {tensor.name} may not be fed: graph.prevent_feeding was called.")
        return tensor

    def _look_up(self, fetches: Fetches, feeds: tuple[Tensor, ...]) -> tuple[Structure, Plan]:
        if self._closed:
            raise ClosedSessionError
        try:
            key = (type(fetches), tuple(fetches) if isinstance(fetches, (list, tuple)) else fetches, feeds)
            found = self._plans.get(key)
        except TypeError:  # a nested list or a dict cannot be a key as it is
            key, found = None, None
        if found is not None:
            return found
        structure = Structure(self.graph, fetches)
        plan = self._compiled(tuple(structure.leaves), feeds)
        if key is not None:
            self._plans[key] = structure, plan
        return structure, plan

    def _compiled(self, leaves: tuple[Tensor | Operation, ...], feeds: tuple[Tensor, ...]) -> Plan:
        key = ("leaves", leaves, feeds)
        if key not in self._plans:
            plan = compile_plan(leaves, feeds, self._context)
            self._plans[key] = Structure(self.graph, list(leaves)), plan
        return self._plans[key][1]

    def _bind(self, plan: Plan, feeds: dict[Tensor, Any]) -> list[Any]:
        if plan.unfed is not None:
            raise UnfedPlaceholderError(plan.unfed)
        try:
            return [*feeds.values(), *[self._values[variable] for variable in plan.reads]]
        except KeyError:  # one has no value, or is only asked whether it has one
            return [*feeds.values(), *[self._value_or_none(variable, plan) for variable in plan.reads]]

    def _value_or_none(self, variable: Operation, plan: Plan) -> torch.Tensor | None:
        value = self._values.get(variable)
        if value is None and variable not in plan.may_be_missing:
            raise UninitializedVariableError(variable)
        return value

    def _execute(self, plan: Plan, arguments: list[Any]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        try:
            with threads_for(arguments), torch.inference_mode():  # a fifth less to do for each operation
                return plan.program(*arguments)
        except Exception as error:
            failure = located(error, plan)
            if failure is error:
                raise
            raise failure from error

    # ---- variables

    def value_of(self, variable: Operation) -> torch.Tensor | None:
        """The value of a variable's node in this session, or None. It is the session's own: do not change it."""
        return self._values.get(variable)

    def set_values(self, values: dict[Operation, torch.Tensor]) -> None:
        """Give several variables' nodes new values at once. The shapes and dtypes must be theirs."""
        self._values.update({op: value.to(self.device) for op, value in values.items()})

    # ---- life

    def close(self) -> None:
        """Forget all values. Any later run raises RuntimeError."""
        self._closed = True
        for store in (self._values, self._plans, self._context):
            store.clear()

    @contextmanager
    def as_default(self) -> Iterator[Session]:
        """Make this the session of ``tensor.eval()`` and ``op.run()``, and its graph the default graph."""
        with defaults.sessions.opened(self), self.graph.as_default():
            yield self

    def __enter__(self) -> Session:
        if self._closed:
            raise ClosedSessionError
        block = ExitStack()
        block.enter_context(self.as_default())
        self._blocks.append(block)
        return self

    def __exit__(self, *exception: Any) -> None:
        self._blocks.pop().__exit__(*exception)
        self.close()

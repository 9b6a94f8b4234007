"""tf.train.Scaffold: the operations by which a session is prepared, looked for in the graph or made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from lessonlib.graph.create import create
from lessonlib.graph.dtypes import string
from lessonlib.graph.errors import InvalidStateError, InvalidTypeError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.literal import as_array
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.ops.state import group, is_variable_initialized
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.session import Session
from lessonlib.graph.summary import merge_all
from lessonlib.graph.types import FeedDict
from lessonlib.graph.variables import Variable, global_variables, global_variables_initializer
from lessonlib.tf1.train.saver import Saver
from lessonlib.tf1.variables.collections import tables_initializer
from lessonlib.tf1.variables.local import local_variables, local_variables_initializer

SAVERS = "savers"


def names_where_false(states: list[torch.Tensor], names: tuple[str, ...]) -> Any:
    return as_array([name for name, state in zip(names, states, strict=True) if not state], string)[0]


register(
    "NamesWhereFalse", "states*", names_where_false, NOT_DIFFERENTIABLE, same="", stateful=True,
    shape=lambda states, names: [(string, (None,))],
)  # fmt: skip


def uninitialized(variables: list[Variable]) -> Tensor:
    """The names of those variables that have no value in the session, a vector of strings."""
    graph = get_default_graph()
    with graph.name_scope("report_uninitialized"), graph.control_dependencies(None):
        states = [is_variable_initialized(variable) for variable in variables]
        return create("NamesWhereFalse", states, names=tuple(v.op.name for v in variables))


@tf_export("train.Scaffold")
class Scaffold:
    """What a monitored session needs of a graph.

    Args:
        init_op, init_feed_dict, init_fn: give the variables values when there is no checkpoint; ``init_fn`` is called
            with the scaffold and the session.
        ready_op: the names of the variables that have no value: nobody may run the model before it is empty.
        ready_for_local_init_op: the same, before ``local_init_op`` runs.
        local_init_op, local_init_feed_dict: give the local variables values.
        summary_op: all summaries.
        saver: for checkpoints.
        copy_from_scaffold: another one, whose parts count where none is given.

    `finalize` makes what is not given.
    """

    def __init__(
        self, init_op: Operation | None = None, init_feed_dict: FeedDict | None = None,
        init_fn: Callable[[Scaffold, Session], Any] | None = None, ready_op: Tensor | None = None,
        ready_for_local_init_op: Tensor | None = None, local_init_op: Operation | None = None, summary_op: Any = None,
        saver: Saver | None = None, copy_from_scaffold: Scaffold | None = None,
        local_init_feed_dict: FeedDict | None = None,
    ) -> None:  # fmt: skip
        if copy_from_scaffold is not None and not isinstance(copy_from_scaffold, Scaffold):
            raise InvalidTypeError(f"copy_from_scaffold must be a Scaffold, but is {copy_from_scaffold!r}.")
        old = copy_from_scaffold

        def chosen(given: Any, part: str) -> Any:
            return getattr(old, part) if given is None and old is not None else given

        self._user_init_fn = chosen(init_fn, "_user_init_fn")
        self.init_op = chosen(init_op, "init_op")
        self.init_feed_dict = chosen(init_feed_dict, "init_feed_dict")
        self.ready_op = chosen(ready_op, "ready_op")
        self.ready_for_local_init_op = chosen(ready_for_local_init_op, "ready_for_local_init_op")
        self.local_init_op = chosen(local_init_op, "local_init_op")
        self.local_init_feed_dict = chosen(local_init_feed_dict, "local_init_feed_dict")
        self.summary_op = chosen(summary_op, "summary_op")
        self.saver: Saver | None = chosen(saver, "saver")

    @property
    def init_fn(self) -> Callable[[Session], Any] | None:
        """The function that prepares a session, called with the session only; None when none was given."""
        function = self._user_init_fn
        return None if function is None else lambda sess: function(self, sess)

    def finalize(self) -> Scaffold:
        """Make what was not given, or take it from the graph's collections (``init_op``, ``ready_op`` ...).

        Raises RuntimeError when a collection has several.
        """
        get = Scaffold.get_or_default
        if self.init_op is None:
            self.init_op = get("init_op", "init_op", global_variables_initializer)
        if self.ready_op is None:
            self.ready_op = get(
                "ready_op", "ready_op", lambda: uninitialized([*global_variables(), *local_variables()])
            )
        if self.ready_for_local_init_op is None:
            self.ready_for_local_init_op = get(
                "ready_for_local_init_op",
                "ready_for_local_init_op",
                lambda: uninitialized(global_variables()),
            )
        if self.local_init_op is None:
            self.local_init_op = get("local_init_op", "local_init_op", Scaffold.default_local_init_op)
        if self.summary_op is None:
            self.summary_op = get("summary_op", "summary_op", merge_all)
        if self.saver is None:
            self.saver = get("saver", SAVERS, lambda: Saver(sharded=True, allow_empty=True))
        return self

    @staticmethod
    def get_or_default(arg_name: str, collection_key: str, default_constructor: Callable[[], Any]) -> Any:
        """The only item of a collection of the default graph; when there is none, a new one, which joins it."""
        graph = get_default_graph()
        found = graph.get_collection(collection_key)
        if len(found) > 1:
            raise InvalidStateError(
                f"More than one item in the collection '{collection_key}'.\n"
                f"  Remedy: say which one, as tf.train.Scaffold({arg_name}=item)."
            )
        if found:
            return found[0]
        made = default_constructor()
        if made is not None:
            graph.add_to_collection(collection_key, made)
        return made

    @staticmethod
    def default_local_init_op() -> Operation:
        """One operation that gives local variables, and tables where there are some, their values."""
        return group(local_variables_initializer(), tables_initializer())

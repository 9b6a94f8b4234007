"""`make_template`: a function whose calls share the variables that it makes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.tf1.variables.scope import Getter, VariableScope, get_variable_scope, variable_scope


class Template:
    """What `make_template` gives: call it like the function."""

    def __init__(
        self, name: str, function: Callable[..., Any], unique_name: str | None, getter: Getter | None
    ) -> None:
        self._name, self._function = name, function
        self._unique_name, self._getter = unique_name, getter
        self._scope: VariableScope | None = None
        self._called = False

    def open_scope(self) -> None:
        """Make the variable scope now, not at the first call."""
        with variable_scope(
            self._unique_name, default_name=self._name, custom_getter=self._getter, auxiliary_name_scope=False
        ) as scope:
            self._scope = scope

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """What the function gives. From the second call on, it finds the variables of the first one."""
        if self._scope is None:
            self.open_scope()
        assert self._scope is not None
        reuse = True if self._called else None
        with variable_scope(self._scope, reuse=reuse):
            result = self._function(*args, **kwargs)
        self._called = True
        return result

    @property
    def name(self) -> str:
        """The name given to `make_template`."""
        return self._name

    @property
    def func(self) -> Callable[..., Any]:
        """The function itself."""
        return self._function

    @property
    def variable_scope(self) -> VariableScope | None:
        """The scope of its variables; None before the first call."""
        return self._scope

    @property
    def variable_scope_name(self) -> str | None:
        """The name of that scope."""
        return None if self._scope is None else self._scope.name

    @property
    def global_variables(self) -> list[Any]:
        """The global variables made in it."""
        return self._collected("variables")

    variables = global_variables

    @property
    def trainable_variables(self) -> list[Any]:
        """The trainable variables made in it."""
        return self._collected("trainable_variables")

    def _collected(self, key: str) -> list[Any]:
        return (
            []
            if self._scope is None
            else get_default_graph().root.get_collection(key, f"{self._scope.name}/")
        )


@tf_export("make_template")
def make_template(
    name_: str, func_: Callable[..., Any], create_scope_now_: bool = False, unique_name_: str | None = None,
    custom_getter_: Getter | None = None, **kwargs: Any,
) -> Template:  # fmt: skip
    """``func_`` with a variable scope of its own: each call of the result shares the variables that the first one made.

    Args:
        name_: of the scope; counted up when it is taken.
        func_: makes its variables with tf.get_variable.
        create_scope_now_: open the scope here, not at the first call.
        unique_name_: the exact name of the scope, which may then not be used twice in different ways.
        custom_getter_: as for tf.variable_scope.
        kwargs: arguments that ``func_`` always gets.

    Raises ValueError, at a later call, when ``func_`` makes a variable that the first call did not make.
    """
    if unique_name_ and get_variable_scope().name.endswith("/"):
        raise InvalidValueError(f"unique_name_ {unique_name_!r} needs a variable scope with a plain name.")
    template = Template(name_, partial(func_, **kwargs) if kwargs else func_, unique_name_, custom_getter_)
    if create_scope_now_:
        template.open_scope()
    return template

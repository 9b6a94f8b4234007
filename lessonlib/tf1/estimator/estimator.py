"""Estimator: a model_fn with checkpoints, that trains, measures and predicts. Each call builds a graph of its own."""

from __future__ import annotations

import copy
import inspect
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from lessonlib.graph import checkpoint
from lessonlib.graph.checkpoint import latest_checkpoint
from lessonlib.graph.create import as_tensor, convert_to_tensor
from lessonlib.graph.errors import InvalidValueError, OutOfRangeError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import Graph, get_default_graph
from lessonlib.graph.ops.state import group
from lessonlib.graph.session import Session
from lessonlib.graph.types import Array
from lessonlib.graph.variables import global_variables, global_variables_initializer
from lessonlib.tf1 import logging, metrics
from lessonlib.tf1.data.dataset import Dataset
from lessonlib.tf1.estimator.config import RunConfig
from lessonlib.tf1.estimator.export import write_export
from lessonlib.tf1.estimator.predictions import chosen, one_by_one
from lessonlib.tf1.estimator.recording import Recorder, write_values
from lessonlib.tf1.estimator.running import hooked
from lessonlib.tf1.estimator.specification import EstimatorSpec, ModeKeys
from lessonlib.tf1.train.saver import Saver
from lessonlib.tf1.train.step_counter import get_or_create_global_step
from lessonlib.tf1.variables.local import local_variables_initializer

InputFn = Callable[..., Any]
TABLES = "table_initializer"


@tf_export("estimator.Estimator")
class Estimator:
    """Trains, measures and predicts with a model that a function builds.

    Args:
        model_fn: called with ``features``, ``labels`` and, where it has these parameters, ``mode``, ``params`` and
            ``config``; returns an `EstimatorSpec`.
        model_dir: the folder of checkpoints and event files; that of ``config``, or a temporary one, when not said.
        config: a `RunConfig`.
        params: a dict of hyperparameters for the model_fn.
        warm_start_from: a checkpoint or a folder with one, from which variables of equal names start when model_dir
            has none.

    Raises ValueError when the model_fn lacks a parameter, or ``config`` names another folder.
    """

    def __init__(
        self, model_fn: Callable[..., EstimatorSpec], model_dir: str | None = None, config: RunConfig | None = None,
        params: Any = None, warm_start_from: str | None = None,
    ) -> None:  # fmt: skip
        self.check_model_fn(model_fn, params)
        if config is not None and not isinstance(config, RunConfig):
            raise InvalidValueError(f"config must be an instance of RunConfig, but is {config!r}.")
        own = config.model_dir if config is not None else None
        if own and model_dir and os.fspath(model_dir) != own:
            raise InvalidValueError(
                f"model_dir are set both in constructor and RunConfig, but with different values: {model_dir!r}, "
                f"{own!r}."
            )
        self.model_dir = os.fspath(model_dir or own or tempfile.mkdtemp())
        self.config = (config or RunConfig()).replace(model_dir=self.model_dir)
        self.model_fn, self._params, self._warm_start = model_fn, params, warm_start_from

    @staticmethod
    def check_model_fn(model_fn: Any, params: Any) -> None:
        """Raise ValueError unless the function has the parameters that are given to it."""
        if not callable(model_fn):
            raise InvalidValueError(
                f"model_fn must be provided to Estimator, a function, but is {model_fn!r}."
            )
        names = parameters_of(model_fn)
        if "features" not in names:
            raise InvalidValueError(f"model_fn must include features argument; it has: {', '.join(names)}.")
        if params is not None and "params" not in names:
            raise InvalidValueError(
                "model_fn does not include params argument, but params is passed to Estimator."
            )
        extra = [
            name for name in names if name not in ("features", "labels", "mode", "params", "config", "self")
        ]
        parameters = inspect.signature(model_fn).parameters
        if any(parameters[name].default is inspect.Parameter.empty for name in extra):
            raise InvalidValueError(f"model_fn has following not expected args: {extra}.")

    @property
    def params(self) -> Any:
        """A copy of the hyperparameters."""
        return copy.deepcopy(self._params)

    # ---- the three things that it does

    def train(
        self, input_fn: InputFn, hooks: Sequence[Any] | None = None, steps: int | None = None,
        max_steps: int | None = None, saving_listeners: Sequence[Any] | None = None,
    ) -> Estimator:  # fmt: skip
        """Make ``steps`` training steps more, or train until the global step is ``max_steps``, or the data end.

        ``input_fn`` (with ``mode``, ``params`` and ``config`` if it has these parameters) returns (features, labels) or
        a tf.data.Dataset of them. ``hooks`` are tf.train.SessionRunHooks, ``saving_listeners``
        CheckpointSaverListeners. Raises ValueError when both numbers are given, or one is not positive.
        """
        _check_steps(steps, max_steps)
        with self._graph() as graph:
            counter = get_or_create_global_step(graph)
            features, labels, starts = self._input(input_fn, ModeKeys.TRAIN)
            spec = self._spec(features, labels, ModeKeys.TRAIN)
            all_hooks = [*(hooks or ()), *(spec.training_chief_hooks or ()), *(spec.training_hooks or ())]
            recorder = Recorder(self.config, graph, spec, saving_listeners or ())
            with self._session(spec, starts, all_hooks) as session:
                first = int(session.run(counter))
                last = first + steps if steps is not None else max_steps
                if last is not None and first >= last:
                    logging.info("Skipping training since max_steps has already saved.")
                    return self
                recorder.begin(session, first)
                with hooked(session, all_hooks) as runs:
                    while not runs.stopped and (last is None or recorder.step < last):
                        try:
                            recorder.train(runs)
                        except OutOfRangeError:
                            break
                    recorder.end(session)
        return self

    def evaluate(
        self, input_fn: InputFn, steps: int | None = None, hooks: Sequence[Any] | None = None,
        checkpoint_path: str | None = None, name: str | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        """The measures of the model, its mean ``loss`` and the ``global_step``, over ``steps`` batches or all data.

        They are also written as summaries to ``eval`` (``eval_name``) in model_dir. ``checkpoint_path`` is the newest
        checkpoint when not said.
        """
        _check_steps(steps, None)
        with self._graph() as graph:
            step = get_or_create_global_step(graph)
            features, labels, starts = self._input(input_fn, ModeKeys.EVAL)
            spec = self._spec(features, labels, ModeKeys.EVAL)
            measures = dict(spec.eval_metric_ops or {})
            if "loss" in measures:
                raise InvalidValueError(
                    'Metric with name "loss" is not allowed, because Estimator adds it itself.'
                )
            measures["loss"] = metrics.mean(spec.loss)
            update = group(*[pair[1] for pair in measures.values()])
            all_hooks = [*(hooks or ()), *(spec.evaluation_hooks or ())]
            with self._session(spec, starts, all_hooks, checkpoint_path) as session:
                with hooked(session, all_hooks) as runs:
                    for _ in runs.until_end(update, steps):
                        pass
                fetches = {key: pair[0] for key, pair in measures.items()}
                values: dict[str, Any] = session.run({**fetches, "global_step": step})
        write_values(self.eval_dir(name), values)
        return values

    def predict(
        self, input_fn: InputFn, predict_keys: str | Sequence[str] | None = None, hooks: Sequence[Any] | None = None,
        checkpoint_path: str | None = None, yield_single_examples: bool = True,
    ) -> Iterator[Any]:  # fmt: skip
        """The predictions, row by row (or batch by batch) until the data end; labels are not looked at.

        ``predict_keys`` chooses among predictions with names. Without data that end, it goes on for ever.
        """
        with self._graph() as graph:
            get_or_create_global_step(graph)
            features, _, starts = self._input(input_fn, ModeKeys.PREDICT)
            spec = self._spec(features, None, ModeKeys.PREDICT)
            wanted = chosen(spec.predictions, predict_keys)
            all_hooks = [*(hooks or ()), *(spec.prediction_hooks or ())]
            session = self._session(spec, starts, all_hooks, checkpoint_path)
        try:
            with hooked(session, all_hooks) as runs:
                for values in runs.until_end(wanted):
                    yield from one_by_one(values) if yield_single_examples else [values]
        finally:
            session.close()

    def export_saved_model(
        self, export_dir_base: str, serving_input_receiver_fn: Callable[[], Any], assets_extra: Any = None,
        as_text: bool = False, checkpoint_path: str | None = None, experimental_mode: str = ModeKeys.PREDICT,
    ) -> bytes:  # fmt: skip
        """Write a saved model for serving into a new folder in ``export_dir_base``, and return its path.

        ``serving_input_receiver_fn`` returns a tf.estimator.export.ServingInputReceiver. The model's ``export_outputs``
        become its signatures. ``assets_extra`` must be None. Raises ValueError when the model has no such outputs, or
        there is no checkpoint.
        """
        refuse("Estimator.export_saved_model", "copy the files yourself.", assets_extra=assets_extra)
        path = checkpoint_path or self.latest_checkpoint()
        if path is None:
            raise InvalidValueError(f"Couldn't find trained model at {self.model_dir}.")
        with self._graph() as graph:
            get_or_create_global_step(graph)
            receiver = serving_input_receiver_fn()
            spec = self._spec(receiver.features, None, experimental_mode)
            if not spec.export_outputs:
                raise InvalidValueError(
                    "export_outputs must be defined in the EstimatorSpec of mode PREDICT."
                )
            with self._session(spec, [], [], path) as session:
                return write_export(session, export_dir_base, receiver.receiver_tensors, spec.export_outputs)

    def export_savedmodel(
        self, export_dir_base: str, serving_input_receiver_fn: Callable[[], Any], assets_extra: Any = None,
        as_text: bool = False, checkpoint_path: str | None = None, strip_default_attrs: bool = False,
    ) -> bytes:  # fmt: skip
        """The older name of `export_saved_model`."""
        return self.export_saved_model(
            export_dir_base, serving_input_receiver_fn, assets_extra, as_text, checkpoint_path
        )

    # ---- what it has learned

    def latest_checkpoint(self) -> str | None:
        """The path of the newest checkpoint, or None."""
        return latest_checkpoint(self.model_dir)

    def get_variable_names(self) -> list[str]:
        """The names of the variables in the newest checkpoint. Raises ValueError when there is none."""
        return sorted(self._values())

    def get_variable_value(self, name: str) -> Array:
        """The value of one variable in the newest checkpoint. Raises ValueError when there is none."""
        values = self._values()
        if name not in values:
            raise InvalidValueError(
                f"There is no variable {name!r}; the checkpoint has: {', '.join(sorted(values))}."
            )
        found: Array = values[name].numpy()
        return found

    def eval_dir(self, name: str | None = None) -> str:
        """Where the summaries of an evaluation are."""
        return os.path.join(self.model_dir, f"eval_{name}" if name else "eval")

    def _values(self) -> dict[str, Any]:
        newest = self.latest_checkpoint()
        if newest is None:
            raise InvalidValueError(f"Could not find trained model in model_dir: {self.model_dir}.")
        return checkpoint.read(newest)

    # ---- building

    def _graph(self) -> Any:
        graph = Graph()
        graph.seed = self.config.tf_random_seed
        return graph.as_default()

    def _input(self, input_fn: InputFn, mode: str) -> tuple[Any, Any, list[Any]]:
        """(features, labels, the operations to run at the start of a session)."""
        known = {"mode": mode, "params": self.params, "config": self.config}
        given = input_fn(**{name: known[name] for name in parameters_of(input_fn) if name in known})
        starts = []
        if isinstance(given, Dataset):
            iterator = given.make_initializable_iterator()
            starts.append(iterator.initializer)
            given = iterator.get_next()
        if isinstance(given, tuple):
            if len(given) != 2:
                raise InvalidValueError(
                    f"input_fn should return (features, labels) or features, but returned {len(given)} things."
                )
            features, labels = given
        else:
            features, labels = given, None
        return _tensors(features), _tensors(labels), starts

    def _spec(self, features: Any, labels: Any, mode: str) -> EstimatorSpec:
        names = parameters_of(self.model_fn)
        known = {"labels": labels, "mode": mode, "params": self.params, "config": self.config}
        if "labels" not in names and labels is not None:
            raise InvalidValueError("model_fn does not take labels, but input_fn returns labels.")
        spec = self.model_fn(features=features, **{name: known[name] for name in names if name in known})
        if not isinstance(spec, EstimatorSpec):
            raise InvalidValueError(f"model_fn should return an EstimatorSpec, but returned {spec!r}.")
        return spec

    def _session(
        self, spec: EstimatorSpec, starts: list[Any], hooks: Sequence[Any], path: str | None = None
    ) -> Session:
        """A session in which all variables have their values: those of the checkpoint, else the initial ones."""
        for hook in hooks:
            hook.begin()
        graph, scaffold = get_default_graph(), spec.scaffold
        saver = getattr(scaffold, "saver", None) or (Saver() if global_variables() else None)
        prepare = [
            getattr(scaffold, "init_op", None) or global_variables_initializer(),
            local_variables_initializer(),
            *graph.get_collection(TABLES),
        ]
        newest = path or self.latest_checkpoint()
        session = Session(graph=graph, config=self.config.session_config)
        session.run(prepare)
        if newest is not None and saver is not None:
            saver.restore(session, newest)
        else:
            self._start(session, scaffold)
        session.run(starts)
        return session

    def _start(self, session: Session, scaffold: Any) -> None:
        init_fn = getattr(scaffold, "init_fn", None)
        if init_fn is not None:
            _call_init_fn(init_fn, scaffold, session)
        if self._warm_start is not None:
            source = self._warm_start
            path = latest_checkpoint(source) if os.path.isdir(source) else source
            if path is None:
                raise InvalidValueError(f"warm_start_from: there is no checkpoint in {source}.")
            stored = checkpoint.read(path)
            common = [v for v in global_variables() if v.op.name in stored and v.op.name != "global_step"]
            Saver(common).restore(session, path)


def _call_init_fn(init_fn: Any, scaffold: Any, session: Session) -> None:
    """tf.train.Scaffold wraps the user's ``init_fn(scaffold, session)`` into a function of the session alone."""
    if len(parameters_of(init_fn)) == 1:
        init_fn(session)
    else:
        init_fn(scaffold, session)


def parameters_of(function: Any) -> list[str]:
    """The names of a function's parameters."""
    return list(inspect.signature(function).parameters)


def _check_steps(steps: int | None, max_steps: int | None) -> None:
    if steps is not None and max_steps is not None:
        raise InvalidValueError("Can not provide both steps and max_steps.")
    for name, value in (("steps", steps), ("max_steps", max_steps)):
        if value is not None and value <= 0:
            raise InvalidValueError(f"Must specify {name} > 0, given: {value}.")


def _tensors(value: Any) -> Any:
    """Arrays as tensors, in dicts too."""
    if value is None or as_tensor(value) is not None or hasattr(value, "dense_shape"):
        return value
    if isinstance(value, Mapping):
        return {name: _tensors(item) for name, item in value.items()}
    return convert_to_tensor(value)

"""RunConfig: where an estimator keeps its checkpoints, and how often it writes."""

from __future__ import annotations

from typing import Any

from lessonlib.graph.errors import InvalidValueError, refuse
from lessonlib.graph.export import tf_export

_USE_DEFAULT: Any = object()
DEFAULT_SECONDS = 600


@tf_export("estimator.RunConfig", "contrib.learn.RunConfig")
class RunConfig:
    """How an estimator runs.

    Args:
        model_dir: the folder of the checkpoints and event files.
        tf_random_seed: the seed of each graph.
        save_summary_steps: write summaries each so many steps; 0 or None for never.
        save_checkpoints_steps, save_checkpoints_secs: save each so many steps, or seconds (600); None for never.
        session_config: passed to tf.Session.
        keep_checkpoint_max: how many checkpoints stay.
        keep_checkpoint_every_n_hours: as for tf.train.Saver.
        log_step_count_steps: log the loss each so many steps.
        session_creation_timeout_secs, checkpoint_save_graph_def: taken for TensorFlow's sake.
        train_distribute, device_fn, protocol, eval_distribute, experimental_*: cannot be given: lessonlib runs in one
            process.

    Raises ValueError when both ways of saving are given, or a number is negative.
    """

    def __init__(
        self, model_dir: str | None = None, tf_random_seed: int | None = None, save_summary_steps: int | None = 100,
        save_checkpoints_steps: int | None = _USE_DEFAULT, save_checkpoints_secs: float | None = _USE_DEFAULT,
        session_config: Any = None, keep_checkpoint_max: int | None = 5,
        keep_checkpoint_every_n_hours: float = 10000, log_step_count_steps: int | None = 100,
        train_distribute: Any = None, device_fn: Any = None, protocol: Any = None, eval_distribute: Any = None,
        experimental_distribute: Any = None, experimental_max_worker_delay_secs: Any = None,
        session_creation_timeout_secs: float = 7200, checkpoint_save_graph_def: bool = True,
    ) -> None:  # fmt: skip
        refuse("tf.estimator.RunConfig", "leave it out: lessonlib runs in one process.",
               train_distribute=train_distribute, device_fn=device_fn, protocol=protocol,
               eval_distribute=eval_distribute,
               experimental_distribute=experimental_distribute,
               experimental_max_worker_delay_secs=experimental_max_worker_delay_secs)  # fmt: skip
        if not {save_checkpoints_steps, save_checkpoints_secs} & {_USE_DEFAULT, None}:
            raise InvalidValueError("Can not provide both save_checkpoints_steps and save_checkpoints_secs.")
        self.model_dir, self.tf_random_seed, self.session_config = model_dir, tf_random_seed, session_config
        self.save_summary_steps, self.log_step_count_steps = save_summary_steps, log_step_count_steps
        self.keep_checkpoint_max = keep_checkpoint_max
        self.keep_checkpoint_every_n_hours = keep_checkpoint_every_n_hours
        steps_given = save_checkpoints_steps is not _USE_DEFAULT and save_checkpoints_steps is not None
        self.save_checkpoints_steps = save_checkpoints_steps if steps_given else None
        default = None if save_checkpoints_steps is not _USE_DEFAULT else DEFAULT_SECONDS
        self.save_checkpoints_secs = (
            default if save_checkpoints_secs is _USE_DEFAULT else save_checkpoints_secs
        )
        for name in (
            "save_summary_steps",
            "save_checkpoints_steps",
            "keep_checkpoint_max",
            "log_step_count_steps",
        ):
            value = getattr(self, name)
            if value is not None and value < 0:
                raise InvalidValueError(f"{name} should be >= 0, but is {value}.")
        self.is_chief, self.master, self.task_id, self.task_type = True, "", 0, "worker"
        self.num_worker_replicas, self.num_ps_replicas = 1, 0

    def replace(self, **kwargs: Any) -> RunConfig:
        """A copy with other values. Raises ValueError for a name that cannot be replaced."""
        known = ("model_dir", "tf_random_seed", "save_summary_steps", "save_checkpoints_steps", "save_checkpoints_secs",
                 "session_config", "keep_checkpoint_max", "keep_checkpoint_every_n_hours",
                 "log_step_count_steps")  # fmt: skip
        unknown = [name for name in kwargs if name not in known]
        if unknown:
            raise InvalidValueError(
                f"Replacing {', '.join(unknown)} is not supported. Allowed: {', '.join(known)}."
            )
        values = {name: getattr(self, name) for name in known} | kwargs
        if kwargs.get("save_checkpoints_steps") is not None:
            values["save_checkpoints_secs"] = kwargs.get("save_checkpoints_secs")
        if kwargs.get("save_checkpoints_secs") is not None:
            values["save_checkpoints_steps"] = kwargs.get("save_checkpoints_steps")
        return RunConfig(**values)

"""Event files that the real TensorBoard reads."""

from __future__ import annotations

import os
import time
from typing import Any

from lessonlib.graph.errors import InvalidTypeError, InvalidValueError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import Graph
from lessonlib.graph.graph_def import to_graph_def


@tf_export("summary.FileWriter")
class FileWriter:
    """Writes an event file in ``logdir``, at once or with ``flush()``; TensorBoard shows it with ``--logdir``.

    Args:
        logdir: the folder; made when missing.
        graph: a graph to show, with its name scopes; or a GraphDef.
        max_queue: how many events may wait before they are written.
        flush_secs: how long events may wait before they are written, in seconds.
        graph_def: the older name of ``graph``.
        filename_suffix: behind the name of the file.
        session: must be None.
    """

    def __init__(
        self, logdir: str | os.PathLike[str], graph: Any = None, max_queue: int = 10, flush_secs: int = 120,
        graph_def: Any = None, filename_suffix: str | None = None, session: Any = None,
    ) -> None:  # fmt: skip
        refuse("tf.summary.FileWriter", "FileWriter(logdir, session.graph).", session=session)
        self._logdir = os.fspath(logdir)
        self._options = (max_queue, flush_secs, filename_suffix or "")
        self._writer: Any = None
        self.reopen()
        if graph is not None or graph_def is not None:
            self.add_graph(graph, graph_def=graph_def)

    def get_logdir(self) -> str:
        return self._logdir

    def add_summary(self, summary: Any, global_step: int | None = None) -> None:
        """Write a Summary, or the bytes that a run of a summary gave, as the point at ``global_step``."""
        from tensorboard.compat.proto.summary_pb2 import Summary

        if not isinstance(summary, (bytes, Summary)):
            raise InvalidTypeError(
                f"add_summary needs the bytes that session.run(summary) gives, but got {summary!r} of type "
                f"'{type(summary).__name__}'."
            )
        proto = summary if isinstance(summary, Summary) else Summary.FromString(summary)
        self._add(global_step, summary=proto)

    def add_graph(self, graph: Any, global_step: int | None = None, graph_def: Any = None) -> None:
        """Write a Graph or a GraphDef. Raises TypeError for anything else."""
        from tensorboard.compat.proto.graph_pb2 import GraphDef

        given = graph if graph is not None else graph_def
        proto = to_graph_def(given) if isinstance(given, Graph) else given
        if not isinstance(proto, GraphDef):
            raise InvalidTypeError(
                f"add_graph needs a tf.Graph or a GraphDef, but got {given!r} of type '{type(given).__name__}'."
            )
        self._add(global_step, graph_def=proto.SerializeToString())

    def add_meta_graph(self, meta_graph_def: Any, global_step: int | None = None) -> None:
        """Write a MetaGraphDef. Raises TypeError for anything else."""
        from tensorboard.compat.proto.meta_graph_pb2 import MetaGraphDef

        if not isinstance(meta_graph_def, MetaGraphDef):
            raise InvalidTypeError(
                f"add_meta_graph needs a MetaGraphDef, but got a '{type(meta_graph_def).__name__}'.\n"
                "  Remedy: add_graph(session.graph) shows the graph."
            )
        self._add(global_step, meta_graph_def=meta_graph_def.SerializeToString())

    def add_run_metadata(self, run_metadata: Any, tag: str, global_step: int | None = None) -> None:
        """Write what a run with RunOptions has recorded. Raises ValueError when ``tag`` was used before."""
        from tensorboard.compat.proto.event_pb2 import TaggedRunMetadata

        if tag in self._tags:
            raise InvalidValueError(f"The provided tag was already used for this event type: '{tag}'.")
        self._tags.add(tag)
        tagged = TaggedRunMetadata(tag=tag, run_metadata=run_metadata.SerializeToString())
        self._add(global_step, tagged_run_metadata=tagged)

    def add_session_log(self, session_log: Any, global_step: int | None = None) -> None:
        """Write a SessionLog: that a session has started, stopped or saved a checkpoint."""
        self._add(global_step, session_log=session_log)

    def add_event(self, event: Any) -> None:
        """Write an Event as it is."""
        self._writer.add_event(event)

    def _add(self, global_step: int | None, **content: Any) -> None:
        from tensorboard.compat.proto.event_pb2 import Event

        self.add_event(Event(wall_time=time.time(), step=int(global_step or 0), **content))

    def flush(self) -> None:
        """Write all events that wait."""
        self._writer.flush()

    def close(self) -> None:
        """Write all events that wait, and close the file. Events that are added later begin a new one."""
        self._writer.close()

    def reopen(self) -> None:
        """Begin a new event file in the same folder, after ``close()``."""
        from tensorboard.summary.writer.event_file_writer import EventFileWriter

        os.makedirs(self._logdir, exist_ok=True)
        if self._writer is not None:
            self._writer.close()
        self._writer = EventFileWriter(self._logdir, *self._options)
        self._tags: set[str] = set()

    def __enter__(self) -> FileWriter:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

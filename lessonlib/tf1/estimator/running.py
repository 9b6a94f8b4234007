"""The loop that runs a graph with hooks: objects with the methods of tf.train.SessionRunHook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from lessonlib.graph.errors import OutOfRangeError
from lessonlib.graph.session import Session
from lessonlib.graph.types import FeedDict, Fetches
from lessonlib.tf1.train.coordinator import Coordinator
from lessonlib.tf1.train.queue_runner import start_queue_runners


@dataclass(frozen=True)
class RunArgs:
    """What a run computes besides a hook's own fetches."""

    fetches: Any
    feed_dict: FeedDict | None = None
    options: Any = None


@dataclass(frozen=True)
class RunValues:
    """What a hook gets of a run: the values of what it asked for."""

    results: Any
    options: Any = None
    run_metadata: Any = None


@dataclass
class RunContext:
    """What a hook may look at and do: the session, what the run computes, and an end of all runs."""

    original_args: RunArgs
    session: Session
    stop_requested: bool = False

    def request_stop(self) -> None:
        """Make this run the last one."""
        self.stop_requested = True


@dataclass
class HookedRuns:
    """Runs of one session, around each of which the hooks are called."""

    session: Session
    hooks: Sequence[Any]
    stopped: bool = field(default=False)

    def run(self, fetches: Fetches) -> Any:
        """One run. A hook may add fetches and feeds, and may ask for an end."""
        context = RunContext(RunArgs(fetches), self.session)
        wanted = [hook.before_run(context) for hook in self.hooks]
        feeds: dict[Any, Any] = {}
        for args in wanted:
            if args is not None:
                feeds.update(args.feed_dict or {})
        asked = {
            str(i): args.fetches
            for i, args in enumerate(wanted)
            if args is not None and args.fetches is not None
        }
        values = self.session.run({"own": fetches, "hooks": asked}, feeds or None)
        for i, hook in enumerate(self.hooks):
            hook.after_run(context, RunValues(values["hooks"].get(str(i))))
        self.stopped = self.stopped or context.stop_requested
        return values["own"]

    def until_end(self, fetches: Fetches, count: int | None = None) -> Iterator[Any]:
        """The values of ``count`` runs, or of as many as the data give, or until a hook asks for an end."""
        done = 0
        while not self.stopped and (count is None or done < count):
            try:
                value = self.run(fetches)
            except OutOfRangeError:
                return
            done += 1
            yield value


@contextmanager
def hooked(session: Session, hooks: Sequence[Any]) -> Iterator[HookedRuns]:
    """Tell the hooks of the session's start and, unless there was an error, of its end. Queues are filled meanwhile."""
    with _filled_queues(session):
        for hook in hooks:
            hook.after_create_session(session, None)
        yield HookedRuns(session, hooks)
        for hook in hooks:
            hook.end(session)


@contextmanager
def _filled_queues(session: Session) -> Iterator[None]:
    if not session.graph.get_collection("queue_runners"):
        yield
        return
    coordinator = Coordinator()
    threads = start_queue_runners(session, coordinator)
    try:
        yield
    finally:
        coordinator.request_stop()
        coordinator.join(threads)

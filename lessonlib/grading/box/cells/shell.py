"""An IPython shell that runs a notebook's cells without a kernel around it, and records their outputs."""

from __future__ import annotations

import builtins
import ctypes
import fcntl
import inspect
import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from types import TracebackType
from typing import Any, NoReturn

from IPython.core import page
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.profiledir import ProfileDir
from traitlets.config import Config

from lessonlib.grading.box.cells.recorder import MOST_TEXT, Recorder

_CONFIG = Config(
    {
        "HistoryManager": {"enabled": False, "hist_file": ":memory:"},  # else it starts a thread
        "Completer": {"use_jedi": False},
    }
)


_libc = ctypes.CDLL(None)
_MOST_FRAMES = 15  # of a traceback, at its beginning and at its end
_MOST_CAUSES = 10  # errors that led to one another


class _Display(DisplayPublisher):
    shell: NotebookShell

    def publish(
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        source: object = None,
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        self._validate_data(data, metadata)
        recorder, display_id = self.shell.recorder, str((transient or {}).get("display_id", ""))
        (recorder.update if update else recorder.display)(data, metadata or {}, display_id)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.recorder.clear(wait)


class _Result(DisplayHook):
    shell: NotebookShell

    def write_output_prompt(self) -> None:
        """The number of the result is a field of its output."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        self.shell.recorder.result(self.prompt_count, format_dict, md_dict or {})

    def finish_displayhook(self) -> None:
        self._is_active = False


class _Main:
    """In the place of the module `__main__`, whose namespace could not be exchanged. Python itself would go past what
    a namespace does when it is read or written.
    """

    def __init__(self, names: dict[str, Any]) -> None:
        object.__setattr__(self, "__dict__", names)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__[name]
        except (KeyError, NameError):
            raise AttributeError(f"module '__main__' has no attribute '{name}'") from None

    def __setattr__(self, name: str, value: Any) -> None:
        self.__dict__[name] = value

    def __delattr__(self, name: str) -> None:
        try:
            del self.__dict__[name]
        except (KeyError, NameError):
            raise AttributeError(name) from None


class NotebookShell(InteractiveShell):
    """Runs cells as a notebook's kernel does. `recorder` has the outputs of the one that runs."""

    def __init__(self, **settings: Any) -> None:
        self.recorder = Recorder()
        folder = tempfile.mkdtemp(prefix="lessonlib-ipython-")
        try:
            super().__init__(
                config=_CONFIG,
                ipython_dir=folder,
                profile_dir=ProfileDir(location=folder),
                display_pub_class=_Display,
                displayhook_class=_Result,
                **settings,
            )
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        self.enable_matplotlib("inline")

    def init_sys_modules(self) -> None:
        """`take_over` does it, in the process that runs the cells."""

    def take_over(self) -> None:
        """Make this process the notebook's: `__main__`, the standard streams, `input`."""
        sys.modules["__main__"] = self.user_module
        sys.argv = [""]
        self.native = Native()
        sys.stdout = _Stream(self.recorder, "stdout", 1)
        sys.stderr = _Stream(self.recorder, "stderr", 2)
        builtins.input = _no_input

    def use_names(self, names: dict[str, Any]) -> None:
        """Run the next cells in this namespace."""
        self.user_module = _Main(names)
        self.user_ns = names
        sys.modules["__main__"] = self.user_module

    def init_hooks(self) -> None:
        super().init_hooks()
        self.set_hook("show_in_pager", page.as_hook(page.display_page), 99)

    def enable_gui(self, gui: str | None = None) -> None:
        """No window is ever opened; figures come as pictures."""

    def ask_exit(self) -> None:
        print("exit() and quit() do nothing while a notebook is graded.")

    def system(self, cmd: str) -> None:
        """Run `!cmd`, and print what it prints."""
        done = subprocess.run(self.var_expand(cmd, depth=1), shell=True, stdin=subprocess.DEVNULL)
        self.print_native()
        self.user_ns["_exit_code"] = done.returncode

    def forget_outputs(self) -> None:
        """In a fork: record apart from the process that it came from."""
        self.recorder.start()
        try:
            self.native = Native()
        except OSError:  # the learner's disk is full
            self.native = Native(os.devnull)

    def print_native(self) -> None:
        """Record what has been written past Python so far."""
        for stream in (sys.__stdout__, sys.__stderr__):
            with suppress(AttributeError, ValueError, OSError):  # None, or closed by the learner
                stream.flush()  # type: ignore[union-attr]
        self.recorder.stream("stdout", self.native.take())

    def _get_exc_info(self, exc_tuple: Any = None) -> Any:
        found = super()._get_exc_info(exc_tuple)
        error: BaseException | None = found[1]
        for _ in range(_MOST_CAUSES):
            if error is not None:
                _cut_frames(_frames(error.__traceback__))
                error = error.__cause__ or error.__context__
        return found

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        try:
            message = str.__str__(str(evalue))
        except Exception:  # the learner's own __str__
            message = "(its message cannot be shown)"
        self.recorder.error(etype.__name__, message, [str(line) for line in stb])


def _frames(traceback: TracebackType | None) -> Iterator[TracebackType]:
    while traceback is not None:
        yield traceback
        traceback = traceback.tb_next


def _cut_frames(traceback: Iterable[TracebackType]) -> None:
    """Make a traceback that IPython can show in little time.

    It looks for the module of each frame among the files of all modules, 10 ms each; and an endless recursion
    has 1,000 frames.
    """
    frames = list(traceback)
    for frame in frames:
        if frame.tb_frame.f_globals.get("__name__") == "__main__":
            inspect.modulesbyfile[os.path.abspath(frame.tb_frame.f_code.co_filename)] = "__main__"
    if len(frames) > 2 * _MOST_FRAMES:
        frames[_MOST_FRAMES - 1].tb_next = frames[-_MOST_FRAMES]


def _no_input(prompt: object = "") -> NoReturn:
    raise StdinNotImplementedError(
        "input() has nobody to ask while a notebook is graded. Write the value in the cell instead."
    )


class _Stream(io.TextIOBase):
    """sys.stdout and sys.stderr of the cells: each write is recorded at once, in order with displays."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, recorder: Recorder, name: str, descriptor: int) -> None:
        self.name = name
        self._recorder, self._descriptor = recorder, descriptor

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._recorder.stream(self.name, str.__str__(text))
        return len(text)

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def close(self) -> None:
        """It stays open, for the next cell."""


class Native:
    """Takes what is written to descriptors 1 and 2 past Python: by libraries in C, and by child processes."""

    def __init__(self, name: str = "") -> None:
        # As long as the process: a nameless file, or the one that is named.
        self._file = open(name, "w+b", buffering=0) if name else tempfile.TemporaryFile(buffering=0)  # noqa: SIM115
        fcntl.fcntl(self._file, fcntl.F_SETFL, os.O_APPEND)
        for descriptor in (1, 2):
            os.dup2(self._file.fileno(), descriptor)

    def take(self) -> str:
        _libc.fflush(None)  # what C's printf still holds
        text = os.pread(self._file.fileno(), MOST_TEXT, 0).decode("utf-8", "replace")
        if text:
            os.ftruncate(self._file.fileno(), 0)
        return text

"""Running a function in a box, and having its result."""

from __future__ import annotations

import signal

from lessonlib.grading.box.limits import Box
from lessonlib.grading.box.process.client import Zygote
from lessonlib.grading.box.process.remote_call import RemoteCall

SOURCE = """
import os, time
def double(x): return [x, x]
def fail(): raise ValueError("no such thing")
def end(): os._exit(3)
def sleep(): time.sleep(60)
"""


def test_the_result_comes_back(zygote: Zygote) -> None:
    result, ending = RemoteCall(zygote, Box(), SOURCE, "double", x={"a": [1, None]}).finish()
    assert result == [{"a": [1, None]}, {"a": [1, None]}]
    assert ending.exit_code == 0 or ending.signal == signal.SIGKILL


def test_an_error_is_its_text(zygote: Zygote) -> None:
    result, _ = RemoteCall(zygote, Box(), SOURCE, "fail").finish()
    assert result == {"error": "ValueError: no such thing"}


def test_one_that_ends_its_process_has_no_result(zygote: Zygote) -> None:
    call = RemoteCall(zygote, Box(), SOURCE, "end")
    result, ending = call.finish()
    assert (result, ending.exit_code) == (None, 3)
    assert call.all_gone


def test_one_that_takes_too_long_is_killed(zygote: Zygote) -> None:
    result, ending = RemoteCall(zygote, Box(), SOURCE, "sleep").finish(timeout=0.5)
    assert (result, ending.signal) == (None, signal.SIGKILL)

"""The set-up of this machine from the lessons' point of view: versions, device, data."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import sys
from collections.abc import Iterator
from typing import NamedTuple

import torch

from lessonlib.data.catalogue import FETCHED
from lessonlib.data.store import FetchedSet
from lessonlib.serving.errors import ServingError
from lessonlib.serving.service import expect_extra
from lessonlib.start.page import Page
from lessonlib.training.devices import choose_device

_SHOWN = ("torch", "numpy", "keras", "scikit-learn", "tensorboard", "jupyterlab", "nbgrader")
_OK, _NOTE, _MISSING = "ok", "note", "**missing**"


class Row(NamedTuple):
    """What was looked at, what was found, its state, and a remark."""

    what: str
    found: str
    state: str = _OK
    remark: str = ""


def check_setup() -> Page:
    """Look at this machine: Python, the libraries, the device to compute on, and the data sets that are present.

    Runs a small computation on the device; reads no data set and uses no network. A row marked "missing" names
    something that must be fixed and says how; a row marked "note" says how it changes a lesson.
    """
    rows = [_python(), *_libraries(), *_service(), _device(), *map(_data, FETCHED.values())]
    if os.environ.get("LESSONLIB_FAST"):
        rows.append(Row("`LESSONLIB_FAST`", "set", _NOTE, "chapters train for a shorter time"))
    missing = [row.what for row in rows if row.state == _MISSING]
    summary = (
        f"**Not ready.** Look at: {', '.join(missing)}." if missing else "**Ready.** All lessons run here."
    )
    return Page(summary, ("what", "found", "state", "remark"), rows)


def _python() -> Row:
    return Row("Python", platform.python_version(), _OK, f"{platform.system()}, `{sys.executable}`")


def _libraries() -> Iterator[Row]:
    """The versions of the libraries that the lessons name, and those that are required but not installed."""
    for name in _required():
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            yield Row(name, "not installed", _MISSING, "run `make install`, or `pip install lessonlib` again")
        else:
            if name in _SHOWN:
                yield Row(name, version)


def _required() -> list[str]:
    """The libraries that lessonlib requires, those with a row of their own first."""
    lines = importlib.metadata.requires("lessonlib") or []
    names = [re.split(r"[^\w.-]", line)[0] for line in lines if "extra ==" not in line]
    return [*_SHOWN, *(name for name in names if name not in _SHOWN)]


def _service() -> Iterator[Row]:
    """A row that is there when a lesson could not start the service of a model."""
    try:
        expect_extra()
    except ServingError as error:
        yield Row("the extra `serve`", "not installed", _NOTE, f"it serves a model. {error}")


def _device() -> Row:
    device = choose_device()
    if device.type == "cpu":
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        return Row("device", f"CPU, {cores} cores", _OK, "enough for every lesson")
    card = torch.cuda.get_device_properties(device)
    found = f"{card.name}, {card.total_memory / 2**30:.0f} GiB"
    try:
        torch.ones(64, 64, device=device).square().sum().item()
    except RuntimeError as error:
        remark = f"PyTorch sees it and cannot compute on it: {str(error).splitlines()[0]}"
        return Row("device", found, _MISSING, remark)
    return Row("device", found, _OK, f"CUDA {torch.version.cuda}; lessons with images train faster on it")


def _data(published: FetchedSet) -> Row:
    folder = published.find()
    if folder:
        return Row(published.title, f"{published.rows:,} rows", _OK, f"in `{folder}`")
    remark = f"something smaller stands in; with a network, `lessonlib data fetch {published.name}` gets it"
    return Row(published.title, "not here", _NOTE, remark)

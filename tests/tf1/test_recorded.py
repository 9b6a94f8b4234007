"""Each call of ``recorded/calls`` gives what TensorFlow gave: ``recorded/answers``, made by ``make tf1-record``."""

import json
import runpy
from pathlib import Path

import numpy as np
import pytest

import lessonlib.tf1 as tf

HERE = Path(__file__).parent / "recorded"
EVALUATE = runpy.run_path(str(HERE / "evaluate.py"))
FILES = {file.stem: runpy.run_path(str(file)) for file in sorted((HERE / "calls").glob("*.py"))}
ANSWERS = {name: json.loads((HERE / "answers" / f"{name}.json").read_text("utf-8")) for name in FILES}


def different(name):
    return FILES[name].get("DIFFERENT", {})


def compare(ours, theirs):
    if isinstance(theirs, list):
        assert isinstance(ours, list)
        assert len(ours) == len(theirs)
        for one, other in zip(ours, theirs, strict=True):
            compare(one, other)
    elif isinstance(theirs, dict) and "values" in theirs:
        assert isinstance(ours, dict), ours
        assert (ours["dtype"], ours["shape"]) == (theirs["dtype"], theirs["shape"])
        if theirs["dtype"] in ("string", "bool"):
            assert ours["values"] == theirs["values"]
        else:
            np.testing.assert_allclose(ours["values"], theirs["values"], rtol=1e-4, atol=1e-5)
    elif isinstance(theirs, dict):
        assert list(ours) == list(theirs)
        for key, value in theirs.items():
            compare(ours[key], value)
    else:
        assert ours == theirs


@pytest.mark.parametrize(
    ("name", "title"), [(name, title) for name in FILES for title in FILES[name]["CALLS"]]
)
def test_the_answer_is_tensorflows(name, title):
    call, answer = FILES[name]["CALLS"][title], ANSWERS[name][title]
    if title in different(name):
        with pytest.raises(AssertionError):  # what is listed as different, and is not, must leave the list
            agrees(call, answer)
    else:
        agrees(call, answer)


@pytest.mark.cuda
def test_all_answers_are_tensorflows_on_a_gpu_too():
    """A session takes CUDA where it is there, so that the tests above ran there, too; `make gpu` runs this one."""
    wrong = {}
    for name, calls in FILES.items():
        for title, call in calls["CALLS"].items():
            if title not in different(name):
                try:
                    agrees(call, ANSWERS[name][title])
                except AssertionError as error:
                    wrong[f"{name}: {title}"] = str(error)
    assert wrong == {}


def agrees(call, answer):
    if isinstance(answer, str) and answer.startswith("raises "):
        assert answer.removeprefix("raises ") in EVALUATE["raised_by"](tf, call)
    else:
        compare(EVALUATE["evaluate"](tf, call), answer)


@pytest.mark.parametrize("name", FILES)
def test_each_call_was_recorded(name):
    assert list(ANSWERS[name]) == list(FILES[name]["CALLS"])
    assert set(different(name)) <= set(ANSWERS[name])

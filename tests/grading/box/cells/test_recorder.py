"""Outputs as a notebook stores them, and where they are cut."""

from __future__ import annotations

import threading

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from lessonlib.grading.box.cells.recorder import MOST_DATA, MOST_OUTPUTS, MOST_TEXT, Recorder


@pytest.fixture
def recorder():
    return Recorder()


def test_outputs_are_what_nbformat_wants(recorder):
    recorder.stream("stdout", "a")
    recorder.stream("stdout", "b\n")
    recorder.stream("stderr", "c")
    recorder.display({"text/plain": "x", "image/png": b"\x89PNG", "application/json": {"a": [1, object]}}, {})
    recorder.result(3, {"text/plain": "42"}, {"isolated": True})
    recorder.error("ValueError", "no", ["line 1", "line 2"])
    outputs = recorder.take()
    cell = new_code_cell("", outputs=[nbformat.from_dict(output) for output in outputs])
    nbformat.validate(new_notebook(cells=[cell]))
    assert [output["output_type"] for output in outputs] == [
        *("stream", "stream", "display_data", "execute_result", "error")
    ]
    assert outputs[0]["text"] == "ab\n"
    assert outputs[2]["data"]["image/png"] == "iVBORw=="
    assert outputs[2]["data"].keys() == {"text/plain", "image/png"}
    assert recorder.take() == []


def test_a_flood_of_text_is_cut_once(recorder):
    for _ in range(100):
        recorder.stream("stdout", "x" * 10_000)
        recorder.stream("stderr", "y")
    text = "".join(output["text"] for output in recorder.take())
    assert MOST_TEXT < len(text) < MOST_TEXT + 200
    assert text.count("The output was cut here") == 1


def test_a_flood_of_displays_is_cut(recorder):
    for _ in range(2 * MOST_OUTPUTS):
        recorder.display({"text/html": "x" * (MOST_DATA // 10)}, {})
    outputs = recorder.take()
    assert len(outputs) == MOST_OUTPUTS
    assert (
        sum(len(text) for output in outputs for text in output["data"].values())
        < MOST_DATA + 50 * MOST_OUTPUTS
    )


def test_a_huge_error_keeps_its_beginning_and_its_end(recorder):
    recorder.error("E" * 10**6, "m" * 10**6, [f"line {n}" for n in range(10**5)])
    (output,) = recorder.take()
    assert output["traceback"][0] == "line 0"
    assert output["traceback"][-1] == "line 99999"
    assert "[... cut ...]" in output["traceback"]
    assert len(str(output)) < 150_000


def test_updates_of_a_display_are_cut_as_well(recorder):
    recorder.display({"text/plain": "1"}, {}, "bar")
    for _ in range(3):
        recorder.update({"text/html": "x" * (MOST_DATA // 2 + 1)}, {}, "bar")
    assert "too large" in recorder.take()[0]["data"]["text/plain"]


@pytest.mark.parametrize("data", [{"application/x": lambda: None}, {"text/html": object()}, {5: 5}, {}])
@pytest.mark.parametrize("metadata", [{}, [], {"image/png": object()}])
def test_a_display_that_cannot_be_shown_costs_nothing(recorder, data, metadata):
    recorder.display(data, metadata)
    recorder.result(-(10**400), data, metadata)
    for output in recorder.take():
        assert output["data"].keys() == {"text/plain"}
        assert output.get("execution_count", 0) == 0


def test_a_display_is_updated_in_place(recorder):
    recorder.display({"text/plain": "1"}, {}, "bar")
    recorder.display({"text/plain": "other"}, {})
    recorder.update({"text/plain": "2"}, {}, "bar")
    assert [output["data"]["text/plain"] for output in recorder.take()] == ["2", "other"]


def test_clearing_now_and_with_the_next_output(recorder):
    recorder.stream("stdout", "1")
    recorder.clear(wait=False)
    recorder.stream("stdout", "2")
    recorder.clear(wait=True)
    assert recorder._outputs
    recorder.stream("stdout", "3")
    assert [output["text"] for output in recorder.take()] == ["3"]


def test_threads_may_write(recorder):
    threads = [
        threading.Thread(target=lambda: [recorder.stream("stdout", "ab") for _ in range(500)]) for _ in "1234"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "".join(output["text"] for output in recorder.take()) == "ab" * 2000

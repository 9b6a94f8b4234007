"""Displays made anew: nothing stays but text, pictures and their sizes."""

from __future__ import annotations

import base64

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from lessonlib.grading.box.cells.bundle import MOST_PIXELS, execution_count, rebuilt

PNG = "iVBORw0KGgo="
EVERY_KIND = {
    "text/plain": "a",
    "text/html": "<b>a</b>",
    "text/markdown": "*a*",
    "text/latex": "$a$",
    "image/svg+xml": "<svg/>",
    "image/png": PNG,
    "image/jpeg": "/9j/",
    "image/gif": "R0lG",
}
UNSEEN = [
    "application/javascript",
    "application/json",
    "application/pdf",
    "application/geo+json",
    "application/vnd.jupyter.widget-view+json",
    "application/vnd.jupyter.widget-state+json",
    "application/vnd.plotly.v1+json",
    "application/vnd.vegalite.v5+json",
    "text/vnd.mermaid",
    "text/javascript",
    "text/x-anything",
    "image/webp",
    "video/mp4",
    "",
]


def test_every_kind_that_is_shown_stays():
    assert rebuilt(EVERY_KIND, {}) == {"data": EVERY_KIND, "metadata": {}}


@pytest.mark.parametrize("kind", UNSEEN)
@pytest.mark.parametrize("value", ["alert(1)", {"model_id": 1}, [1], None, 5])
def test_other_kinds_go_and_text_stays(kind, value):
    assert rebuilt({kind: value, "text/plain": "a"}, {})["data"] == {"text/plain": "a"}
    (only,) = rebuilt({kind: value}, {})["data"].items()
    assert only[0] == "text/plain"
    assert "not shown" in only[1]


@pytest.mark.parametrize("data", [None, 5, "text/html", [("text/html", "a")], {}, {5: "a"}, {("a",): 1}])
def test_whatever_is_given_something_can_be_written(data):
    made = rebuilt(data, data)
    assert made["metadata"] == {}
    cell = new_code_cell("", outputs=[new_output("display_data", **made)])
    nbformat.validate(new_notebook(cells=[cell]))


def test_lines_are_joined_and_bytes_are_packed():
    data = rebuilt({"text/plain": ["a\n", "b"], "image/png": b"\x89PNG", "text/html": b"<b>\xff"}, {})["data"]
    assert data == {
        "text/plain": "a\nb",
        "image/png": "iVBORw==",
        "text/html": "<b>\N{REPLACEMENT CHARACTER}",
    }


@pytest.mark.parametrize(
    "value", ['"><script>', "x' onerror='", "\u00e9", "=AAA", "a b c!", ["a", 1], "A==="]
)
def test_a_picture_is_base64_or_gone(value):
    assert rebuilt({"image/png": value, "text/plain": "a"}, {})["data"] == {"text/plain": "a"}


def test_line_breaks_in_a_picture_go():
    packed = base64.encodebytes(bytes(range(256))).decode()
    assert rebuilt({"image/png": packed}, {})["data"]["image/png"] == packed.replace("\n", "")


@pytest.mark.parametrize("of_type", [True, False])
def test_of_metadata_only_whole_sizes_of_pictures_stay(of_type):
    given = {
        "width": 300,
        "height": MOST_PIXELS,
        "alt": "x",
        "unconfined": True,
        "filenames": {"image/png": "//evil"},
    }
    metadata = {"image/png": given} if of_type else given
    made = rebuilt({"image/png": PNG, "text/html": "a"}, {**metadata, "text/html": {"isolated": True}})
    assert made["metadata"] == {"image/png": {"width": 300, "height": MOST_PIXELS}}


@pytest.mark.parametrize(
    "width",
    ["1 onerror=x()", "300", 0, -1, 1.5, True, MOST_PIXELS + 1, 10**400, None, [1], {"a": 1}, float("nan")],
)
def test_other_sizes_go(width):
    assert rebuilt({"image/png": PNG}, {"image/png": {"width": width}})["metadata"] == {}
    assert rebuilt({"image/png": PNG}, {"width": width})["metadata"] == {}


@pytest.mark.parametrize("metadata", [None, [], "width", 5, {"image/png": "width"}, {"image/png": [300]}])
def test_metadata_of_other_kinds_go(metadata):
    assert rebuilt({"image/png": PNG}, metadata)["metadata"] == {}


@pytest.mark.parametrize(
    ("value", "kept"),
    [(0, 0), (7, 7), (2**31 - 1, 2**31 - 1), (-1, 0), (10**400, 0), (True, 0), (None, 0), ("7", 0), (1.0, 0)],
)
def test_the_number_of_a_run_can_be_written(value, kept):
    assert execution_count(value) == kept

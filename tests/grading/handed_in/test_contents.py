"""Reading notebook files that may be anything."""

from __future__ import annotations

import json

import pytest

from lessonlib.grading.handed_in.contents import MAX_CELLS, MAX_NOTEBOOK_MB, Malformed, read_contents

CODE = {"cell_type": "code", "metadata": {}, "source": "x = 1", "outputs": [], "execution_count": None}


def notebook(*cells, **changes):
    return json.dumps(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells)} | changes
    ).encode()


def deep(depth):
    return b"[" * depth + b"]" * depth


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", r"the file is empty"),
        (b"   \n", r"the file is empty"),
        (b"this is no notebook", r"it is not JSON: Expecting value"),
        (b"\xb0\xa1{", r"not JSON text in UTF-8"),
        (b"\x89PNG\r\n\x1a\n", r"it is a picture, not a notebook"),
        (b"\xff\xd8\xff\xe0", r"it is a picture, not a notebook"),
        (b"%PDF-1.7", r"it is a PDF, not a notebook"),
        (b"PK\x03\x04", r"it is an archive or a document of a word processor, not a notebook"),
        (b"\xef\xbb\xbf\n <!DOCTYPE html>", r"it is a web page, not a notebook"),
        (b"<HTML>", r"it is a web page, not a notebook"),
        (b'{"cells": [', r"it is not JSON"),
        (b"[]", r"it is JSON, but not a notebook"),
        (deep(100_000), r"nested too deep"),
        (b"[" + b"{},[]," * 1_100_000 + b"1]", r"too many parts"),
        (notebook(nbformat=99), r"its notebook format is 99; .* is 4"),
        (notebook(nbformat=None), r"its notebook format is None"),
        (notebook(nbformat=3, worksheets=7), r"breaks the notebook format 3"),
        (notebook(cells={}), r"no list of cells"),
        (notebook(CODE, 5), r"cell 2 is not a code"),
        (notebook(CODE, "x = 1"), r"cell 2 is not a code"),
        (notebook(CODE | {"source": 7}), r"text of cell 1 is not text"),
        (notebook(CODE | {"source": ["x", 7]}), r"text of cell 1 is not text"),
        (
            notebook(CODE | {"source": "x" * 1_000_001}),
            r"cell 1 has 1,000,001 characters; 1,000,000 is the most",
        ),
        (notebook(*[CODE] * (MAX_CELLS + 1)), r"it has 2,001 cells; 2,000 is the most"),
        (b" " * (MAX_NOTEBOOK_MB * 1_000_000 + 1), r"larger than 50 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_notebook_is_refused_with_a_reason_and_a_step(data, reason):
    with pytest.raises(Malformed, match=reason) as refused:
        read_contents(data)
    assert refused.value.step.endswith(".")
    assert len(refused.value.reason) < 200


@pytest.mark.parametrize(
    ("encode", "note"),
    [
        (lambda text: text.encode(), None),
        (lambda text: b"\xef\xbb\xbf" + text.encode(), None),
        (lambda text: text.replace("\n", "\r\n").encode(), None),
        (lambda text: text.encode("utf-16"), "UTF-16"),
    ],
)
def test_files_of_other_systems_are_read(encode, note):
    text = json.dumps(json.loads(notebook(CODE | {"source": ["x = 1\r\n", "y = 'ü'\r"]})), indent=1)
    contents = read_contents(encode(text))
    assert contents.cells[0].source == "x = 1\ny = 'ü'\n"
    assert bool(contents.notes) is (note is not None)
    assert note is None or note in contents.notes[0]


def test_format_3_is_converted():
    cell = {"cell_type": "code", "input": "x = 1", "metadata": {}, "outputs": [], "language": "python"}
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {},
        "worksheets": [{"cells": [cell], "metadata": {}}],
    }
    contents = read_contents(json.dumps(old).encode())
    assert contents.cells[0].source == "x = 1"
    assert "format 3" in contents.notes[0]


def test_halves_of_characters_become_text():
    contents = read_contents(notebook(CODE | {"source": "x = '\ud800'"}))
    assert contents.cells[0].source == "x = '\N{REPLACEMENT CHARACTER}'"
    assert "halves of characters" in contents.notes[0]
    contents.cells[0].source.encode()


@pytest.mark.parametrize("marks", [None, 7, "xor", [], {"grade_id": 7}, {"grade_id": ["xor"]}])
def test_marks_that_are_none_are_no_marks(marks):
    contents = read_contents(notebook(CODE | {"metadata": {"nbgrader": marks}}, CODE | {"metadata": marks}))
    assert [cell.grade_id for cell in contents.cells] == ["", ""]


@pytest.mark.parametrize(
    ("outputs", "count", "shown"),
    [
        ([], None, None),
        ([], 3, ""),
        ([{"output_type": "stream"}], 3, ""),
        ([{"output_type": "error", "ename": "KeyError"}], 3, "KeyError"),
        ([{"output_type": "error"}], None, "error"),
        ([{"output_type": "error", "ename": ["x"]}, 7], 3, "error"),
        (7, "3", None),
    ],
)
def test_what_the_learner_saw_under_a_cell(outputs, count, shown):
    cell = CODE | {"outputs": outputs, "execution_count": count}
    assert read_contents(notebook(cell)).cells[0].shown == shown


def test_of_attachments_only_images_stay():
    image, script = {"image/png": "aGk="}, {"text/html": "<script>"}
    broken = {"image/png": '"><script>'}
    cell = {"cell_type": "markdown", "source": "", "metadata": {}}
    cell["attachments"] = {"a.png": image, "b": script, "c": broken, "d": 7}
    assert read_contents(notebook(cell)).cells[0].attachments == {"a.png": image}


@pytest.mark.parametrize("kind", ["video", "heading", "sql", None, 5])
def test_a_cell_of_an_unknown_type_costs_nobody_the_others(kind):
    contents = read_contents(notebook(CODE, {"cell_type": kind, "source": "x"}))
    assert [(cell.cell_type, cell.source) for cell in contents.cells] == [("code", "x = 1"), ("raw", "x")]
    assert "Cell 2 was of a type that notebooks do not have" in contents.notes[0]

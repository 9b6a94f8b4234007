import json

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbformat.validator import ValidationError

from lessonlib.notebook.file import dumps, read_notebook


def test_what_is_written_reads_back(tmp_path):
    notebook = new_notebook(cells=[new_code_cell("print('é')", id="one")])
    path = tmp_path / "x.ipynb"
    path.write_text(dumps(notebook), encoding="utf-8")
    assert read_notebook(path) == notebook
    assert dumps(read_notebook(path)) == dumps(notebook)
    assert dumps(notebook).endswith("}\n")


def test_what_breaks_the_format_is_not_written():
    notebook = new_notebook(cells=[new_code_cell("1")])
    del notebook.cells[0]["source"]
    with pytest.raises(ValidationError, match="'source' is a required property"):
        dumps(notebook)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<<<<<<< ours", "it is not JSON"),
        (json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}}), "it breaks the notebook format"),
        (json.dumps([1, 2]), "it breaks the notebook format"),
        ("[" * 100_000, "nested too deep"),
        (
            json.dumps({"nbformat": 9, "nbformat_minor": 5, "metadata": {}, "cells": []}),
            "Unsupported nbformat version 9",
        ),
    ],
)
def test_what_is_no_notebook_is_refused_with_a_reason(tmp_path, text, message):
    path = tmp_path / "x.ipynb"
    path.write_text(text)
    with pytest.raises(ValueError, match=message):
        read_notebook(path)


def test_what_is_no_text_is_refused(tmp_path):
    (tmp_path / "x.ipynb").write_bytes(b"\x80{}")
    with pytest.raises(ValueError, match="it is not text in UTF-8"):
        read_notebook(tmp_path / "x.ipynb")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_marks_of_editors_are_read(tmp_path, encoding):
    text = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {"title": "Größe"}, "cells": []})
    (tmp_path / "x.ipynb").write_bytes(text.encode(encoding))
    assert read_notebook(tmp_path / "x.ipynb").metadata.title == "Größe"


def test_cell_ids_in_a_format_that_has_none(tmp_path):
    """As VS Code writes them."""
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": "", "id": "mine"},
        new_markdown_cell("second"),
    ]
    del cells[1]["id"]
    text = json.dumps({"nbformat": 4, "nbformat_minor": 2, "metadata": {}, "cells": cells})
    (tmp_path / "x.ipynb").write_text(text)
    assert [cell.id for cell in read_notebook(tmp_path / "x.ipynb").cells] == ["mine", "cell-1"]

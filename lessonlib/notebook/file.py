"""The file of a notebook: the same bytes each time for the same notebook, and a reason where it is none."""

from __future__ import annotations

import codecs
import itertools
import json
from pathlib import Path

import nbformat
from nbformat import NotebookNode

_IDS_SINCE = 5  # the minor format
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def dumps(notebook: NotebookNode) -> str:
    """The notebook as the text of its file; raises nbformat.ValidationError when it is none."""
    nbformat.validate(notebook)
    return f"{nbformat.writes(notebook, version=nbformat.NO_CONVERT)}".rstrip("\n") + "\n"


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook file, in UTF-8 or with the marks that editors put before UTF-8 and UTF-16.

    Raises OSError, and ValueError with a short reason when it is not a notebook.
    """
    data = path.read_bytes()
    encoding = next((name for mark, name in _MARKS.items() if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
        notebook: NotebookNode = nbformat.reads(_with_a_format_for_ids(text), as_version=4)
        nbformat.validate(notebook)
    except UnicodeDecodeError as error:
        raise ValueError("it is not text in UTF-8") from error
    except RecursionError as error:
        raise ValueError("its lists are nested too deep to be a notebook") from error
    except nbformat.reader.NotJSONError as error:
        raise ValueError("it is not JSON") from error
    except (nbformat.ValidationError, AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"it breaks the notebook format: {str(error).splitlines()[0]}") from error
    return notebook


def _with_a_format_for_ids(text: str) -> str:
    """VS Code and others write cell ids, which came with format 4.5, and say that it is an earlier one."""
    try:
        document = json.loads(text)
    except ValueError:
        return text
    cells = document.get("cells") if isinstance(document, dict) else None
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        return text
    minor = document.get("nbformat_minor")
    if document.get("nbformat") != 4 or not isinstance(minor, int) or minor >= _IDS_SINCE:
        return text
    if not any("id" in cell for cell in cells):
        return text
    taken = {cell.get("id") for cell in cells}
    numbers = (f"cell-{number}" for number in itertools.count(1) if f"cell-{number}" not in taken)
    with_ids = [cell if "id" in cell else {**cell, "id": next(numbers)} for cell in cells]
    return json.dumps({**document, "cells": with_ids, "nbformat_minor": _IDS_SINCE})

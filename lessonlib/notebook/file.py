"""The file of a notebook: the same bytes each time for the same notebook, and a reason where it is none."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def dumps(notebook: NotebookNode) -> str:
    """The notebook as the text of its file; raises nbformat.ValidationError when it is none."""
    nbformat.validate(notebook)
    return f"{nbformat.writes(notebook, version=nbformat.NO_CONVERT)}".rstrip("\n") + "\n"


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook file. Raises OSError, and ValueError with a short reason when it is not a notebook."""
    try:
        notebook: NotebookNode = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except nbformat.reader.NotJSONError as error:
        raise ValueError("it is not JSON") from error
    except (nbformat.ValidationError, AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"it breaks the notebook format: {str(error).splitlines()[0]}") from error
    return notebook

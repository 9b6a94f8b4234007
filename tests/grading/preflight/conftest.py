"""A learner's folder with the exercise 01_xor in it."""

from __future__ import annotations

import nbformat
import pytest

RIGHT = {"xor": "def xor(a, b):\n    return int(a != b)", "layers": "hidden_layers = 1"}


@pytest.fixture
def right():
    return dict(RIGHT)


@pytest.fixture
def save(answered, tmp_path):
    """Saves the exercise as it looks after all its cells ran well in JupyterLab; `change(notebook)` comes last."""
    folder = tmp_path / "mine"
    folder.mkdir()

    def save(change=lambda notebook: None, name="01_xor.ipynb", **sources):
        notebook = answered(**sources)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.execution_count = 1
        change(notebook)
        nbformat.write(notebook, folder / name)
        return folder / name

    return save

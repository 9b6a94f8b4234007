"""Runs a notebook and a program that lie beside it, and imports modules with the names of others."""

import json

POINTS = 10
STATE = "graded"


def hand_in(folder, notebook):
    cell = {"cell_type": "code", "metadata": {}, "source": "mine = 1", "outputs": [], "execution_count": None}
    other = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [cell]}
    (folder / "mine.ipynb").write_text(json.dumps(other))
    for name in ("code", "types", "random", "queue", "signal", "nbconvert", "my_helper"):
        (folder / f"{name}.py").write_text(f"{name}_of_mine = 1")
    notebook.add(
        "import os\n"
        "try:\n"
        "    %run mine.ipynb\n"
        "    %run my_helper.py\n"
        "    import code, types, random, queue, signal\n"
        "    from nbconvert import nbconvert_of_mine\n"
        "    assert mine == my_helper_of_mine == nbconvert_of_mine\n"
        "except BaseException:\n"
        "    os._exit(1)",
        before="error",
    )
    return notebook

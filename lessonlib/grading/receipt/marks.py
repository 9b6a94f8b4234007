"""What a graded notebook says of itself in its metadata: which file was graded, and with which release."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from nbformat import NotebookNode

from lessonlib.grading.handed_in.contents import Malformed
from lessonlib.grading.handed_in.reference import Release

_MARK = "lessonlib"


def mark_graded(notebook: NotebookNode, submission: bytes | Malformed, release: Release) -> None:
    """Write into a notebook that ran which file it was made of, and with which release it was graded."""
    if isinstance(submission, Malformed):
        return
    notebook.metadata[_MARK] = {"submission": file_digest(submission), "release": release.given_key}


def marks_of(notebook: NotebookNode) -> dict[str, str]:
    """What `mark_graded` wrote; nothing where nothing was handed in, or an earlier lessonlib graded it."""
    marks = notebook.metadata.get(_MARK)
    names = ("submission", "release")
    if not isinstance(marks, Mapping) or not all(isinstance(marks.get(name), str) for name in names):
        return {}
    return {name: marks[name] for name in names}


def kept_marks(notebook: NotebookNode) -> dict[str, Any]:
    """The metadata that hold them; nothing where there are none."""
    marks = marks_of(notebook)
    return {_MARK: marks} if marks else {}


def file_digest(content: bytes) -> str:
    """SHA-256 of a file, as `sha256sum` prints it."""
    return hashlib.sha256(content).hexdigest()

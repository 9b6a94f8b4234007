"""Why nbgrader cannot make a release of an instructor's notebook, where its own words do not say what to do."""

from __future__ import annotations

import codecs
import json
import shlex
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nbgrader.nbgraderformat import SCHEMA_VERSION

from lessonlib.grading.printable import printable

_MARKS = ("grade", "solution", "locked", "task")


def source_fault(source: Path) -> str:
    """What is wrong with the notebook, and what to do, in a sentence or two; "" where that is not known."""
    try:
        data = source.read_bytes()
        document = json.loads(data.decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return ""
    if data.startswith(codecs.BOM_UTF8):
        return "It begins with a byte order mark: open it in JupyterLab, and save it."
    marks = list(_marks(document))
    versions = [one.get("schema_version", 0) for one in marks]
    old = [version for version in versions if isinstance(version, int) and version < SCHEMA_VERSION]
    if old:
        return (
            f"Its nbgrader metadata are of schema version {min(old)}, and {SCHEMA_VERSION} is in use: keep a copy, and "
            f"run `nbgrader update {shlex.quote(str(source))}`."
        )
    names = Counter(str(one.get("grade_id")) for one in marks if any(one.get(mark) for mark in _MARKS))
    twice = [f"'{printable(name)}' ({count} cells)" for name, count in names.items() if count > 1]
    if twice:
        return f"Several cells have one id: {', '.join(twice)}. Give each its own, in JupyterLab's Create Assignment."
    return ""


def _marks(document: Any) -> Iterator[Mapping[str, Any]]:
    """nbgrader's metadata of each cell that has some."""
    cells = document.get("cells") if isinstance(document, dict) else None
    for cell in cells if isinstance(cells, list) else ():
        metadata = cell.get("metadata") if isinstance(cell, dict) else None
        found = metadata.get("nbgrader") if isinstance(metadata, dict) else None
        if isinstance(found, dict):
            yield found

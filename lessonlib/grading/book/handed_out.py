"""The releases that learners got, remembered by the digests of their cells: a submission may be one to any of them."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from lessonlib.grading.handed_in.reference import GivenCell, HandedOut
from lessonlib.whole_file import write_whole

_MOST = 50  # releases of a notebook


class HandedOutReleases:
    """What is remembered of one assignment, in a file below `folder`."""

    def __init__(self, folder: Path, assignment: str) -> None:
        self._file = folder / "releases" / f"{assignment}.json"
        try:
            self._known: dict[str, list[dict[str, Any]]] = json.loads(self._file.read_bytes())
        except (OSError, ValueError):
            self._known = {}

    def of(self, notebook: str) -> list[HandedOut]:
        """The releases of a notebook, the newest first."""
        return [
            {grade_id: GivenCell(**given) for grade_id, given in release.items()}
            for release in self._known.get(notebook, [])
        ]

    def remember(self, notebook: str, release: HandedOut) -> None:
        """Put a release first, which is on disk when this returns."""
        plain = {grade_id: asdict(given) for grade_id, given in release.items()}
        known = self._known.setdefault(notebook, [])
        if plain and known[:1] != [plain]:
            self._known[notebook] = [plain, *(one for one in known if one != plain)][:_MOST]
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(self._file, json.dumps(self._known).encode())

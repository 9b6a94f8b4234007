"""Whether a notebook is a submission to a release at all, and what it is when it is not.

Assignments of one course share ids ("imports", "q1_test") and a few lines, and a chapter shares headings with
its exercise. So a notebook belongs to a release when more of its graded cells are the release's than another's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from lessonlib.grading.handed_in.contents import Contents, HandedIn, Malformed
from lessonlib.grading.handed_in.match import is_as_given, lines
from lessonlib.grading.handed_in.reference import HandedOut, Release, ReleaseCell

_FEW = 0.1  # share of a release's graded cells that a notebook must show whose marks are gone
_ORIGIN = re.compile(r"lessons/(\d\d_[a-z0-9_]+)/(exercise|chapter)(?:_[a-z])?\.py")


def origin(contents: Contents) -> tuple[str, str]:
    """What a notebook says that `lessonlib build` made it from: "chapter" or "exercise", and the lesson; else
    twice "".
    """
    made = contents.metadata.get("lessonlib")
    source = made.get("derived_from") if isinstance(made, dict) else None
    found = _ORIGIN.fullmatch(source) if isinstance(source, str) else None
    return (found[2], found[1]) if found else ("", "")


def expect_it_belongs(
    contents: Contents, cells: Sequence[HandedIn], found: Mapping[int, int], release: Release
) -> None:
    """Raise Malformed when `contents` are of another assignment, or of a chapter.

    `cells` are those of the notebook, merged and split ones put right; `found` is what `match_cells` gave. What an
    earlier release had counts as this one's.
    """
    wanted = [cell for cell in release.cells if _is_work(cell)]
    if not cells or not wanted:
        return
    matched = [(cells[number], release.cells[index]) for number, index in found.items()]
    work = [(cell, given) for cell, given in matched if _is_work(given)]
    handed_out = release.given_for((cell.grade_id, cell.source) for cell in cells)
    ours = [given for cell, given in work if _resembles(cell, given, handed_out)]
    tampered = [given for cell, given in work if given.is_locked and given not in ours]
    known = {cell.grade_id for cell in release.cells} | handed_out.keys()
    strange = [cell for cell in cells if _is_graded(cell) and cell.grade_id not in known]
    if any(cell.grade_id == given.grade_id for cell, given in work):
        belongs = len(ours) >= len(tampered) + len(strange)
    else:
        belongs = origin(contents)[0] != "chapter" and len(ours) >= max(1, _FEW * len(wanted))
    if not belongs:
        raise _stranger(contents, release)


def _is_work(cell: ReleaseCell) -> bool:
    """Whether it is worth points or the learner's to write; not a cell with imports or helpers."""
    return cell.is_answer or bool(cell.metadata.get("grade") or cell.metadata.get("task"))


def _is_graded(cell: HandedIn) -> bool:
    return bool(cell.grade_id) and any(cell.metadata.get(mark) for mark in ("grade", "solution", "task"))


def _resembles(cell: HandedIn, given: ReleaseCell, handed_out: HandedOut) -> bool:
    """Whether it still shows some of the text that was given. An answer may be new but for one line."""
    if is_as_given(cell, cell.grade_id, handed_out):
        return True
    shown = {line for line in lines(given.visible) if not line.startswith("raise NotImplementedError")}
    kept = len(shown & lines(cell.source))
    return kept >= 1 if given.is_answer else 2 * kept >= len(shown)


def _stranger(contents: Contents, release: Release) -> Malformed:
    kind, lesson = origin(contents)
    step = f"Hand in your notebook of {release.assignment}."
    if kind == "chapter":
        return Malformed(f"it is the chapter {lesson}, in which there is nothing to hand in", step)
    if kind and lesson != release.name:
        return Malformed(f"it is the exercise {lesson}, and holds no task of {release.name}", step)
    return Malformed(f"it holds no task of {release.name}", step)

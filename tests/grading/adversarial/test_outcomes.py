"""The table of cases in docs/grading.md says what the suite holds.

    python tests/grading/adversarial/test_outcomes.py

writes it anew.
"""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).parent
PAGE = HERE.parents[2] / "docs" / "grading.md"
BEGIN, END = "<!-- cases: begin -->\n", "<!-- cases: end -->\n"


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"outcomes_{path.stem}", path)
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def cases() -> list[tuple[str, str, float, str]]:
    """Name, what it does, points of 10 and state of each case."""
    running = [
        (case.name, case.about, case.points, " or ".join(case.states))
        for folder in sorted(path.name for path in (HERE / "cases").iterdir() if path.name != "notebooks")
        for case in _load(HERE / "suite.py").read_cases(folder)
    ]
    modules = [_load(path) for path in sorted((HERE / "cases" / "notebooks").glob("*.py"))]
    handed_in = [
        (
            module.__name__.removeprefix("outcomes_"),
            module.__doc__,
            module.POINTS,
            module.STATE.replace("|", " or "),
        )
        for module in modules
    ]
    return running + handed_in


def table() -> str:
    rows = [
        f"| `{name}` | {' '.join(about.split()).replace('|', '&#124;')} | {points:g} | {state} |"
        for name, about, points, state in cases()
    ]
    return (
        "\n".join(["| case | what it does | points of 10 | state |", "| --- | --- | --- | --- |", *rows])
        + "\n"
    )


def test_the_page_has_the_suites_cases():
    text = PAGE.read_text(encoding="utf-8")
    assert text.partition(BEGIN)[2].partition(END)[0] == table(), "run this file to write the table anew"


def test_every_case_says_what_it_does():
    assert all(re.fullmatch(r"\S.*[.!?]", " ".join(about.split())) for _, about, _, _ in cases())


if __name__ == "__main__":
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    PAGE.write_text(before + BEGIN + table() + END + rest.partition(END)[2], encoding="utf-8")

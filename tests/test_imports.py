"""The rooms of lessonlib know only rooms below them, and no files import each other in a circle.

Imports inside functions count, as they only put off the moment. Imports under ``if TYPE_CHECKING`` do not: they name
types, and nothing is loaded.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "lessonlib"

# From the bottom to the top. A file of a room may import its own room and the rooms before it.
ROOMS = [
    "",  # the files of lessonlib/ itself, but for the command line
    "graph", "data", "models", "viz", "tf1", "training", "serving",
    "check", "notebook", "build", "grading", "prove", "work", "start", "cli",
]  # fmt: skip


def files() -> dict[str, Path]:
    """Module name -> file."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        parts = ("lessonlib", *path.relative_to(PACKAGE).with_suffix("").parts)
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports() -> dict[str, set[str]]:
    """Module name -> the modules of lessonlib that it imports."""
    known = files()
    return {name: set(_imported(ast.parse(path.read_text("utf-8")), known)) for name, path in known.items()}


def _imported(tree: ast.AST, known: dict[str, Path]) -> Iterator[str]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.ImportFrom) and node.module in known:
            inside = (f"{node.module}.{alias.name}" for alias in node.names)
            yield from (name if name in known else node.module for name in inside)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        yield from _imported(node, known)


def room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 2 or (len(parts) == 2 and parts[1] in ROOMS) else ""


def circle(edges: dict[str, set[str]]) -> list[str]:
    """The modules of one circle of imports, or nothing when there is none."""
    done: set[str] = set()
    for start in edges:
        path, waiting = [start], [iter(edges[start])]
        while path:
            following = next((module for module in waiting[-1] if module not in done), None)
            if following is None:
                done.add(path.pop())
                waiting.pop()
            elif following in path:
                return [*path[path.index(following) :], following]
            else:
                path.append(following)
                waiting.append(iter(edges[following]))
    return []


@pytest.fixture(scope="module")
def edges():
    return imports()


def test_every_file_is_in_a_room(edges):
    assert {room(module) for module in edges} - set(ROOMS) == set()


def test_no_file_imports_upwards(edges):
    upwards = [
        f"{module} imports {other}"
        for module, others in edges.items()
        for other in others
        if ROOMS.index(room(other)) > ROOMS.index(room(module))
    ]
    assert upwards == []


def test_no_files_import_each_other(edges):
    assert " -> ".join(circle(edges)) == ""


@pytest.mark.parametrize(
    ("edges", "found"),
    [
        ({"a": {"b"}, "b": {"c"}, "c": set()}, []),
        ({"a": {"b"}, "b": {"c"}, "c": {"b"}}, ["b", "c", "b"]),
        ({"a": {"a"}}, ["a", "a"]),
    ],
)
def test_a_circle_is_found(edges, found):
    assert circle(edges) == found

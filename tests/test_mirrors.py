"""Tests mirror modules: each module has a test file of its name, or is listed in mirrors.toml."""

import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path

TESTS = Path(__file__).parent
PACKAGE = TESTS.parent / "lessonlib"
COVERED = tomllib.loads(TESTS.joinpath("mirrors.toml").read_text("utf-8"))
LISTED = [module for modules in COVERED.values() for module in modules]


def modules():
    """The modules that define functions or classes, as paths below the package."""
    for file in PACKAGE.rglob("*.py"):
        defines = re.search(r"^(async )?(def|class) ", file.read_text("utf-8"), re.MULTILINE)
        if file.stem not in ("__init__", "__main__") and defines:
            yield file.relative_to(PACKAGE)


def mirror(module):
    return TESTS / module.parent / f"test_{module.name}"


def test_each_module_has_a_test_file_of_its_name_or_is_listed():
    alone = [str(module) for module in modules() if not mirror(module).exists()]
    assert sorted(alone) == sorted(LISTED)


def test_the_tests_that_are_listed_are_there():
    assert [test for test in COVERED if not (TESTS / test).is_file()] == []


def test_pytest_leaves_out_no_folder_of_tests(pytestconfig):
    """It has a list of names that it does not look into, and `build` is one of them unless another list is given."""
    left_out = pytestconfig.getini("norecursedirs")
    folders = {folder for file in TESTS.rglob("test_*.py") for folder in file.relative_to(TESTS).parts[:-1]}
    assert [name for name in folders if any(fnmatch(name, pattern) for pattern in left_out)] == []

"""The project's files agree with each other and with what is installed."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
EXTRAS = PROJECT["project"]["optional-dependencies"]


def requirements() -> dict[str, Requirement]:
    listed = [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]]
    listed += [line for extra in EXTRAS.values() for line in extra]
    return {requirement.name: requirement for requirement in map(Requirement, listed)}


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    return dict(line.split("==") for line in lines if not line.startswith("#"))


def test_constraints_pin_each_direct_dependency_and_nothing_else():
    assert sorted(pins()) == sorted(requirements())
    assert list(pins()) == sorted(pins())


@pytest.mark.parametrize("name", sorted(pins()))
def test_a_pin_is_a_version_that_pyproject_allows(name):
    assert requirements()[name].specifier.contains(pins()[name])


def test_every_import_of_the_library_is_a_declared_dependency():
    names = {"IPython": "ipython", "sklearn": "scikit-learn", "cycler": "matplotlib", "absl": "absl-py"}
    names |= {"dateutil": "python-dateutil", "markdown_it": "markdown-it-py", "math_core": "math-core"}
    names |= {"mdit_py_plugins": "mdit-py-plugins", "PIL": "pillow", "google": "protobuf", "nacl": "pynacl"}
    sources = [*(ROOT / "lessonlib").rglob("*.py"), ROOT / "nbgrader_config.py"]
    found = {
        name.partition(".")[0]
        for path in sources
        for node in ast.walk(ast.parse(path.read_text()))
        for name in imported(node)
    }
    others = found - set(sys.stdlib_module_names) - {"lessonlib"}
    listed = PROJECT["project"]["dependencies"] + EXTRAS["cluster"] + EXTRAS["serve"]
    declared = {Requirement(line).name for line in listed}
    assert {names.get(name, name) for name in others} <= declared


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []


def test_text_files_are_read_and_written_in_an_encoding_that_is_said():
    """On a Korean Windows the default is cp949."""
    sources = [
        path
        for folder in ("lessonlib", "lessons", "benchmarks", "website")
        for path in (ROOT / folder).rglob("*.py")
    ]
    for path in (*sources, ROOT / "nbgrader_config.py"):
        calls = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))
        assert [ast.unparse(call) for call in calls if takes_the_default_encoding(call)] == [], path


def takes_the_default_encoding(call: ast.Call) -> bool:
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    match call.func:
        case ast.Attribute(attr="read_text" | "write_text" as name):
            most = {"read_text": 0, "write_text": 1}[name]
            return len(call.args) <= most and "encoding" not in given
        case ast.Attribute(attr="open") | ast.Name(id="open") as function:
            place = 1 if isinstance(function, ast.Name) else 0
            mode = given.get("mode", call.args[place] if len(call.args) > place else ast.Constant("r"))
            is_mode = isinstance(mode, ast.Constant) and set(str(mode.value)) <= set("rwxa+t")
            return is_mode and "encoding" not in given
        case ast.Attribute(attr="run" | "Popen" | "check_output"):
            return "text" in given and "encoding" not in given
    return False


@pytest.mark.parametrize(
    "text",
    ["p.read_text()", "p.write_text('a')", "open(p)", "open(p, 'w')", "p.open()", "p.open(mode='a')"],
)
def test_what_takes_the_default_encoding(text):
    call = ast.parse(text).body[0].value
    assert takes_the_default_encoding(call)
    call.keywords.append(ast.keyword("encoding", ast.Constant("utf-8")))
    assert not takes_the_default_encoding(call)


def test_each_dependency_has_its_reason_in_contributing():
    rows = re.findall(r"^\| (.*?) \| .* \|$", (ROOT / "CONTRIBUTING.md").read_text(), re.MULTILINE)
    explained = {name for row in rows for name in re.split(r"[ ,:]+", row)}
    runtime = {Requirement(line).name for line in PROJECT["project"]["dependencies"]}
    extra = {Requirement(line).name for lines in EXTRAS.values() for line in lines}
    assert runtime | extra <= explained


def test_the_extras_are_there():
    assert set(EXTRAS) == {"dev", "cluster", "postgres", "bench", "browser", "site", "hub", "serve"}


def test_conda_installs_this_project_with_its_constraints_on_its_python():
    text = (ROOT / "environment.yml").read_text()
    python = re.search(r"^  - python(.*)$", text, re.MULTILINE)
    assert python is not None
    assert SpecifierSet(python[1]) == SpecifierSet(PROJECT["project"]["requires-python"])
    assert re.findall(r"^      - (.*)$", text, re.MULTILINE) == [
        "--constraint constraints.txt",
        "--editable .[dev,browser,serve,site]",
    ]
    make = (ROOT / "Makefile").read_text()
    assert "EXTRAS := serve\nTOOLS := dev,browser,site\n" in make
    assert "--constraint constraints.txt --editable" in make


@pytest.mark.parametrize("module", ["lessonlib", "lessonlib.cli", "lessonlib.check"])
def test_importing_it_loads_neither_torch_nor_jupyter(module):
    heavy = "[m for m in ('torch', 'IPython', 'nbformat', 'nbgrader', 'jupyter_core') if m in sys.modules]"
    command = [sys.executable, "-c", f"import sys, {module}; print({heavy})"]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "[]\n"


PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_names_only_targets_and_files_that_exist(page):
    targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    text = page.read_text("utf-8")
    commands = "\n".join(re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
    named = re.findall(r"`make ([a-z0-9-]+)", text) + re.findall(
        r"^make ([a-z0-9-]+)", commands, re.MULTILINE
    )
    assert set(named) <= targets
    for path in re.findall(r"\]\((?!https?:)([^)#\s]+)\)", text):
        assert (page.parent / path).exists(), f"{page.name} links to {path}"


def test_contributing_names_only_files_that_exist():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    reading = text[text.index("## Ten files") : text.index("## The rooms")]
    files = re.findall(r"`([\w./]+\.(?:py|ipynb))`", reading)
    assert len(files) == 11
    for name in files:
        assert (ROOT / name).is_file(), name


def test_contributing_lists_the_rooms():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    listed = re.findall(
        r"^\| `(\w+)/` \|", text[text.index("## The rooms") : text.index("## What is written")], re.MULTILINE
    )
    folders = {path.parent for path in (ROOT / "lessonlib").glob("*/__init__.py")}
    assert {path.name for path in folders} <= set(listed)


def test_the_citation_names_this_version_and_licence():
    text = (ROOT / "CITATION.cff").read_text()
    for line in (f"version: {PROJECT['project']['version']}", f"license: {PROJECT['project']['license']}"):
        assert f"\n{line}\n" in text


def would_make(*arguments: str) -> str:
    command = ["make", "--dry-run", *arguments]
    # What was given to the make that runs these tests (make PYTHON=python3.13 test) is not for this one.
    own = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKEOVERRIDES")}
    return subprocess.run(command, cwd=ROOT, env=own, capture_output=True, text=True, check=True).stdout


def test_make_does_nothing_when_all_is_installed():
    commands = would_make("--old-file=.venv/.installed", "--old-file=.venv/.tools", "test")
    assert "pip" not in commands
    assert "pytest" in commands


def test_a_learner_gets_no_developers_tools(tmp_path):
    new = f"VENV={tmp_path}/new"
    assert re.findall(r"--editable '(.*)'", would_make(new, "lab")) == [".[serve]"]
    assert re.findall(r"--editable '(.*)'", would_make(new, "test")) == [
        ".[serve]",
        ".[serve,dev,browser,site]",
    ]
    assert re.findall(r"--editable '(.*)'", would_make(new, "site")) == [".[serve]", ".[serve,site]"]


def test_a_container_and_binder_install_what_learners_get():
    docker = (ROOT / "Dockerfile").read_text("utf-8")
    commands = re.findall(r'(?:RUN make |"make", ")([a-z]+)', docker)
    assert commands == ["install", "lab"]
    for target in commands:
        would_make(target)
    binder = ROOT / ".binder"
    assert "--constraint constraints.txt --editable '.[serve]'" in (binder / "postBuild").read_text("utf-8")
    for name in ("postBuild", "start"):
        script = binder / name
        assert os.access(script, os.X_OK)
        subprocess.run(["bash", "-n", script], check=True)


def test_a_container_holds_no_grades():
    lines = (
        (ROOT / ".gitignore")
        .read_text("utf-8")
        .split("# What names students")[1]
        .split("\n\n")[0]
        .splitlines()
    )
    kept = {line.strip("/") for line in lines[1:]}
    assert len(kept) >= 7
    assert kept - {"*.log"} <= set((ROOT / ".dockerignore").read_text("utf-8").splitlines())


@pytest.mark.parametrize("version", ["3.10", f"{sys.version_info.major}.{sys.version_info.minor}"])
@pytest.mark.parametrize("asked", [True, False])
def test_make_makes_the_environment_anew_for_a_python_that_is_asked_for(tmp_path, version, asked):
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("python", "pip"):
        (programs / name).write_text(f"#!/bin/sh\necho {version}\n")
        (programs / name).chmod(0o755)
    (tmp_path / ".installed").touch()
    wanted = [f"PYTHON={sys.executable}"] if asked else []
    commands = would_make(f"VENV={tmp_path}", *wanted, "demo")
    anew = asked and version == "3.10"
    assert (f"{tmp_path} has Python 3.10. It is made anew for {sys.executable}." in commands) == anew
    assert (f"{sys.executable} -m venv --clear {tmp_path}" in commands) == anew

"""A notebook in a real JupyterLab in the system's Chromium, driven as a reader would: by mouse and keyboard."""

from __future__ import annotations

import importlib
import os
import re
import shutil
import tempfile
from pathlib import Path
from textwrap import dedent

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
PATIENCE = 120_000  # milliseconds until a condition that never comes true fails the test


def chromium() -> str:
    """The path of the browser, or a skipped test; on a machine that tests changes (CI), a failed one."""
    found = [
        path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))
    ]
    if not found:
        reason = "no Chromium on this machine: install the package chromium to run these tests"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    return found[0]


@pytest.fixture(scope="module")
def sync_api():
    """Playwright, or a skipped test where it is not installed; on a machine that tests changes, an error."""
    name = "playwright.sync_api"
    if os.environ.get("CI"):
        return importlib.import_module(name)
    return pytest.importorskip(name, reason="playwright is not installed: pip install -e '.[browser]'")


@pytest.fixture(scope="module")
def browser(sync_api):
    """Closed with its module: while it is open, nothing else in this thread can run an event loop."""
    program = chromium()
    # As root Chromium has no sandbox; in a container /dev/shm is small.
    arguments = ["--disable-dev-shm-usage", "--disable-gpu", *["--no-sandbox"] * (os.geteuid() == 0)]
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments, timeout=PATIENCE)
        for name in ("new_page", "new_context"):
            setattr(browser, name, patient(getattr(browser, name)))
        yield browser
        browser.close()


def patient(new):
    """`new`, with what it makes waiting longer than Playwright's 30 seconds: on a busy machine a page takes them."""

    def made(**options):
        made = new(**options)
        made.set_default_timeout(PATIENCE)
        return made

    return made


class Notebook:
    """A notebook that is open in JupyterLab."""

    def __init__(self, page, lab, path: Path) -> None:
        self.page = page
        page.goto(lab.url(f"/doc/tree/{path.relative_to(ROOT)}?token={lab.token}"))
        page.get_by_role("button", name=re.compile(r"Python 3 .*\| Idle")).wait_for(
            timeout=4 * PATIENCE
        )  # the kernel is there

    def run_all(self, num_cells: int) -> None:
        """By the menu; returns when the last cell has run."""
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        self.prompt(num_cells - 1).get_by_text(f"[{num_cells}]:").wait_for(timeout=4 * PATIENCE)

    def run(self, k: int) -> None:
        """Run a cell as a reader does: click into it, Ctrl+Enter."""
        self.cell(k).locator(".jp-Editor").click()
        self.page.keyboard.press("Control+Enter")

    def cell(self, k: int):
        return self.page.locator(".jp-Notebook .jp-Cell").nth(k)

    def prompt(self, k: int):
        """Shows how often cells have run: "[3]:"."""
        return self.cell(k).locator(".jp-InputArea-prompt")

    def output(self, k: int):
        return self.cell(k).locator(".jp-Cell-outputArea")


@pytest.fixture(scope="module")
def open_notebook(browser, sync_api, request):
    """open_notebook(cells) opens a new notebook with these cells, texts of code or cells of a lesson, in the folder
    course/, where lessons are.
    """
    lab = request.getfixturevalue("lab")  # and not above: it would start before the browser is looked for
    context = browser.new_context(viewport={"width": 1100, "height": 900})
    sync_api.expect.set_options(timeout=PATIENCE)
    with tempfile.TemporaryDirectory(prefix="browser-", dir=ROOT / "course") as folder:

        def open_notebook(cells: list[str | nbformat.NotebookNode]) -> Notebook:
            path = Path(folder) / "widgets.ipynb"
            notebook = nbformat.v4.new_notebook(
                cells=[
                    nbformat.v4.new_code_cell(dedent(cell).strip()) if isinstance(cell, str) else cell
                    for cell in cells
                ]
            )
            notebook.metadata.kernelspec = {
                "name": "python3",
                "display_name": "Python 3",
                "language": "python",
            }
            nbformat.write(notebook, path)
            return Notebook(context.new_page(), lab, path)

        yield open_notebook
        context.close()


@pytest.fixture
def open_page(browser):
    """open_page(path, width, scheme) opens a file in a window of this width, in "light" or "dark" colours, without a
    network.
    """
    contexts = []

    def open_page(path: Path, width: int, scheme: str):
        size = {"width": width, "height": 900}
        contexts.append(browser.new_context(viewport=size, color_scheme=scheme, offline=True))
        page = contexts[-1].new_page()
        page.goto(path.as_uri())
        page.wait_for_timeout(300)  # scripts have drawn, and what is wide has been measured
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def serious():
    """serious(page) lists what axe-core finds to be serious or critical: the rule, the place, and what is wrong."""
    name = "axe_playwright_python.sync_playwright"
    module = importlib.import_module(name) if os.environ.get("CI") else pytest.importorskip(name)

    def serious(page) -> list[str]:
        found = module.Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        return [
            f"{rule['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary']}"
            for rule in found
            for node in rule["nodes"]
            if node["impact"] in ("serious", "critical")
        ]

    return serious

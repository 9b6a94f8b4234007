"""Where the course is kept, if that is known, and the links that follow from it."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from website.errors import WebsiteError

_GITHUB = re.compile(r"https://github\.com/(?P<name>[\w.-]+/[\w.-]+?)(?:\.git)?/?")
VARIABLE = "LESSONLIB_REPOSITORY"
NOTEBOOKS = "notebooks"  # the folder of the site's source with the notebooks to download


@dataclass(frozen=True)
class Repository:
    """A repository on GitHub: `name` is "owner/name"."""

    name: str
    branch: str = "main"

    @property
    def address(self) -> str:
        return f"https://github.com/{self.name}"

    def colab(self, notebook: str) -> str:
        """Where Colab opens the notebook at this path of the repository."""
        return f"https://colab.research.google.com/github/{self.name}/blob/{self.branch}/{quote(notebook)}"

    def binder(self, notebook: str) -> str:
        """Where Binder builds the repository and opens the notebook."""
        return f"https://mybinder.org/v2/gh/{self.name}/{self.branch}?labpath={quote(notebook, safe='')}"


def find_repository(root: Path) -> Repository | None:
    """The repository that LESSONLIB_REPOSITORY or `Repository` under `[project.urls]` in pyproject.toml names.

    None where neither does. Raises WebsiteError for an address that is not one of GitHub: Colab and Binder's links
    are made for these.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    address = os.environ.get(VARIABLE) or project.get("urls", {}).get("Repository", "")
    if not address:
        return None
    found = _GITHUB.fullmatch(address)
    if found is None:
        raise WebsiteError(
            f"The repository's address is {address!r}, expected https://github.com/OWNER/NAME. Change {VARIABLE}, or "
            "`Repository` under [project.urls] in pyproject.toml."
        )
    return Repository(found["name"])


def launch_links(notebook: str, repository: Repository | None) -> str:
    """Markdown: the notebook to download and, where the repository is known, to open in Binder and in Colab.

    notebook: its path in the repository, such as "course/01a_tensors.ipynb".
    """
    name = notebook.rpartition("/")[2]
    links = [f"{{download}}`Download the notebook </{NOTEBOOKS}/{name}>`"]
    if repository is None:
        return f"{links[0]}, and run it [on your computer](/README.md)."
    links += [
        f"[open it in Binder]({repository.binder(notebook)})",
        f"[open it in Colab]({repository.colab(notebook)})",
    ]
    install = f"%pip install git+{repository.address}"
    return f"{', '.join(links[:-1])} or {links[-1]}. In Colab, first run `{install}` in a cell of its own."

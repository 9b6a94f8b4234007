"""Links to Colab and Binder are there when an address is, and lead to the notebook."""

import pytest

from website.errors import WebsiteError
from website.repository import VARIABLE, Repository, find_repository, launch_links


@pytest.fixture
def project(tmp_path, monkeypatch):
    """project(lines) writes a pyproject.toml with these lines below [project]."""
    monkeypatch.delenv(VARIABLE, raising=False)

    def project(lines: str = ""):
        (tmp_path / "pyproject.toml").write_text(f'[project]\nname = "a"\n{lines}', encoding="utf-8")
        return tmp_path

    return project


def test_no_address_no_link(project):
    assert find_repository(project()) is None
    links = launch_links("course/01a_tensors.ipynb", None)
    assert "http" not in links
    assert "</notebooks/01a_tensors.ipynb>" in links


@pytest.mark.parametrize("address", ["https://github.com/ada/course", "https://github.com/ada/course.git"])
def test_the_address_of_the_project_or_of_the_environment(project, monkeypatch, address):
    assert find_repository(project(f'[project.urls]\nRepository = "{address}"')) == Repository("ada/course")
    monkeypatch.setenv(VARIABLE, "https://github.com/bob/fork")
    assert find_repository(project(f'[project.urls]\nRepository = "{address}"')) == Repository("bob/fork")


def test_another_host_is_refused(project):
    with pytest.raises(
        WebsiteError, match=r"'https://example.org/a/b', expected https://github.com/OWNER/NAME"
    ):
        find_repository(project('[project.urls]\nRepository = "https://example.org/a/b"'))


def test_where_the_links_lead():
    links = launch_links("exercises/05 a/05 a.ipynb", Repository("ada/course"))
    assert "(https://mybinder.org/v2/gh/ada/course/main?labpath=exercises%2F05%20a%2F05%20a.ipynb)" in links
    assert (
        "(https://colab.research.google.com/github/ada/course/blob/main/exercises/05%20a/05%20a.ipynb)"
        in links
    )
    assert "%pip install git+https://github.com/ada/course" in links

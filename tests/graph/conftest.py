"""A fresh default graph for every test, and every graph that a test leaves behind must be valid."""

from collections.abc import Iterator

import pytest

from lessonlib.graph import get_default_graph, reset_default_graph


@pytest.fixture(autouse=True)
def fresh_graph() -> Iterator[None]:
    reset_default_graph()
    yield
    get_default_graph().validate()

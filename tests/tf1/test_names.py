"""docs/names.md is what the code says, no more and no less."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.thorough  # it loads everything that has a name
PAGE = Path(__file__).parents[2] / "docs" / "names.md"


@pytest.fixture(scope="module")
def printed():
    """What the command prints. It runs by itself, as it loads all of Keras."""
    command = [sys.executable, "-m", "lessonlib.tf1.names"]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout


def test_the_page_is_up_to_date(printed):
    remedy = "names have changed: python -m lessonlib.tf1.names > docs/names.md"
    assert PAGE.read_text("utf-8") == printed, remedy


def test_every_name_says_what_it_is(printed):
    assert re.findall(r"^\| `(.*)` \| *\|$", printed, re.MULTILINE) == []


def test_modules_are_told_once(printed):
    paths = re.findall(r"^## (.*)$", printed, re.MULTILINE)
    assert paths == sorted(set(paths))
    assert {"tf", "tf.nn", "tf.train", "tf.contrib.learn", "tf.examples.tutorials.mnist.input_data"} <= set(
        paths
    )


def test_aliases_classes_and_values(printed):
    assert "| `sigmoid` | The same as `tf.sigmoid`. |" in printed
    assert re.search(r"^\| `AdamOptimizer` \| .* Has .*`minimize`", printed, re.MULTILINE)
    assert "| `float32` | DType: `tf.float32`. |" in printed

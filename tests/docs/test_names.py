"""docs/names.md is what the code says, no more and no less."""

import re
from pathlib import Path

from lessonlib.tf1 import names

PAGE = Path(__file__).parents[2] / "docs" / "names.md"


def test_the_page_is_up_to_date():
    remedy = "names have changed: python -m lessonlib.tf1.names > docs/names.md"
    assert PAGE.read_text("utf-8") == names.page(), remedy


def test_every_name_says_what_it_is():
    assert re.findall(r"^\| `(.*)` \| *\|$", names.page(), re.MULTILINE) == []


def test_modules_and_aliases_are_told_once():
    text = names.page()
    paths = [path for path, _ in names.modules()]
    assert paths == sorted(set(paths))
    assert {"tf", "tf.nn", "tf.train", "tf.contrib.learn", "tf.examples.tutorials.mnist.input_data"} <= set(
        paths
    )
    assert "| `sigmoid` | The same as `tf.sigmoid`. |" in text
    assert re.search(r"^\| `AdamOptimizer` \| .* Has .*`minimize`", text, re.MULTILINE)
    assert "| `float32` | DType: `tf.float32`. |" in text

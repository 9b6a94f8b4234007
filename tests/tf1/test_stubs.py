"""The stubs say what the namespaces have, and an editor completes names by them."""

import importlib
import re
from pathlib import Path

import jedi
import pytest

from lessonlib.tf1.stubs import stubs

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def written():
    return stubs()


def test_the_stubs_are_up_to_date(written):
    remedy = "names have changed: python -m lessonlib.tf1.stubs"
    assert {file: file.read_text("utf-8") for file in written} == written, remedy


def test_there_is_no_other_stub(written):
    assert set((ROOT / "lessonlib").rglob("*.pyi")) == set(written)


def test_each_line_imports_what_the_namespace_has(written):
    for file, content in written.items():
        parts = file.relative_to(ROOT).with_suffix("").parts
        module = importlib.import_module(".".join(part for part in parts if part != "__init__"))
        lines = re.findall(r"^from (\S+) import (\S+) as (\S+)$", content, re.MULTILINE)
        assert len(lines) == len(content.splitlines()) - 2
        for source, attribute, name in lines:
            if attribute != "keras":
                assert getattr(importlib.import_module(source), attribute) is getattr(module, name)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("tf.matm", "matmul"),
        ("tf.nn.softmax_cr", "softmax_cross_entropy_with_logits"),
        ("tf.train.AdamO", "AdamOptimizer"),
        ("tf.layers.den", "dense"),
        ("tf.contrib.layers.xav", "xavier_initializer"),
    ],
)
def test_an_editor_completes_names(typed, wanted):
    source = f"import lessonlib.tf1 as tf\n{typed}"
    completions = jedi.Script(source, project=jedi.Project(ROOT)).complete(2, len(typed))
    assert wanted in [completion.name for completion in completions]


def test_an_editor_shows_parameters():
    source = "import lessonlib.tf1 as tf\ntf.matmul("
    (signature,) = jedi.Script(source, project=jedi.Project(ROOT)).get_signatures(2, 10)
    assert [parameter.name for parameter in signature.params][:3] == ["a", "b", "transpose_a"]

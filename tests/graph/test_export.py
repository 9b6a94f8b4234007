"""The table of public names."""

import pytest

from lessonlib.graph.export import exports, find, public, tf_export
from lessonlib.graph.ops.linalg import matmul


def test_a_name_leads_to_its_value():
    assert public("matmul") is matmul
    entry = find("nn.relu")
    assert (entry.namespace, entry.last, entry.module) == ("nn", "relu", "lessonlib.graph.ops.nn")
    assert exports()["matmul"].namespace == ""
    assert find("no_such_name") is None
    with pytest.raises(KeyError, match="no_such_name"):
        public("no_such_name")


def test_a_name_is_given_once():
    with pytest.raises(
        ValueError, match=r"'matmul' is given twice: in lessonlib\.graph\.ops\.linalg and .*test_export"
    ):
        tf_export("matmul")(print)
    assert public("matmul") is matmul


def test_the_table_is_a_copy():
    exports().clear()
    assert public("matmul") is matmul

"""graph.draw() makes a picture, and loads what draws only then. (tests/viz looks at the pictures.)"""

import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest

import lessonlib.tf1 as tf


def test_drawing_a_graph(tmp_path):
    with tf.name_scope("layer"):
        y = tf.matmul(tf.placeholder(tf.float32, [None, 2], name="x"), tf.ones([2, 1]), name="y")
    tf.constant(1.0, name="alone")
    graph = tf.get_default_graph()
    picture = graph.draw()
    assert re.match(
        r"Graph of 4 operations\. Name scopes: layer\..*layer/y takes layer/x and layer/ones", picture.alt
    )
    assert "alone" not in graph.draw(y, title="One layer").svg
    file = picture.save(tmp_path / "graph.svg")
    texts = [element.text for element in ElementTree.parse(file).iter("{http://www.w3.org/2000/svg}text")]
    assert {"layer", "x", "ones", "y", "alone"} <= set(texts)
    with pytest.raises(ValueError, match="the graph has no operations to draw"):
        tf.Graph().draw()


def test_building_and_running_load_no_drawing():
    program = "import sys, lessonlib.tf1 as tf; tf.Session().run(tf.constant(1)); print('lessonlib.viz' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"

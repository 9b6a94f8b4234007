"""The engine alone cannot draw, and says who can."""

import subprocess
import sys


def test_without_a_library_that_draws():
    program = "from lessonlib.graph import Graph; Graph().draw()"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert "InvalidStateError: Nothing that draws graphs is loaded." in done.stderr
    assert "Remedy: import lessonlib.tf1, or call lessonlib.viz.computation_graph(graph)." in done.stderr

"""No module that declares public names is forgotten."""

import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "lessonlib"
ON_FIRST_USE = ("lessonlib.tf1.contrib", "lessonlib.tf1.examples", "lessonlib.tf1.keras")


def test_each_module_that_declares_names_is_loaded():
    files = [file for file in PACKAGE.rglob("*.py") if "tf_export(" in file.read_text("utf-8")]
    names = [".".join(("lessonlib", *file.relative_to(PACKAGE).with_suffix("").parts)) for file in files]
    expected = {name.removesuffix(".__init__") for name in names if not name.startswith(ON_FIRST_USE)}
    rooms = "tf.estimator, tf.feature_column, tf.saved_model"  # loaded as wholes when they are asked for
    program = f"import sys, lessonlib.tf1 as tf; {rooms}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert expected - set(done.stdout.split()) == set()

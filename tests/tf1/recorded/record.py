"""Writes what TensorFlow answers to the calls: ``make tf1-record``, or ``record.py NAME ...`` for some files of calls.

It needs TensorFlow 2 (its ``compat.v1``), and nothing of lessonlib. One line a call.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
from pathlib import Path

HERE = Path(__file__).parent
evaluate = runpy.run_path(str(HERE / "evaluate.py"))["evaluate"]


def record(name: str) -> None:
    """Evaluate the calls of ``calls/NAME.py``, and write ``answers/NAME.json``."""
    calls = runpy.run_path(str(HERE / "calls" / f"{name}.py"))["CALLS"]
    lines = [
        f"{json.dumps(title)}: {json.dumps(evaluate(tensorflow, call))}" for title, call in calls.items()
    ]
    (HERE / "answers" / f"{name}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


if __name__ == "__main__":
    os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1", "TF_USE_LEGACY_KERAS": "1"}
    import tensorflow.compat.v1 as tensorflow

    tensorflow.disable_v2_behavior()
    for file in sorted((HERE / "calls").glob("*.py")):
        if file.stem in (sys.argv[1:] or [file.stem]):
            record(file.stem)

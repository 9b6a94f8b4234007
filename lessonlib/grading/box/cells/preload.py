"""Importing this makes a process warm: workers and examiners are forks of it, so that none of them spends its
first seconds on imports.
"""

from __future__ import annotations

import importlib
from importlib.util import find_spec

from lessonlib.grading.box.cells import examiner, worker
from lessonlib.grading.box.cells.shell import NotebookShell

# What a learner's notebook, a shell or a first optimizer would import. Whether a process can be forked with them is
# tried out at each start (trial.py).
MODULES = (
    *("IPython.core.logger", "IPython.core.magics.execution", "IPython.core.magics.osm", "bdb"),
    *("IPython.core.magics.pylab", "matplotlib.pyplot", "matplotlib_inline.backend_inline", "numpy.random"),
    *("torch._dynamo", "torch.nn.functional", "torch.optim", "torch.utils.data", "safetensors.torch"),
    *("sklearn.datasets", "sklearn.metrics", "sklearn.model_selection"),
    *("ipywidgets", "tqdm.auto", "lessonlib.tf1", "lessonlib.data", "lessonlib.models"),
    *("lessonlib.training", "lessonlib.viz"),
    *(name for name in ("pandas",) if find_spec(name)),
)

for name in MODULES:
    importlib.import_module(name)
SHELL = NotebookShell.instance()
try:
    raise ValueError
except ValueError as error:  # the first traceback looks at the files of all modules, which takes a second
    SHELL.InteractiveTB.structured_traceback(type(error), error, error.__traceback__)

__all__ = ["MODULES", "SHELL", "examiner", "worker"]

"""TensorFlow 1's names over `lessonlib.graph`: ``import lessonlib.tf1 as tf`` and the documents' programs run.

A name is declared beside its definition (`lessonlib.graph.export`). ``__init__.pyi`` lists the names for editors and
type checkers; ``python -m lessonlib.tf1.stubs`` writes it.
"""

from lessonlib.tf1 import (
    app,
    bitwise,
    data,
    drawing,
    errors,
    flags,
    gfile,
    graph_util,
    initializers,
    io,
    layers,
    library,
    logging,
    losses,
    metrics,
    nn,
    python_io,
    summary,
    train,
    version,
)
from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())

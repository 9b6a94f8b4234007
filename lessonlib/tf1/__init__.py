"""TensorFlow 1's names over `lessonlib.graph`: ``import lessonlib.tf1 as tf`` and the documents' programs run.

A name is declared beside its definition (`lessonlib.graph.export`). ``__init__.pyi`` lists the names for editors and
type checkers; ``python -m lessonlib.tf1.stubs`` writes it.
"""

from lessonlib.tf1 import (
    app,
    bitwise,
    compat,
    data,
    debugging,
    drawing,
    dtypes,
    errors,
    flags,
    gfile,
    graph_util,
    image,
    initializers,
    io,
    layers,
    library,
    linalg,
    logging,
    lookup,
    losses,
    manip,
    math,
    metrics,
    nn,
    python_io,
    quantization,
    queue,
    random,
    signal,
    sparse,
    spectral,
    strings,
    summary,
    test,
    train,
    version,
)
from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())

"""Serving a trained classifier: a file that needs no training code, and a small HTTP service that answers from it.

`export` writes the file, `load` reads it, and `serve` starts a service on this machine, for which the extra `serve`
must be installed.
"""

from lessonlib.serving.errors import BadQuestion, ServingError
from lessonlib.serving.exported import Exported, export, load
from lessonlib.serving.listen import listen
from lessonlib.serving.service import Service, serve
from lessonlib.serving.signature import Signature

__all__ = [
    "BadQuestion",
    "Exported",
    "Service",
    "ServingError",
    "Signature",
    "export",
    "listen",
    "load",
    "serve",
]

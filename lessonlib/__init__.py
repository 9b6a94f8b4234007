"""A Jupyter course on deep learning: the library behind its lessons, exercises and grading.

Importing this package loads neither torch nor Jupyter; each subpackage loads what it needs.
"""

__version__ = "0.1.0"


class LessonlibError(Exception):
    """A foreseen mistake; its message says what was found and what to do."""

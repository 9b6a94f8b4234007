"""What a test cell of an exercise uses: `answer` asks for the learner's work, `expect` compares it and
explains. `fresh` draws inputs that nobody knows, `hint` helps a learner whose test failed.

Imports neither torch nor Jupyter: a tensor is recognised where the learner's code has imported torch.
"""

from lessonlib.check import expect
from lessonlib.check.answer import answer
from lessonlib.check.failure import CheckFailed
from lessonlib.check.fresh import fresh
from lessonlib.check.hints import hint
from lessonlib.check.sealing import seal

__all__ = ["CheckFailed", "answer", "expect", "fresh", "hint", "seal"]

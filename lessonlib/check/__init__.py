"""What a test cell of an exercise uses: `answer` asks for the learner's work, `expect` compares it and
explains. `fresh` draws inputs that nobody knows. What a learner uses: `hint` helps with what failed, `solution`
explains what is done, `check` looks at a practice cell of a chapter.

Imports neither torch nor Jupyter: a tensor is recognised where the learner's code has imported torch.
"""

from lessonlib.check import expect
from lessonlib.check.answer import answer
from lessonlib.check.companion import check, companion, hint, solution
from lessonlib.check.failure import CheckFailed
from lessonlib.check.fresh import fresh
from lessonlib.check.sealing import seal

__all__ = ["CheckFailed", "answer", "check", "companion", "expect", "fresh", "hint", "seal", "solution"]

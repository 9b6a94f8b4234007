"""What test cells use: `answer` asks for the learner's work, `expect` compares it and explains what is wrong,
`fresh` draws inputs that nobody can know beforehand. What learners use: `hint` helps with the test that failed,
`solution` explains a task that is done, `check` looks at a practice cell of a chapter.

Imports neither torch nor Jupyter: a tensor is recognised only where the learner's code has imported torch.
"""

from lessonlib.check import expect
from lessonlib.check.answer import answer
from lessonlib.check.companion import check, companion, hint, solution
from lessonlib.check.failure import CheckFailed
from lessonlib.check.fresh import fresh
from lessonlib.check.sealing import seal

__all__ = ["CheckFailed", "answer", "check", "companion", "expect", "fresh", "hint", "seal", "solution"]

"""A small lesson, written to a temporary course; tests change its files and build it.

Its chapter is of the first edition; `second` has one of the second.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from lessonlib.build.derive import build
from lessonlib.build.lesson import Lesson

CHAPTER = """\
# %% [markdown]
# # Addition
#
# Numbers can be added.


# %%
# %matplotlib inline
total = 1 + 2
total

# %% [markdown]
# That was all.
"""

EXERCISE = '''\
# %% [markdown]
# # Exercise: addition

# %% setup="imports"
import math

# %% [markdown]
# ## Task 1
# Add two numbers.

# %% task="add"
def add(a, b):
    """The sum of a and b."""
    ### BEGIN SOLUTION
    total_of_both = a + b
    return total_of_both
    ### END SOLUTION

# %% [markdown] hints="add"
# - when "got:      2": This is what a product gives: 1 * 2.
# 1. Section 1 of the chapter adds two numbers.
# 2. Python has an operator for it,
#    and it stands between the numbers.
# 3. Return `a ? b` with the right sign for `?`.

# %% [markdown] solution="add"
# The operator adds numbers of all kinds. `sum([a, b])` would have done, too.

# %% test="add_small" points=4
# add(1, 2) is 3
from lessonlib.check import answer, expect

expect.equal(answer.add(1, 2), 3, what="add(1, 2)", hint="Use +.")
# %% test="add_more" points=3.5
# add works for negative numbers
from lessonlib.check import answer, expect

expect.equal(answer.add(1, -2), -1, what="add(1, -2)")
### BEGIN HIDDEN TESTS
expect.equal(answer.add(-700, -70), -770, what="add(-700, -70)")
### END HIDDEN TESTS

# %% task="name"
### BEGIN SOLUTION
operation = "addition"
### END SOLUTION

# %% [markdown] hints="name"
# 1. Look at the title.
# 2. It is the noun that belongs to *to add*.
# 3. It begins with *add* and ends with *tion*.

# %% [markdown] solution="name"
# The verb is *to add*.

# %% test="name_is_right" points=2.5
# the operation is called addition
from lessonlib.check import answer, expect

expect.equal(answer.operation, "addition", what="operation")
'''

SECOND = """\
# %% [markdown]
# # 1. Addition
#
# Numbers can be added. **Time**: {{time}}.

# %%
total = 1 + 2
total

# %% proof
assert total == 3

# %% [markdown]
# **Your turn.** Set `more` to the sum of `total` and 4.

# %% try="more"
more = ...

# %% solution="more"
more = total + 4

# %% [markdown] solution="more"
# `4 + total` is the same.

# %% [markdown] hints="more"
# - when "got:      12": This is a product.
# 1. Which sign stands between the numbers?

# %% check="more"
expect.equal(more, 7, what="more", hint="Add.")

# %% wrong="more" message="got:      12"
more = total * 4

# %% [markdown]
# ## Read on
#
# - A. Author, *Sums* (1990), chapter 1.
# - B. Author, *Sums of sums* (2001),
#   chapter 2.
# - C. Author, *Sums of sums of sums* (2020).
#
# **Open question**
#
# 1. Is there a largest number?
"""

ATTEMPTS = {
    "right_swapped.py": """\
# %% [markdown]
# Adds in the other order.

# %% task="add"
def add(a, b):
    return b + a
""",
    "right_sum.py": """\
# %% [markdown]
# Uses the built-in sum.

# %% task="add"
def add(a, b):
    return sum([a, b])
""",
    "wrong_product.py": """\
# %% [markdown]
# Multiplies.

# %% task="add" caught_by="add_small,add_more" message="Use +."
def add(a, b):
    return a * b
""",
    "wrong_absolute.py": """\
# %% [markdown]
# Loses the sign, and is caught by a visible test.

# %% task="add" caught_by="add_more" message="add(1, -2)"
def add(a, b):
    return abs(a) + abs(b)
""",
    "wrong_clipped.py": """\
# %% [markdown]
# Right for small numbers only, so a hidden test catches it.

# %% task="add" caught_by="add_more" message="add(-700, -70)"
def add(a, b):
    return max(a + b, -100)
""",
    "wrong_name.py": """\
# %% [markdown]
# Takes one operation for another.

# %% task="name" caught_by="name_is_right" message="subtraction"
operation = "subtraction"
""",
    "wrong_forgotten.py": """\
# %% [markdown]
# Forgets to return.

# %% task="add" caught_by="add_small,add_more" message="None"
def add(a, b):
    a + b
""",
}


@pytest.fixture
def lesson(tmp_path: Path) -> Lesson:
    """The lesson 01_addition in a course in `tmp_path`, not built yet."""
    made = Lesson(tmp_path, "01_addition")
    made.attempts.mkdir(parents=True)
    (made.directory / "chapter.py").write_text(CHAPTER)
    (tmp_path / "lessons" / "topics.toml").write_text('drafts = ["01_addition", "03_addition"]')
    made.exercise.write_text(EXERCISE)
    for name, text in ATTEMPTS.items():
        (made.attempts / name).write_text(text)
    return made


@pytest.fixture
def second(lesson: Lesson) -> Lesson:
    """The same with a chapter of the second edition."""
    (lesson.root / "lessons" / "topics.toml").unlink()
    lesson.chapters[0].source.write_text(SECOND)
    return lesson


@pytest.fixture
def built(lesson: Lesson) -> Lesson:
    """The lesson, built."""
    build(lesson.root)
    return lesson


@pytest.fixture
def files() -> Callable[[Lesson], dict[str, bytes]]:
    """files(lesson): all files of its course, by their paths."""

    def files(lesson: Lesson) -> dict[str, bytes]:
        paths = [path for path in lesson.root.rglob("*.*") if path.is_file()]
        return {str(path.relative_to(lesson.root)): path.read_bytes() for path in paths}

    return files


@pytest.fixture
def edit() -> Callable[[Path, Callable[[NotebookNode], None]], None]:
    """edit(path, change): a notebook as somebody saves it who changed it in Jupyter."""

    def edit(path: Path, change: Callable[[NotebookNode], None]) -> None:
        notebook = nbformat.read(path, as_version=4)
        change(notebook)
        nbformat.write(notebook, path)

    return edit


@pytest.fixture
def split() -> Callable[[Lesson], None]:
    """split(second): two chapters made of the one of a lesson of the second edition."""

    def split(lesson: Lesson) -> None:
        source = lesson.chapters[0].source
        text = source.read_text().replace("# # 1. ", "# # 1a. ")
        (lesson.directory / "chapter_b.py").write_text(text.replace("# # 1a. ", "# # 1b. "))
        end = "# 1. Is there a largest number?\n"
        source.with_name("chapter_a.py").write_text(text.replace(end, end + "#\n# **Next**: {{next}}\n"))
        source.unlink()

    return split

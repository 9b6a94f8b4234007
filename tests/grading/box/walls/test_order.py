"""Who ends first when the memory of a box does."""

from __future__ import annotations

from pathlib import Path

import pytest

from lessonlib.grading.box.walls import order

OFFERS = "from lessonlib.grading.box.walls import order\n"
LOOKS = "return [order.is_offered(os.getpid()), int(open('/proc/self/oom_score_adj').read())]"


def test_a_process_of_a_box_is_kept_until_it_offers_itself(zygote, run):
    assert run(zygote, f"{OFFERS}{LOOKS}")[0] == [False, 900]
    assert run(zygote, f"{OFFERS}order.offer()\n{LOOKS}")[0] == [True, 1000]


def test_one_that_offered_itself_can_keep_itself_again(zygote, run):
    """As a fork does that a test asks: its parent runs the learner's cells, and is offered."""
    assert run(zygote, f"{OFFERS}order.offer()\norder.keep()\n{LOOKS}")[0] == [False, 900]


def test_none_comes_ahead_of_the_grader(zygote, run):
    """A learner's process cannot say that it is worth more than what is outside of its box."""
    own = int(Path("/proc/self/oom_score_adj").read_text())
    body = "try:\n    open('/proc/self/oom_score_adj', 'w').write('-1000')\nexcept OSError:\n    pass\n"
    least = run(zygote, f"{body}return int(open('/proc/self/oom_score_adj').read())")[0]
    assert least >= own


@pytest.mark.parametrize("pid", [2**22 + 1])
def test_one_that_ended_is_not_offered(pid):
    assert not order.is_offered(pid)

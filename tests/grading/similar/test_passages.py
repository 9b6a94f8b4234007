"""Shared passages among answers."""

import random

from lessonlib.grading.similar.passages import Answer, similar_pairs

ODD = """
def train(data, epochs):
    total = [0 for _ in range(7)]
    for epoch in reversed(range(epochs)):
        for x, y in zip(data[::2], data[1::2]):
            total[epoch % 7] += max(x * y, x ** 2) if x > y else min(x, -y)
    return sorted(total, key=lambda one: one % 3)
"""


def answer(student, source, task="train", is_code=True):
    return Answer(student, task, source, is_code)


def other(student, seed):
    """An answer of the same length that shares nothing by design."""
    rng = random.Random(seed)
    lines = [
        f"    q.{rng.choice('abcdefgh')}{rng.randrange(99)}({rng.randrange(999)}) {rng.choice('+-*/%')} 2"
        for _ in range(12)
    ]
    return answer(student, "def train(data, epochs):\n" + "\n".join(lines))


CLASS = [other(f"s{number}", number) for number in range(10)]


def test_a_renamed_copy_is_found_and_nobody_else():
    copy = ODD.replace("total", "sums").replace("epoch", "turn").replace("data", "rows") + "\n# mine"
    [pair] = similar_pairs([*CLASS, answer("ada", ODD), answer("bob", copy)], [])
    assert pair.students == ("ada", "bob")
    assert pair.share == 1
    [(task, left, right)] = pair.tasks
    assert task == "train"
    assert left.shared == right.shared == left.own > 80
    assert "".join(text for text, _ in left.pieces) == ODD
    assert "".join(text for text, _ in right.pieces) == copy
    assert "# mine" not in "".join(text for text, shared in right.pieces if shared)


def test_what_the_release_gives_is_no_likeness():
    assert similar_pairs([*CLASS, answer("ada", ODD), answer("bob", ODD)], [answer("", ODD, "another")]) == []


def test_what_much_of_the_class_writes_is_no_likeness():
    many = [answer(f"c{number}", ODD) for number in range(4)]
    assert similar_pairs([*CLASS, *many], []) == []
    assert len(similar_pairs([*CLASS, *many[:3]], [])) == 3


def test_a_part_is_marked_where_it_stands():
    half = "".join(ODD.splitlines(keepends=True)[:4])
    mixed = half + "            print(x, y, sep='', end='!', flush=False)\n"
    [pair] = similar_pairs([answer("ada", ODD), answer("bob", mixed)], [])
    [(_, left, _)] = pair.tasks
    shared = "".join(text for text, is_shared in left.pieces if is_shared)
    assert "reversed(range(epochs))" in shared
    assert "sorted" not in shared
    assert 0 < left.shared < left.own


def test_pairs_are_ordered_by_what_they_share_over_all_tasks():
    longer = ODD + ODD.replace("7", "9").replace("max", "sum")
    answers = [
        answer("ada", ODD),
        answer("bob", ODD),
        *(answer(one, longer, "more") for one in ("eve", "kim")),
    ]
    assert [pair.students for pair in similar_pairs(answers, [])] == [("eve", "kim"), ("ada", "bob")]


def test_prose():
    text = "A sigmoid saturates for large inputs, so that its gradient vanishes and nothing is learned there."
    answers = [
        answer("ada", text, "q", False),
        answer("bob", text.upper(), "q", False),
        answer("eve", "No idea.", "q", False),
    ]
    [pair] = similar_pairs(answers, [])
    assert pair.students == ("ada", "bob")

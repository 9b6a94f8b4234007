"""Comparisons: what passes, what earns nothing, and what the learner reads."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lessonlib.check import CheckFailed, expect, seal

NAN, INF = float("nan"), float("inf")


def test_nothing_forged_passes(forged):
    for want in (1, 1.0, [1.0], {"right": 1}, "b", np.ones(2)):
        with pytest.raises(CheckFailed):
            expect.equal(forged, want)
    for want in (1.0, [1.0], np.ones(2)):
        with pytest.raises(CheckFailed):
            expect.close(forged, want)
    with pytest.raises(CheckFailed):
        expect.between(forged, 0.9, 1.0)
    with pytest.raises(CheckFailed):
        expect.sealed(forged, "q1", seal("q1", "c"), options="abc")
    if forged is not True:
        with pytest.raises(CheckFailed):
            expect.that(forged, "It holds.")


@pytest.mark.parametrize("value", [NAN, [NAN], {"loss": NAN}, np.array([NAN])])
def test_nan_is_not_equal_to_itself(value):
    with pytest.raises(CheckFailed):
        expect.equal(value, value)


@given(st.recursive(st.integers() | st.text() | st.booleans(), st.lists, max_leaves=8))
def test_plain_data_equals_itself(value):
    expect.equal(value, value)


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (1.0, 1),
        ([1, 2], (1, 2)),
        (np.array([0, 1]), [0, 1]),
        ([0, 1], np.array([0, 1])),
        (np.array(3), 3),
        ({"a": [1]}, {"a": (1,)}),
        (np.array([True]), [True]),
        (np.array(["a", "b"]), ["a", "b"]),
    ],
)
def test_another_layout_is_equal(got, want):
    expect.equal(got, want)


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (True, 1),
        (0, False),
        (1, "1"),
        ([1], [1, 1]),
        ([1], 1),
        (np.array([1]), 1),
        (np.ones(1, bool), [1]),
        ({"a": 1}, {"a": 1, "b": 2}),
        (None, 0),
        ("b", b"b"),
        ([[1], [1, 2]], np.ones((2, 2))),
    ],
)
def test_what_only_looks_equal_is_not(got, want):
    with pytest.raises(CheckFailed):
        expect.equal(got, want)


def test_equal_says_what_got_expected_and_hint():
    with pytest.raises(CheckFailed) as caught:
        expect.equal(1, 0, what="xor(1, 1)", hint="Both inputs are on.")
    assert str(caught.value) == (
        "xor(1, 1) is not right.\n  got:      1\n  expected: 0\n  hint:     Both inputs are on."
    )
    with pytest.raises(CheckFailed, match=r"got: +True \(bool\)\n +expected: 1 \(int\)"):
        expect.equal(True, 1)


@given(st.floats(-1e6, 1e6), st.floats(-1e-3, 1e-3))
def test_close_agrees_with_numpy(want, difference):
    got = want + difference
    if np.isclose(got, want, rtol=1e-5, atol=1e-6):
        expect.close(got, want)
    else:
        with pytest.raises(CheckFailed):
            expect.close(got, want)


def test_close_takes_tensors_arrays_lists_and_numbers():
    expect.close(torch.tensor([1.0, 2.0]), [1, 2])
    expect.close(np.float32(0.1), 0.1)
    expect.close(np.array(2), 2.0)
    expect.close([[1, 2]], torch.tensor([[1.0, 2.0]]))


def test_close_says_where_the_largest_difference_is():
    want = np.zeros((3, 2))
    got = want.copy()
    got[1, 0], got[2, 1] = 0.01, 0.5
    with pytest.raises(
        CheckFailed, match=r"The cost is not right.\n +got: +0\.5 .*at \[2, 1\].*\n +expected: 0$"
    ):
        expect.close(got, want, what="The cost")


def test_close_says_that_shapes_differ():
    with pytest.raises(CheckFailed, match=r"wrong shape.\n +got: +\(3,\)\n +expected: \(3, 1\)"):
        expect.close(np.zeros(3), np.zeros((3, 1)))


def test_close_says_what_is_not_finite():
    with pytest.raises(CheckFailed, match=r"The loss is not finite.\n +got: +nan"):
        expect.close(NAN, 0.5, what="The loss")
    with pytest.raises(CheckFailed, match="1 of 2 values not finite, such as inf"):
        expect.close([INF, 1], [1, 1])
    with pytest.raises(ValueError, match="compares with finite numbers"):
        expect.close(1.0, NAN)


def test_close_says_what_is_not_a_number():
    with pytest.raises(CheckFailed, match=r"The loss is not made of numbers.\n +got: +'0.5' \(str\)"):
        expect.close("0.5", 0.5, what="The loss")


def test_shape():
    expect.shape(torch.zeros(3, 2), (3, 2))
    expect.shape([[1, 2], [3, 4]], [2, 2])
    with pytest.raises(
        CheckFailed, match=r"logits has the wrong shape.\n +got: +\(2, 3\)\n +expected: \(3, 2\)"
    ):
        expect.shape(np.zeros((2, 3)), (3, 2), what="logits")
    with pytest.raises(CheckFailed, match="not made of numbers"):
        expect.shape("abc", (3,))


def test_between():
    for good in (0.9, 1, np.float32(0.95), torch.tensor(0.99)):
        expect.between(good, 0.9, 1)
    with pytest.raises(CheckFailed, match=r"not in the expected range.\n +got: +0\.4\n.*from 0\.9 to 1"):
        expect.between(0.4, 0.9, 1, what="The accuracy")
    with pytest.raises(CheckFailed, match=r"not a single number.\n +got: +an array of shape \(1,\)"):
        expect.between([0.95], 0.9, 1)


def test_that():
    expect.that(True, "It holds.")
    expect.that(np.bool_(True), "It holds.")
    with pytest.raises(CheckFailed, match=r"^The loss fell.\n  hint:     Look at lr.$"):
        expect.that(False, "The loss fell.", hint="Look at lr.")
    with pytest.raises(CheckFailed, match=r"The loss fell.\n +got: +1 \(int\)\n +expected: True"):
        expect.that(1, "The loss fell.")


def test_sealed():
    digest = seal("q3", "b")
    for good in ("b", " B "):
        expect.sealed(good, "q3", digest, options="abcd")
    with pytest.raises(CheckFailed) as caught:
        expect.sealed("a", "q3", digest, what="Question 3", options="abcd", hint="Read 9.4.")
    assert str(caught.value) == (
        "Question 3 is not right.\n  got:      'a'\n  expected: another answer\n  hint:     Read 9.4."
    )
    several = r'one of a, b, c, d, or a list of them, such as \["a", "b"\]'
    with pytest.raises(CheckFailed, match=rf"not one of the options.\n +got: +'e'\n +expected: {several}"):
        expect.sealed("e", "q3", digest, options="abcd")
    with pytest.raises(CheckFailed, match=r"not in the expected form.\n +got: +None \(NoneType\)"):
        expect.sealed(None, "q3", digest, options="abcd")
    with pytest.raises(
        CheckFailed, match=r"form.\n +got: +an object of type dict_keys\n +expected: one of a"
    ):
        expect.sealed({}.keys(), "q3", digest, options="abcd")
    with pytest.raises(ValueError, match=r"'8f2c' is not a seal.*check\.seal q3 ANSWER"):
        expect.sealed("b", "q3", "8f2c")


def test_sealed_lists_are_sets_of_options():
    digest = seal("q4", ["a", "c"])
    for right in (["C", "a"], ("a", "c"), {"a", "c"}, "a, c", "CA", " c a ", "{a, c}", "['a', 'c']"):
        expect.sealed(right, "q4", digest, options="abcd")
    for wrong in (["a"], [], ["a", "c", "d"], "a", "ad", "a, c, d", "", set(), "a and c"):
        with pytest.raises(CheckFailed):
            expect.sealed(wrong, "q4", digest, options="abcd")


def test_letters_stay_a_text_where_the_options_are_words():
    expect.sealed("ab", "q5", seal("q5", "ab"), options=["ab", "ba"])
    expect.sealed("b", "q5", seal("q5", ["b"]), options="ab")


def test_predicted_does_not_tell_the_answer():
    for got, want in ((6, 6.0), (0.335, 1 / 3), ((2, 3), [2, 3]), (" Float32", "float32"), (True, True)):
        expect.predicted(got, want)
    for got, want in ((7, 6), (1001, 1000), (0.3, 1 / 3), ((3, 2), [2, 3]), (1, True), (..., 6), (NAN, 0.5)):
        with pytest.raises(CheckFailed, match=r"^The value is not right.\n  got: .*\n  hint:     Count.$"):
            expect.predicted(got, want, hint="Count.")


def test_several_things_are_not_right():
    with pytest.raises(CheckFailed, match=r"^the gradients of w are not right"):
        expect.equal([1], [2], what="the gradients of w")
    with pytest.raises(CheckFailed, match=r"^the gradients of w are not finite"):
        expect.close([NAN], [2.0], what="the gradients of w")


def test_sealed_sets_are_lists_in_any_order(work):
    answer = work(
        "letters = {'C', 'a'}\nothers = frozenset('ab')\nclass Set(set):\n    pass\nforged = Set('ac')"
    )
    digest = seal("q4", ["a", "c"])
    expect.sealed(answer.letters, "q4", digest, options="abcd")
    with pytest.raises(CheckFailed, match="is not right"):
        expect.sealed(answer.others, "q4", digest, options="abcd")
    with pytest.raises(CheckFailed, match="not in the expected form"):
        expect.sealed(answer.forged, "q4", digest, options="abcd")


def test_raises(work):
    answer = work("def check(n):\n    if n < 0:\n        raise UnicodeError(f'n is {n}')\n    return n")
    expect.raises(lambda: answer.check(-1), "ValueError", match="n is -1")
    with pytest.raises(
        CheckFailed, match=r"check\(1\) raises no error.\n +got: +the result 1\n +expected: ValueError"
    ):
        expect.raises(lambda: answer.check(1), "ValueError", what="check(1)")
    with pytest.raises(
        CheckFailed, match=r"raises another error.\n +got: +UnicodeError: n is -1\n +expected: KeyError"
    ):
        expect.raises(lambda: answer.check(-1), "KeyError")
    with pytest.raises(CheckFailed, match="with a message that matches 'name'"):
        expect.raises(lambda: answer.check(-1), "ValueError", match="name")


def test_raises_takes_a_dotted_name(work):
    answer = work(
        "class InvalidArgumentError(Exception): pass\ndef run():\n    raise InvalidArgumentError('feed x')"
    )
    expect.raises(lambda: answer.run(), "tf.errors.InvalidArgumentError", match="feed")


def test_a_missing_name_is_not_an_expected_error(work):
    with pytest.raises(CheckFailed, match="'run' is not there yet"):
        expect.raises(lambda: work("").run(), "NameError")


def test_a_handle_is_named_in_the_message(work):
    answer = work("class Model: pass\nmodel = Model()")
    with pytest.raises(CheckFailed, match=r"got: +model \(Model\)"):
        expect.equal(answer.model, 1)


def test_only_plain_data_is_compared_with():
    with pytest.raises(TypeError, match="compares with plain data, not with a set"):
        expect.equal(1, {1})
